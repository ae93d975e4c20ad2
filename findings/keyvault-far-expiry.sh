#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: expires_on is a datetime or None, as its annotation says, and a time that no datetime can hold is
#   an error.
# Instead: an exp beyond the year 9999 comes back as a bare integer; and a text given to set_secret is sent as
#   text.
# Seen on 2026-11-30 with azure-keyvault-secrets 4.12.0, azure-core 1.41.0, requests 2.34.2; Python 3.11.7 on Linux x86-64:
#   exp 4102444800 is read as datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)
#   exp 253402300800 is read as 253402300800
#   expires_on='2030-01-01T00:00:00Z' is sent as {"value": "x", "attributes": {"exp": "2030-01-01T00:00:00Z"}}
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

seen = []
for exp in 4102444800, 253402300800:
    served = 200, {}, {"value": "x", "attributes": {"exp": exp}}
    seen.append(client.get_secret("one").properties.expires_on)
    print(f"exp {exp} is read as {seen[-1]!r}")
client.set_secret("one", "x", expires_on="2030-01-01T00:00:00Z")
print("expires_on='2030-01-01T00:00:00Z' is sent as", asked[-1].body)
if seen[1] != 253402300800 or json.loads(asked[-1].body)["attributes"] != {"exp": "2030-01-01T00:00:00Z"}:
    sys.exit("The behaviour has changed.")
EOF
