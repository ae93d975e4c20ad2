#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: npm's yaml and js-yaml both quote a text that Ansible's YAML 1.1 would take for something else, or
#   neither does.
# Instead: js-yaml quotes for both versions of YAML; yaml only for 1.2: its yes, 12:30:45 and = are a boolean,
#   a number and an error for PyYAML.
# Seen on 2026-11-30 with PyYAML 6.0.4, yaml 2.9.1, js-yaml 5.5.0; Python 3.11.7, Node.js 20.20.2 on Linux x86-64:
#   yaml [True, 45045, '2026-01-27', 'ConstructorError']
#   js-yaml ['yes', '12:30:45', '2026-01-27', '=']
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check PyYAML==6.0.4
cd "$work"
npm install --silent --no-audit --no-fund yaml@2.9.1 js-yaml@5.5.0
node - <<'EOF'
const texts = ['yes', '12:30:45', '2026-01-27', '=']
const write = (name, dump) => texts.forEach((text, n) => require('fs').writeFileSync(`${name}${n}.yml`, dump([text])))
write('yaml', require('yaml').stringify)
write('js-yaml', require('js-yaml').dump)
EOF
venv/bin/python - <<'EOF'
import sys
import yaml


def read(name):
    try:
        return yaml.safe_load(open(name))[0]
    except yaml.YAMLError as error:
        return type(error).__name__


seen = {writer: [read(f"{writer}{number}.yml") for number in range(4)] for writer in ("yaml", "js-yaml")}
for writer, values in seen.items():
    print(writer, [value if isinstance(value, (bool, int, str)) else str(value) for value in values])
if seen["yaml"][:2] != [True, 45045] or seen["js-yaml"] != ["yes", "12:30:45", "2026-01-27", "="]:
    sys.exit("The behaviour has changed.")
EOF
