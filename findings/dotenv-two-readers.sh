#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: the two packages called dotenv, Python's and npm's, read one .env file alike, and as a shell does
#   where it has no quotes or variables.
# Instead: npm's ends a bare value at #, blank or not before it, and leaves a backslash in quotes as it
#   stands; Python's fills in ${NAME}. A password such as p#w is cut for one of two tools.
# Seen on 2026-11-30 with python-dotenv 1.2.4, dotenv 18.0.10; Python 3.11.7, Node.js 20.20.2 on Linux x86-64:
#   Python {"BARE":"p#w","QUOTED":"p\"w","DOLLAR":"pp#w"}
#   npm    {"BARE":"p","QUOTED":"p\\\"w","DOLLAR":"p${BARE}"}
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check python-dotenv==1.2.4
cd "$work"
npm install --silent --no-audit --no-fund dotenv@18.0.10
cat > .env <<'EOF'
BARE=p#w
QUOTED="p\"w"
DOLLAR=p${BARE}
EOF
python=$(venv/bin/python -c 'import dotenv, json; print(json.dumps(dotenv.dotenv_values(".env"), separators=(",", ":")))')
node=$(node -e 'console.log(JSON.stringify(require("dotenv").parse(require("fs").readFileSync(".env"))))')
echo "Python $python"
echo "npm    $node"
[[ $python == '{"BARE":"p#w","QUOTED":"p\"w","DOLLAR":"pp#w"}' && $node == '{"BARE":"p","QUOTED":"p\\\"w","DOLLAR":"p${BARE}"}' ]] ||
  { echo "The behaviour has changed." >&2; exit 1; }
