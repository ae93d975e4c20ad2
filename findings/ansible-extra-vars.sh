#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: `-e 'secret_value=two words'`, quoted for the shell, sets the variable to just that text, or is
#   refused.
# Instead: the text is split once more: what stands behind a blank is dropped without a word, and \n in a
#   Windows path becomes a line end. JSON is safe.
# Seen on 2026-11-30 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   -e 'value=two words':    "value": "two"
#   -e 'value=C:\new':    "value": "C:\new"
#   -e 'value=one # two':    "value": "one"
#   -e '{"value": "two words # C:\\new"}':    "value": "two words # C:\\new"
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_HOME=$work/home ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_INVENTORY_UNPARSED_WARNING=0 ANSIBLE_NOCOLOR=1 PATH=$work/venv/bin:$PATH
cd "$work"
seen=
for given in 'value=two words' 'value=C:\new' 'value=one # two' '{"value": "two words # C:\\new"}'; do
  got=$(ansible localhost -m ansible.builtin.debug -a var=value -e "$given" | grep '"value"')
  echo "-e '$given':$got"
  seen+=$got
done
[[ $seen == *'"two"'*'"C:\new"'*'"one"'*'"two words # C:\\new"'* ]] || { echo "The behaviour has changed." >&2; exit 1; }
