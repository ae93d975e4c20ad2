// Copyright: vaultpipe contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// A step of a job: reads a vault by the library that the task AzureKeyVault@2 is made of, with the environment that an agent
// gives to tasks (docs/reference/pipeline_task.md#task-environment). Prints `seen: ` and JSON without any value.
// Read first, since the library takes inputs out of the environment when it is loaded.
const { INPUT_CONNECTEDSERVICENAME: connection, INPUT_KEYVAULTNAME: vault } = process.env;
const { createHash } = require("node:crypto");
const { AzureRMEndpoint } = require("azure-pipelines-tasks-azure-arm-rest/azure-arm-endpoint");
const { WebRequest, sendRequest } = require("azure-pipelines-tasks-azure-arm-rest/webClient");

async function ask(uri, token) {
  const request = new WebRequest();
  request.method = "GET";
  request.uri = uri;
  request.headers = { "Content-Type": "application/json; charset=utf-8", Authorization: `Bearer ${token}` };
  const { statusCode, body } = await sendRequest(request);
  return statusCode === 200 ? body : Promise.reject(new Error(`${statusCode} ${JSON.stringify(body)}`));
}

async function main() {
  const { applicationTokenCredentials: credentials } = await new AzureRMEndpoint(connection).getEndpoint(false, true);
  credentials.activeDirectoryResourceId = "https://vault.azure.net";
  const token = await credentials.getToken();
  const listed = await ask(`https://${vault}.vault.azure.net/secrets?maxresults=25&api-version=2016-10-01`, token);
  const seen = {};
  for (const name of listed.value.map((one) => one.id.split("/").pop())) {
    const { value } = await ask(`https://${vault}.vault.azure.net/secrets/${name}?api-version=2016-10-01`, token);
    seen[name] = createHash("sha256").update(value).digest("hex");
  }
  return seen;
}

main().then((seen) => console.log(`seen: ${JSON.stringify(seen)}`), (error) => console.log(`refused: ${error}`));
