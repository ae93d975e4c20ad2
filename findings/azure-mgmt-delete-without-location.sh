#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a 202 to the deletion of a resource group that names nothing to poll makes the poller look at the
#   group, or raise.
# Instead: the poller says Succeeded at once and asks nothing more, while 202 only says that the deletion was
#   accepted.
# Seen on 2026-11-30 with azure-mgmt-resource 26.0.0, azure-core 1.41.0, requests 2.34.2; Python 3.11.7 on Linux x86-64:
#   status Succeeded, requests ['DELETE']
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check azure-mgmt-resource==26.0.0 azure-core==1.41.0 requests==2.34.2
"$work/venv/bin/python" - <<'EOF'
import io, json, sys
import requests, urllib3


def send(self, request, **_):
    """Gives the next answer in place of the network's."""
    asked.append(request)
    status, headers, body = answer(request)
    raw = urllib3.HTTPResponse(io.BytesIO(json.dumps(body).encode() if body is not None else b""), status=status,
                               headers={"Content-Type": "application/json", **headers}, preload_content=False)
    return self.build_response(request, raw)


requests.adapters.HTTPAdapter.send, asked = send, []
from azure.core.credentials import AccessToken
from azure.mgmt.resource.resources import ResourceManagementClient


class Credential:
    def get_token(self, *scopes, **_):
        return AccessToken("token", 4102444800)


answer = lambda request: (202, {}, None) if request.method == "DELETE" else (200, {}, {"properties": {"provisioningState": "Deleting"}})
poller = ResourceManagementClient(Credential(), "subscription", polling_interval=0).resource_groups.begin_delete("group")
poller.wait()
print(f"status {poller.status()}, requests {[request.method for request in asked]}")
if poller.status() != "Succeeded" or len(asked) != 1:
    sys.exit("The behaviour has changed.")
EOF
