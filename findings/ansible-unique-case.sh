#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: the filter unique keeps 'Reader' and 'reader', as the filters union, intersect and difference do.
# Instead: it drops the second, since its case_sensitive is false unless told otherwise: names of files,
#   variables or branches that differ in case only are lost.
# Seen on 2026-11-30 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   unique keeps, union keeps: "1 2"
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_HOME=$work/home ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_INVENTORY_UNPARSED_WARNING=0 ANSIBLE_NOCOLOR=1 PATH=$work/venv/bin:$PATH
cd "$work"
counts="{{ (['Reader', 'reader'] | unique | length) ~ ' ' ~ (['Reader'] | union(['reader']) | length) }}"
seen=$(ansible localhost -m ansible.builtin.debug -a "msg=$counts" 2>&1)
echo "unique keeps, union keeps:$(grep -o ' "[0-9] [0-9]"' <<< "$seen")"
[[ $seen == *'"1 2"'* ]] || { echo "The behaviour has changed." >&2; exit 1; }
