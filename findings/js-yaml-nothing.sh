#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: an empty file, or one with comments only, is undefined or null, as in js-yaml 4.
# Instead: version 5 throws for both, while a file with `---` alone is null.
# Seen on 2026-11-30 with js-yaml 5.5.0; Node.js 20.20.2 on Linux x86-64:
#   [
#     'expected a document, but the input is empty',
#     'expected a document, but the input is empty',
#     'null'
#   ]
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund js-yaml@5.5.0
node - <<'EOF'
const yaml = require('js-yaml')
const seen = ['', '# a variables file without variables\n', '---\n'].map(text => {
  try { return String(yaml.load(text)) } catch (error) { return error.message.split('\n')[0] }
})
console.log(seen)
if (!seen[0].includes('empty') || !seen[1].includes('empty')) { console.error('The behaviour has changed.'); process.exit(1) }
EOF
