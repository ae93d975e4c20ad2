#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: get_secret with an empty name, as from a variable that is not set, is refused before anything is
#   sent.
# Instead: it asks for /secrets//, and if the service answers with its list of secrets, that list as text is
#   the value of a secret without a name.
# Seen on 2026-11-30 with azure-keyvault-secrets 4.12.0, azure-core 1.41.0, requests 2.34.2; Python 3.11.7 on Linux x86-64:
#   GET /secrets//?api-version=2026-04-01
#   value "[{'id': 'https://example.vault.azure.net/secrets/one'}]", name None
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check azure-keyvault-secrets==4.12.0 azure-core==1.41.0 requests==2.34.2
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
from azure.keyvault.secrets import SecretClient


class Credential:
    def get_token(self, *scopes, **_):
        return AccessToken("token", 4102444800)

CHALLENGE = 'Bearer authorization="https://login.microsoftonline.com/contoso", resource="https://vault.azure.net"'


def answer(request):
    return served if "Authorization" in request.headers else (401, {"WWW-Authenticate": CHALLENGE}, {})


client = SecretClient("https://example.vault.azure.net", Credential())

served = 200, {}, {"value": [{"id": "https://example.vault.azure.net/secrets/one"}], "nextLink": None}
secret = client.get_secret("")
print(f"GET {asked[-1].path_url}")
print(f"value {secret.value!r}, name {secret.name!r}")
if secret.value != "[{'id': 'https://example.vault.azure.net/secrets/one'}]":
    sys.exit("The behaviour has changed.")
EOF
