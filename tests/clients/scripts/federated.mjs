// Copyright: vaultpipe contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// A step of a job: reads a vault with the id token of the job's service connection, by each credential that Microsoft's
// JavaScript clients have for one. Prints `seen: ` and JSON without any value.
import { createHash } from "node:crypto";
import { AzurePipelinesCredential, ClientAssertionCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import * as devops from "azure-devops-node-api";

const { TENANT: tenant, CLIENT: client, CONNECTION: connection, VAULT: vault, SYSTEM_ACCESSTOKEN: jobToken, SYSTEM_COLLECTIONURI: organization,
  SYSTEM_TEAMPROJECTID: project, SYSTEM_HOSTTYPE: hub, SYSTEM_PLANID: plan, SYSTEM_JOBID: job } = process.env;

async function idToken() {
  const tasks = await new devops.WebApi(organization, devops.getBearerHandler(jobToken)).getTaskApi();
  return (await tasks.createOidcToken({}, project, hub, plan, job, connection)).oidcToken;
}

const credentials = {
  assertion: new ClientAssertionCredential(tenant, client, idToken),
  pipelines: new AzurePipelinesCredential(tenant, client, connection, jobToken),
};
const seen = {};
for (const [name, credential] of Object.entries(credentials)) {
  const secret = await new SecretClient(`https://${vault}.vault.azure.net`, credential).getSecret("MySecret");
  seen[name] = createHash("sha256").update(secret.value).digest("hex");
}
console.log(`seen: ${JSON.stringify(seen)}`);
