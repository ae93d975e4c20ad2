# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The azure-devops package with its own discovery of locations. Prints the JSON that the test looks at."""

import json
import os
import sys
import time

from azure.devops.connection import Connection
from azure.devops.v7_1.core.models import TeamProject
from msrest.authentication import BasicAuthentication

connection = Connection(os.environ["AZURE_DEVOPS_ORG_URL"], BasicAuthentication("", os.environ["AZURE_DEVOPS_EXT_PAT"]))
core, git = connection.clients_v7_1.get_core_client(), connection.clients_v7_1.get_git_client()
process = next(one for one in core.get_processes() if one.is_default)
capabilities = {"versioncontrol": {"sourceControlType": "Git"}, "processTemplate": {"templateTypeId": process.id}}
core.queue_create_project(TeamProject(name="sdk", visibility="private", capabilities=capabilities))
until = time.monotonic() + 60
while time.monotonic() < until and not [one for one in core.get_projects() if one.name == "sdk" and one.state == "wellFormed"]:
    time.sleep(0.2)
change = {"changeType": "add", "item": {"path": "/a.txt"}, "newContent": {"content": "hello", "contentType": "rawtext"}}
push = {
    "refUpdates": [{"name": "refs/heads/main", "oldObjectId": "0" * 40}],
    "commits": [{"comment": "First", "changes": [change]}],
}
git.create_push(push, "sdk", project="sdk")
repository = git.get_repository("sdk", project="sdk")
content = b"".join(git.get_item_content("sdk", "/a.txt", project="sdk")).decode()
endpoints = connection.clients_v7_1.get_service_endpoint_client().get_service_endpoints("sdk")
json.dump({"branch": repository.default_branch, "content": content, "endpoints": len(endpoints)}, sys.stdout)
