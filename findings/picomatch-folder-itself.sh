#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: `drop/**` matches what is below drop and not drop itself, in picomatch as in minimatch.
# Instead: picomatch matches the folder itself, too; a filter by it removes or copies one entry more.
# Seen on 2026-11-30 with picomatch 4.0.7, minimatch 11.0.9; Node.js 20.20.2 on Linux x86-64:
#   drop/** and drop, drop/a: picomatch [ true, true ] minimatch [ false, true ]
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund picomatch@4.0.7 minimatch@11.0.9
node - <<'EOF'
const picomatch = require('picomatch'), { minimatch } = require('minimatch')
const seen = ['drop', 'drop/a'].map(path => [picomatch('drop/**')(path), minimatch(path, 'drop/**')])
console.log('drop/** and drop, drop/a: picomatch', seen.map(s => s[0]), 'minimatch', seen.map(s => s[1]))
if (JSON.stringify(seen) !== '[[true,false],[true,true]]') { console.error('The behaviour has changed.'); process.exit(1) }
EOF
