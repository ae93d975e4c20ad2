#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: each get_token after a refusal asks Microsoft Entra again, so a loop that waits for a new
#   federated credential or secret sees it work.
# Instead: a 400 is remembered for a minute for the same request: the tries within it never leave the process,
#   and repeat the old refusal. A 401 is not remembered.
# Seen on 2026-11-30 with azure-identity 1.27.0, msal 1.39.0, azure-core 1.41.0; Python 3.11.7 on Linux x86-64:
#   one 401, then tokens: ['refused', 'x', 'x'], 2 requests
#   one 400, then tokens: ['refused', 'refused', 'refused'], 1 requests
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
from azure.identity import ClientSecretCredential

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


seen = {}
for status in 401, 400:
    tokens, refusal = [], (status, {}, {"error": "invalid_grant", "error_description": "not yet"})
    token = lambda request: refusal if len(tokens) == 1 else (200, {}, {"access_token": "x", "expires_in": 3600, "token_type": "Bearer"})
    credential, outcome = ClientSecretCredential(TENANT, "client", "secret"), []
    for _ in range(3):
        try:
            outcome.append(credential.get_token("https://vault.azure.net/.default").token)
        except ClientAuthenticationError:
            outcome.append("refused")
    seen[status] = outcome, len(tokens)
    print(f"one {status}, then tokens: {outcome}, {len(tokens)} requests")
if seen != {401: (["refused", "x", "x"], 2), 400: (["refused"] * 3, 1)}:
    sys.exit("The behaviour has changed.")
EOF
