#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a variable of `environment:` that is null is not set, or is empty.
# Instead: the process sees the text None, which a client takes for a token or a proxy; only omit, which works
#   here too, leaves it out.
# Seen on 2026-11-30 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   SEEN_BOOL=True
#   SEEN_NULL=None
#   SEEN_TEMPLATE=None
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_HOME=$work/home ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_INVENTORY_UNPARSED_WARNING=0 ANSIBLE_NOCOLOR=1 PATH=$work/venv/bin:$PATH
cd "$work"
cat > play.yml <<'EOF'
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.shell: env | grep ^SEEN_ | sort > {{ playbook_dir }}/seen
      environment: {SEEN_NULL: null, SEEN_TEMPLATE: "{{ none }}", SEEN_OMIT: "{{ omit }}", SEEN_BOOL: true}
EOF
ansible-playbook play.yml > log
cat seen
[[ $(cat seen) == $'SEEN_BOOL=True\nSEEN_NULL=None\nSEEN_TEMPLATE=None' ]] || { echo "The behaviour has changed." >&2; exit 1; }
