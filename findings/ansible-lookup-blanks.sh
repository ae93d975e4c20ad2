#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: lookup('file') and lookup('pipe') leave out the line end of a file, as `$(cat file)` does.
# Instead: all white space at the end goes, so a password that ends with a blank or a tab is another one; the
#   lookup of files has rstrip=false, that of commands nothing.
# Seen on 2026-11-30 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   shell: "ends with a blank |", lookups:    "msg": "ends with a blank|ends with a blank|"
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_HOME=$work/home ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_INVENTORY_UNPARSED_WARNING=0 ANSIBLE_NOCOLOR=1 PATH=$work/venv/bin:$PATH
cd "$work"
printf 'ends with a blank \n' > secret
shell=$(cat secret)
seen=$(ansible localhost -m ansible.builtin.debug -a "msg={{ lookup('file', '$work/secret') }}|{{ lookup('pipe', 'cat $work/secret') }}|" | grep '"msg"')
echo "shell: \"$shell|\", lookups:$seen"
[[ $seen == *'"ends with a blank|ends with a blank|"' ]] || { echo "The behaviour has changed." >&2; exit 1; }
