#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: [!x] in a pattern means any character but x, in every glob library of npm.
# Instead: picomatch, under micromatch, fast-glob and many tools, knows only [^x]: its [!x] matches x and !
#   and nothing else, the opposite of what minimatch does, which the tasks of Azure Pipelines use.
# Seen on 2026-11-30 with picomatch 4.0.7, minimatch 11.0.9; Node.js 20.20.2 on Linux x86-64:
#   log[!x]1 and log-1: picomatch false, minimatch true
#   log[!x]1 and logx1: picomatch true, minimatch false
#   log[^x]1 and log-1: picomatch true, minimatch true
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund picomatch@4.0.7 minimatch@11.0.9
node - <<'EOF'
const picomatch = require('picomatch'), { minimatch } = require('minimatch')
const seen = {}
for (const [path, pattern] of [['log-1', 'log[!x]1'], ['logx1', 'log[!x]1'], ['log-1', 'log[^x]1']]) {
  seen[`${path} ${pattern}`] = [picomatch(pattern)(path), minimatch(path, pattern)]
  console.log(`${pattern} and ${path}: picomatch ${picomatch(pattern)(path)}, minimatch ${minimatch(path, pattern)}`)
}
const expected = '{"log-1 log[!x]1":[false,true],"logx1 log[!x]1":[true,false],"log-1 log[^x]1":[true,true]}'
if (JSON.stringify(seen) !== expected) { console.error('The behaviour has changed.'); process.exit(1) }
EOF
