// Copyright: vaultpipe contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// How azure-pipelines-task-lib writes each logging command.

const { readFileSync, writeFileSync } = require('fs');
const { TaskCommand } = require('azure-pipelines-task-lib/taskcommand');

const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const lines = cases.map(({ name, properties, data }) => new TaskCommand(name, properties, data).toString());
writeFileSync(process.argv[3], JSON.stringify(lines));
