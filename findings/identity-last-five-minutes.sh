#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a token with four minutes left is still used when Microsoft Entra cannot give a new one, by every
#   credential alike.
# Instead: ClientSecretCredential holds it for expired and raises; ClientAssertionCredential goes on using it.
# Seen on 2026-11-30 with azure-identity 1.27.0, msal 1.39.0, azure-core 1.41.0; Python 3.11.7 on Linux x86-64:
#   ClientSecretCredential, 240 s left and Entra answering 500: ClientAuthenticationError (2 requests)
#   ClientAssertionCredential, 240 s left and Entra answering 500: x (1 requests)
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check azure-identity==1.27.0 msal==1.39.0 azure-core==1.41.0
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
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientAssertionCredential, ClientSecretCredential

TENANT = "11111111-1111-1111-1111-111111111111"


def answer(request):
    """As Microsoft Entra: discovery documents, and `token` for requests of a token."""
    if request.url.endswith("openid-configuration"):
        base = request.url.split("/v2.0/")[0]
        return 200, {}, {"token_endpoint": base + "/oauth2/v2.0/token", "authorization_endpoint": base + "/authorize", "issuer": base + "/v2.0"}
    if "/discovery/instance" in request.url:
        return 200, {}, {"metadata": []}
    tokens.append(request)
    return token(request)


seen = []
for kind, proof in (ClientSecretCredential, "secret"), (ClientAssertionCredential, lambda: "assertion"):
    tokens, short = [], (200, {}, {"access_token": "x", "expires_in": 240, "token_type": "Bearer"})
    token = lambda request: short if len(tokens) == 1 else (500, {}, {"error": "server_error"})
    credential = kind(TENANT, "client", proof, retry_total=0)
    credential.get_token("https://vault.azure.net/.default")
    try:
        seen.append(credential.get_token("https://vault.azure.net/.default").token)
    except ClientAuthenticationError:
        seen.append("ClientAuthenticationError")
    print(f"{kind.__name__}, 240 s left and Entra answering 500: {seen[-1]} ({len(tokens)} requests)")
if seen != ["ClientAuthenticationError", "x"]:
    sys.exit("The behaviour has changed.")
EOF
