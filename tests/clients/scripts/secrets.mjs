// Microsoft's JavaScript clients: a credential that holds an assertion, vaults, secrets, Azure DevOps.
// Prints the JSON that the test looks at.
import { readFileSync } from "node:fs";
import { ClientAssertionCredential, ClientSecretCredential } from "@azure/identity";
import { KeyVaultManagementClient } from "@azure/arm-keyvault";
import { SecretClient } from "@azure/keyvault-secrets";
import * as devops from "azure-devops-node-api";

const { AZURE_TENANT_ID: tenant, AZURE_CLIENT_ID: client, AZURE_CLIENT_SECRET: secret, AZURE_SUBSCRIPTION_ID: subscription,
  AZURE_DEVOPS_ORG_URL: organization, AZURE_DEVOPS_EXT_PAT: pat, GROUP: group, VAULT: vault, FEDERATED_CLIENT: federated } = process.env;
const credential = new ClientSecretCredential(tenant, client, secret);
const seen = {};

const asserting = new ClientAssertionCredential(tenant, federated, async () => readFileSync("assertion", "utf8"));
seen.refused = await asserting.getToken("https://vault.azure.net/.default").then(() => null, (error) => error.message);

const vaults = new KeyVaultManagementClient(credential, subscription).vaults;
const policy = { tenantId: tenant, objectId: process.env.CALLER, permissions: { secrets: ["all", "purge"] } };
const parameters = { location: "westeurope", properties: { tenantId: tenant, sku: { family: "A", name: "standard" }, accessPolicies: [policy], enableRbacAuthorization: false } };
const made = await vaults.beginCreateOrUpdateAndWait(group, vault, parameters);
seen.state = made.properties.provisioningState;

const secrets = new SecretClient(made.properties.vaultUri, credential);
await secrets.setSecret("greeting", "one");
await secrets.setSecret("greeting", "two", { tags: { a: "b" } });
seen.value = (await secrets.getSecret("greeting")).value;
seen.versions = 0;
for await (const _one of secrets.listPropertiesOfSecretVersions("greeting")) seen.versions += 1;
await (await secrets.beginDeleteSecret("greeting", { intervalInMs: 200 })).pollUntilDone();
await (await secrets.beginRecoverDeletedSecret("greeting", { intervalInMs: 200 })).pollUntilDone();
seen.names = [];
for await (const one of secrets.listPropertiesOfSecrets()) seen.names.push(one.name);
seen.missing = await secrets.getSecret("nothing").then(() => null, (error) => error.code);

const connection = new devops.WebApi(organization, devops.getPersonalAccessTokenHandler(pat));
seen.user = (await connection.connect()).authenticatedUser.id !== undefined;
const core = await connection.getCoreApi();
seen.projects = (await core.getProjects()).map((one) => one.name);
seen.noProject = await core.getProject("nothing");
console.log(JSON.stringify(seen));
