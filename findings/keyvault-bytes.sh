#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: set_secret with bytes is refused, or stores the text that they are.
# Instead: the bytes are stored as their Base64 without a word, while an integer goes out as a number, which
#   is no secret at all.
# Seen on 2026-11-30 with azure-keyvault-secrets 4.12.0, azure-core 1.41.0, requests 2.34.2; Python 3.11.7 on Linux x86-64:
#   'hunter2' is stored as 'hunter2'
#   b'hunter2' is stored as 'aHVudGVyMg=='
#   7 is stored as 7
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

served = 200, {}, {"value": "x"}
seen = []
for value in "hunter2", b"hunter2", 7:
    client.set_secret("one", value)
    seen.append(json.loads(asked[-1].body)["value"])
    print(f"{value!r} is stored as {seen[-1]!r}")
if seen != ["hunter2", "aHVudGVyMg==", 7]:
    sys.exit("The behaviour has changed.")
EOF
