#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a value in an INI inventory is a text, or a number if it looks like one.
# Instead: it is read as a literal of Python: 10_20 is 1020, 1e3 is 1000.0, 1,2 a list, None null, (7) a
#   number, while true stays a text and 0123 too.
# Seen on 2026-11-30 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   {"a": 1020, "b": 1000.0, "c": [1, 2], "d": null, "e": 7, "f": "true", "g": "0123"}
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_HOME=$work/home ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_INVENTORY_UNPARSED_WARNING=0 ANSIBLE_NOCOLOR=1 PATH=$work/venv/bin:$PATH
cd "$work"
cat > inventory.ini <<'EOF'
host a=10_20 b=1e3 c=1,2 d=None e=(7) f=true g=0123
EOF
seen=$(ansible-inventory -i inventory.ini --host host | venv/bin/python -c 'import json, sys; print(json.dumps(json.load(sys.stdin)))')
echo "$seen"
[[ $seen == '{"a": 1020, "b": 1000.0, "c": [1, 2], "d": null, "e": 7, "f": "true", "g": "0123"}' ]] || { echo "The behaviour has changed." >&2; exit 1; }
