#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a host whose variable is 3 is in the group that a constructed inventory makes by the condition "days_left", as it was with
#   ansible-core 2.18, or the condition is refused with a warning, as one that is no boolean is refused in "when".
# Instead: since 2.19 the host is in no group and nothing is said; only with strict: true there is an error.
# Seen on 2026-12-01 with ansible-core 2.18.12 and 2.19.14; Python 3.11.7 on Linux x86-64:
#   2.18.12: in the group: 1, warnings: 0
#   2.19.14: in the group: 0, warnings: 0
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
cd "$work"
export ANSIBLE_HOME=$work/home ANSIBLE_NOCOLOR=1
echo "all: {hosts: {connection: {days_left: 3}}}" > hosts.yml
cat > constructed.yml <<'YAML'
plugin: ansible.builtin.constructed
groups:
  expiring: days_left
YAML
for release in 2.18.12:1 2.19.14:0; do
    version=${release%:*}
    "$python" -m venv --without-pip "$work/$version"
    "$python" -m pip --python "$work/$version" install -qq --no-compile --disable-pip-version-check "ansible-core==$version"
    "$work/$version/bin/ansible-inventory" -i hosts.yml -i constructed.yml --graph > graph 2> said
    members=$(grep -c '@expiring' graph || true) warnings=$(grep -c WARNING said || true)
    echo "$version: in the group: $members, warnings: $warnings"
    [[ $members:$warnings == "${release#*:}:0" ]] || { echo "The behaviour has changed." >&2; exit 1; }
done
