#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a required input that holds only blanks, as an expression that came out empty leaves it, is
#   missing.
# Instead: getInput gives the blanks and raises nothing; getBoolInput reads yes and 1 as false, without a
#   word, too.
# Seen on 2026-11-30 with azure-pipelines-task-lib 5.281.0; Node.js 20.20.2 on Linux x86-64:
#   ##vso[task.debug]system.debug=undefined
#   ##vso[task.debug]DistributedTask.Tasks.Node.SkipDebugLogsWhenDebugModeOff=undefined
#   ##vso[task.debug]agent.TempDirectory=/tmp/tmp.0k7GHBzwDH
#   ##vso[task.debug]loading inputs and endpoints
#   ##vso[task.debug]loading INPUT_VAULT
#   ##vso[task.debug]loading INPUT_YES
#   ##vso[task.debug]loading INPUT_ONE
#   ##vso[task.debug]loaded 3
#   ##vso[task.debug]Agent.ProxyUrl=undefined
#   ##vso[task.debug]Agent.CAInfo=undefined
#   ##vso[task.debug]Agent.ClientCert=undefined
#   ##vso[task.debug]Agent.SkipCertValidation=undefined
#   [ 'Input required: empty', '  ', false, false ]
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund azure-pipelines-task-lib@5.281.0
node - <<'EOF'
process.env.AGENT_TEMPDIRECTORY = process.cwd()
Object.assign(process.env, { INPUT_VAULT: '  ', INPUT_EMPTY: '', INPUT_YES: 'yes', INPUT_ONE: '1' })
const tl = require('azure-pipelines-task-lib/task')
tl.setStdStream({ write () {} })
let empty
try { empty = tl.getInput('empty', true) } catch (error) { empty = error.message }
const seen = [empty, tl.getInput('vault', true), tl.getBoolInput('yes', true), tl.getBoolInput('one', true)]
console.log(seen)
if (JSON.stringify(seen.slice(1)) !== '["  ",false,false]') { console.error('The behaviour has changed.'); process.exit(1) }
EOF
