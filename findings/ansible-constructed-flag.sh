#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: keyed_groups of a constructed inventory by a variable that is true or false make two groups, or leave such hosts out, since
#   strict is false unless told otherwise.
# Instead: false is passed over without a word, and the first host with true ends the source where it is: the groups that stand after
#   this one and all groups of later hosts are missing, and ansible-inventory still ends with 0.
# Seen on 2026-12-01 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   first is ready: false, hosts in issuer_entra: 2
#   first is ready: true, hosts in issuer_entra: 0
#   got: <class 'bool'>
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_HOME=$work/home ANSIBLE_NOCOLOR=1 PATH=$work/venv/bin:$PATH
cd "$work"
cat > constructed.yml <<'YAML'
plugin: ansible.builtin.constructed
keyed_groups:
  - {key: is_ready, prefix: ready}
  - {key: issuer, prefix: issuer}
YAML
for ready in false:2 true:0; do
    echo "all: {hosts: {first: {issuer: entra, is_ready: ${ready%:*}}, second: {issuer: entra, is_ready: false}}}" > hosts.yml
    ansible-inventory -i hosts.yml -i constructed.yml --list > listed 2> said
    members=$("$work/venv/bin/python" -c 'import json; print(len(json.load(open("listed")).get("issuer_entra", {}).get("hosts", [])))')
    echo "first is ready: ${ready%:*}, hosts in issuer_entra: $members"
    grep -o -m1 "got: <class 'bool'>" said || true
    [[ $members == "${ready#*:}" ]] || { echo "The behaviour has changed." >&2; exit 1; }
done
