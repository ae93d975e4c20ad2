#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: the command line given to a tool's line() is split as bash, which runs script steps, would split
#   it.
# Instead: only double quotes count: an argument in single quotes is cut at its blanks and keeps the quotes.
# Seen on 2026-11-30 with azure-pipelines-task-lib 5.281.0; Node.js 20.20.2 on Linux x86-64:
#   ##vso[task.debug]system.debug=undefined
#   ##vso[task.debug]DistributedTask.Tasks.Node.SkipDebugLogsWhenDebugModeOff=undefined
#   ##vso[task.debug]agent.TempDirectory=/tmp/tmp.q2cEsstwYz
#   ##vso[task.debug]loading inputs and endpoints
#   ##vso[task.debug]loaded 0
#   ##vso[task.debug]Agent.ProxyUrl=undefined
#   ##vso[task.debug]Agent.CAInfo=undefined
#   ##vso[task.debug]Agent.ClientCert=undefined
#   ##vso[task.debug]Agent.SkipCertValidation=undefined
#   [
#     'keyvault',
#     'secret',
#     'set',
#     '--value',
#     "'two",
#     "words'",
#     '--name',
#     'three small words'
#   ]
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund azure-pipelines-task-lib@5.281.0
node - <<'EOF'
process.env.AGENT_TEMPDIRECTORY = process.cwd()
console.debug = () => {}
const tl = require('azure-pipelines-task-lib/task')
tl.setStdStream({ write () {} })
const args = tl.tool('/bin/echo').line(`keyvault secret set --value 'two words' --name "three small words"`).args
console.log(args)
if (args[4] !== "'two" || args[7] !== 'three small words') { console.error('The behaviour has changed.'); process.exit(1) }
EOF
