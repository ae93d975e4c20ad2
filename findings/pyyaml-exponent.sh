#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a text that PyYAML writes is read as that text by everybody, since a dumper quotes what could be
#   taken for a number.
# Instead: it quotes by YAML 1.1 only: a password or short commit id such as 1e3, 08 or 6e5431 goes out bare,
#   and readers of YAML 1.2 find a number, or infinity.
# Seen on 2026-11-30 with PyYAML 6.0.4, yaml 2.9.1, js-yaml 5.5.0; Python 3.11.7, Node.js 20.20.2 on Linux x86-64:
#   a: 1e3, b: 08, c: 6e5431
#   yaml { a: 1000, b: 8, c: Infinity } js-yaml { a: 1000, b: 8, c: '6e5431' }
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check PyYAML==6.0.4
cd "$work"
npm install --silent --no-audit --no-fund yaml@2.9.1 js-yaml@5.5.0
venv/bin/python -c 'import yaml; print(yaml.safe_dump({"a": "1e3", "b": "08", "c": "6e5431"}), end="")' > file.yml
node - <<'EOF'
const text = require('fs').readFileSync('file.yml', 'utf8')
console.log(text.trim().replaceAll('\n', ', '))
const seen = [require('yaml').parse(text), require('js-yaml').load(text)]
console.log('yaml', seen[0], 'js-yaml', seen[1])
if (seen.some(read => read.a !== 1000 || read.b !== 8)) { console.error('The behaviour has changed.'); process.exit(1) }
EOF
