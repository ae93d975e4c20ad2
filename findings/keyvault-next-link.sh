#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: the nextLink of a page of secrets is opaque and asked for as it was given.
# Instead: the Python client takes it apart and builds it anew: the api-version becomes its own, and a + in
#   the token becomes a blank.
# Seen on 2026-11-30 with azure-keyvault-secrets 4.12.0, azure-core 1.41.0, requests 2.34.2; Python 3.11.7 on Linux x86-64:
#   given https://example.vault.azure.net:443/secrets?api-version=7.4&$skiptoken=a+b
#   asked https://example.vault.azure.net:443/secrets?api-version=2026-04-01&$skiptoken=a%20b
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

given = "https://example.vault.azure.net:443/secrets?api-version=7.4&$skiptoken=a+b"
served = 200, {}, {"value": [], "nextLink": given}
pages = client.list_properties_of_secrets().by_page()
next(pages)
next(pages)
print("given", given)
print("asked", asked[-1].url)
if asked[-1].url != "https://example.vault.azure.net:443/secrets?api-version=2026-04-01&$skiptoken=a%20b":
    sys.exit("The behaviour has changed.")
EOF
