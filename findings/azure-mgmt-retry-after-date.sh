#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a 202 whose Retry-After is an HTTP date, which RFC 9110 allows, is waited for like one in seconds;
#   azure-core's retry policy reads both.
# Instead: the client takes the header for an integer as it reads the 202, so deleting a resource group raises
#   ValueError after Azure has begun to delete.
# Seen on 2026-11-30 with azure-mgmt-resource 26.0.0, azure-core 1.41.0, requests 2.34.2; Python 3.11.7 on Linux x86-64:
#   Retry-After: 1 -> None after 2 requests
#   Retry-After: Wed, 21 Oct 2026 07:28:00 GMT -> ValueError: invalid literal for int() with base 10: 'Wed, 21 Oct 2026 07:28:00 GMT' after 1 requests
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


client = ResourceManagementClient(Credential(), "subscription", polling_interval=0)
for after in "1", "Wed, 21 Oct 2026 07:28:00 GMT":
    accepted = 202, {"Location": "https://management.azure.com/operations/1", "Retry-After": after}, None
    answer = lambda request: (200, {}, None) if "/operations/" in request.url else accepted
    asked.clear()
    try:
        seen = client.resource_groups.begin_delete("group").result()
    except ValueError as error:
        seen = f"ValueError: {error}"
    print(f"Retry-After: {after} -> {seen} after {len(asked)} requests")
if not str(seen).startswith("ValueError: invalid literal for int()") or len(asked) != 1:
    sys.exit("The behaviour has changed.")
EOF
