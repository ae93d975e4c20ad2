#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: js-yaml reads `<<: *anchor`, dates and !!binary as version 4 does.
# Instead: version 5 keeps to YAML 1.2's core schema: << is a key like any other and what it should bring is
#   missing, a date is a text, !!binary an error. Nothing warns.
# Seen on 2026-11-30 with js-yaml 5.5.0, yaml 2.9.1; Node.js 20.20.2 on Linux x86-64:
#   {"<<":{"pool":"hosted"},"since":"2026-01-27"}
#   !!binary: unknown scalar tag !<tag:yaml.org,2002:binary> (1:4)
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund js-yaml@5.5.0 yaml@2.9.1
node - <<'EOF'
const yaml = require('js-yaml')
const text = 'base: &base {pool: hosted}\njob: {<<: *base, since: 2026-01-27}\n'
const seen = JSON.stringify(yaml.load(text).job)
console.log(seen)
let binary
try { binary = yaml.load('a: !!binary YQ==') } catch (error) { binary = error.message.split('\n')[0] }
console.log('!!binary:', binary)
if (seen !== '{"<<":{"pool":"hosted"},"since":"2026-01-27"}') { console.error('The behaviour has changed.'); process.exit(1) }
EOF
