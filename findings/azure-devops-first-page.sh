#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a list that has more pages carries Azure DevOps' continuation token, or the client follows it.
# Instead: get_definitions gives a plain list of the first page; the token of the answer's header is gone, so
#   there is no way to the next page though the method takes one.
# Seen on 2026-11-30 with azure-devops 7.1.0b4, msrest 0.7.1, requests 2.34.2; Python 3.11.7 on Linux x86-64:
#   list of 1, attributes of its own: []
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check azure-devops==7.1.0b4 msrest==0.7.1 requests==2.34.2
"$work/venv/bin/python" - <<'EOF'
import io, json, os, sys
os.environ["AZURE_DEVOPS_CACHE_DIR"] = sys.prefix
import requests, urllib3


def send(self, request, **_):
    """Gives the next answer in place of the network's."""
    asked.append(request)
    status, headers, body = answer(request)
    raw = urllib3.HTTPResponse(io.BytesIO(json.dumps(body).encode() if body is not None else b""), status=status,
                               headers={"Content-Type": "application/json", **headers}, preload_content=False)
    return self.build_response(request, raw)


requests.adapters.HTTPAdapter.send, asked = send, []
from azure.devops.connection import Connection
from msrest.authentication import BasicAuthentication


def place(identifier, route):
    return {"id": identifier, "area": "a", "resourceName": "r", "routeTemplate": route, "resourceVersion": 3,
            "minVersion": "1.0", "maxVersion": "7.2", "releasedVersion": "7.1"}


places = [place("e81700f7-3be2-46de-8624-2eb35882fcaa", "_apis/areas"),
          place("dbeaf647-6167-421a-bda9-c9327b25e2e6", "{project}/_apis/build/definitions")]
page = 200, {"X-MS-ContinuationToken": "page2"}, {"count": 1, "value": [{"id": 1, "name": "one"}]}
answers = {"OPTIONS": (200, {}, {"value": places}), "areas": (200, {}, {"count": 0, "value": []})}
answer = lambda request: answers.get(request.method) or answers.get(request.url.rpartition("/")[2], page)
organization = Connection("https://dev.azure.com/contoso", BasicAuthentication("", "token")).clients_v7_1
found = organization.get_build_client().get_definitions("project")
print(f"{type(found).__name__} of {len(found)}, attributes of its own: {[name for name in dir(found) if name not in dir(list)]}")
if type(found) is not list:
    sys.exit("The behaviour has changed.")
EOF
