#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: ruamel.yaml, which reads YAML 1.2 by default, takes plain scalars for what 1.2's core schema says,
#   as npm's yaml does.
# Instead: yes is a text and 017 is 17, as 1.2 has it, but 1_000, 0b11 and dates are still numbers and dates,
#   as in 1.1: names such as 10_20 lose their underscore.
# Seen on 2026-11-30 with ruamel.yaml 0.19.1, yaml 2.9.1; Python 3.11.7, Node.js 20.20.2 on Linux x86-64:
#   yaml   ["yes",17,"10_20","0b11","2026-01-27"]
#   ruamel ["yes", 17, 1020, 3, "datetime.date(2026, 1, 27)"]
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ruamel.yaml==0.19.1
cd "$work"
npm install --silent --no-audit --no-fund yaml@2.9.1
echo '[yes, 017, 10_20, 0b11, 2026-01-27]' > list.yml
node -e 'console.log("yaml  ", JSON.stringify(require("yaml").parse(require("fs").readFileSync("list.yml", "utf8"))))'
venv/bin/python - <<'EOF'
import json, sys
from ruamel.yaml import YAML

seen = YAML(typ="safe").load(open("list.yml"))
print("ruamel", json.dumps(seen, default=repr))
if seen[:4] != ["yes", 17, 1020, 3]:
    sys.exit("The behaviour has changed.")
EOF
