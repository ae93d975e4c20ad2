#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: the lookup password refuses a length below 1, as there is no such password.
# Instead: it gives an empty text without a word, and with a file writes an empty password that every later run takes
#   for the one that was chosen, whatever length it asks for.
# Seen on 2026-12-01 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   length=0 gives '', and then length=20 from the same file gives ''
#   length=-5 gives ''
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
cat > "$work/play.yml" <<'EOF'
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
        msg: >-
          [{{ lookup('ansible.builtin.password', './first', length=0) }}]
          [{{ lookup('ansible.builtin.password', './first', length=20) }}]
          [{{ lookup('ansible.builtin.password', '/dev/null', length=-5) }}]
EOF
cd "$work"
unset "${!ANSIBLE_@}"
seen=$("$work/venv/bin/ansible-playbook" -i localhost, play.yml 2> /dev/null | sed -n 's/.*"msg": "\(.*\)"/\1/p')
echo "length=0, then 20 from the same file, then -5: $seen"
[ "$seen" = "[] [] []" ] || { echo "The behaviour has changed."; exit 1; }
