#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a 401 that offers PoP and Bearer in one WWW-Authenticate header, as RFC 9110 allows, is answered
#   by Bearer.
# Instead: only a header that begins with Bearer is understood; the first of several schemes hides the second,
#   and the call fails with the 401.
# Seen on 2026-11-30 with azure-keyvault-secrets 4.12.0, azure-core 1.41.0, requests 2.34.2; Python 3.11.7 on Linux x86-64:
#   Bearer first: x
#   PoP first: ClientAuthenticationError
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
from azure.core.exceptions import ClientAuthenticationError


class Credential:
    def get_token(self, *scopes, **_):
        return AccessToken("token", 4102444800)

BEARER = 'Bearer authorization="https://login.microsoftonline.com/contoso", resource="https://vault.azure.net"'
seen = []
for number, header in enumerate((BEARER, 'PoP realm="contoso", ' + BEARER)):
    answer = lambda request: (200, {}, {"value": "x"}) if "Authorization" in request.headers else (401, {"WWW-Authenticate": header}, {})
    # A vault of its own for each: the SDK remembers challenges for the whole process.
    client = SecretClient(f"https://example{number}.vault.azure.net", Credential())
    try:
        seen.append(client.get_secret("one").value)
    except ClientAuthenticationError:
        seen.append("ClientAuthenticationError")
    print(f"{header.split()[0]} first: {seen[-1]}")
if seen != ["x", "ClientAuthenticationError"]:
    sys.exit("The behaviour has changed.")
EOF
