// Copyright: vaultpipe contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
// azure-devops-node-api in the tutorial's project. Prints the JSON that the test looks at.
import * as devops from "azure-devops-node-api";
import { BuildResult, BuildStatus } from "azure-devops-node-api/interfaces/BuildInterfaces.js";

const { AZURE_DEVOPS_ORG_URL: organization, AZURE_DEVOPS_EXT_PAT: pat, PROJECT: project, PIPELINE: pipeline, CONNECTION: connection } = process.env;
const connected = new devops.WebApi(organization, devops.getPersonalAccessTokenHandler(pat));
const seen = {};
// A 404 is no error to this client: it answers null.
const refused = (promise) => promise.then(() => null, (error) => [error.statusCode, error.result?.typeKey]);

const core = await connected.getCoreApi();
seen.projects = (await core.getProjects()).map((one) => one.name);
const owner = await core.getProject(project, true);
seen.kind = owner.capabilities.versioncontrol.sourceControlType;
seen.repositories = (await (await connected.getGitApi()).getRepositories(project)).map((one) => one.name);

const endpoints = await connected.getServiceEndpointApi();
const [endpoint] = await endpoints.getServiceEndpointsByNames(project, [connection]);
const detailed = await endpoints.getServiceEndpointDetails(project, endpoint.id);
seen.endpoint = [detailed.type, detailed.authorization.scheme, detailed.isReady];
seen.twice = await refused(endpoints.createServiceEndpoint({ ...detailed, id: undefined }));

const tasks = await connected.getTaskAgentApi();
const reference = { name: "node", projectReference: { id: owner.id, name: owner.name } };
const group = { name: "node", type: "Vsts", variables: { a: { value: "b" }, c: { value: "hidden", isSecret: true } }, variableGroupProjectReferences: [reference] };
const made = await tasks.addVariableGroup(group);
await tasks.updateVariableGroup({ ...group, variables: { a: { value: "d" } } }, made.id);
seen.groups = (await tasks.getVariableGroups(project, "no*")).map((one) => [one.name, one.variables.a.value]);
await tasks.deleteVariableGroup(made.id, [owner.id]);
seen.left = (await tasks.getVariableGroups(project)).length;

const builds = await connected.getBuildApi();
const [definition] = await builds.getDefinitions(project, pipeline);
const queued = await builds.queueBuild({ definition: { id: definition.id } }, project);
let build = queued;
for (const until = Date.now() + 60_000; build.status !== BuildStatus.Completed && Date.now() < until;) {
  await new Promise((resume) => setTimeout(resume, 300));
  build = await builds.getBuild(project, queued.id);
}
seen.result = BuildResult[build.result];
seen.finished = build.finishTime instanceof Date;
seen.jobs = (await builds.getBuildTimeline(project, build.id)).records.filter((one) => one.type === "Job").length;
seen.artifacts = (await builds.getArtifacts(project, build.id)).map((one) => one.name);
const chunks = [];
for await (const chunk of await builds.getArtifactContentZip(project, build.id, "drop")) chunks.push(chunk);
seen.zip = Buffer.concat(chunks).subarray(0, 2).toString();
seen.noBuild = await builds.getBuild(project, 999_999);
seen.noDefinition = await builds.queueBuild({ definition: { id: 999_999 } }, project);
const stranger = new devops.WebApi(organization, devops.getPersonalAccessTokenHandler("not-a-token"));
[seen.stranger] = await refused(stranger.connect());
console.log(JSON.stringify(seen));
