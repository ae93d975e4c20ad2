// Copyright: vaultpipe contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// What azure-pipelines-task-lib matches with each list of patterns.

const { readFileSync, writeFileSync } = require('fs');
const library = require('azure-pipelines-task-lib/task');

const { files, root, cases } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const print = process.stdout.write;
process.stdout.write = () => true;
const answers = cases.map((lines) => library.match(files, lines, root));
process.stdout.write = print;
writeFileSync(process.argv[3], JSON.stringify(answers));
