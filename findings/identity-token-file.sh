#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: WorkloadIdentityCredential reads its token file for each request of a token, and leaves out the
#   line end that `echo` or an editor puts there.
# Instead: the text is sent with its blanks and line end, and is kept for ten minutes: a file renewed in
#   between is not seen.
# Seen on 2026-11-30 with azure-identity 1.27.0, msal 1.39.0, azure-core 1.41.0; Python 3.11.7 on Linux x86-64:
#   the file holds 'first\n', sent was 'first\n'
#   the file holds 'second\n', sent was 'first\n'
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
import pathlib, urllib.parse
from azure.identity import WorkloadIdentityCredential

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


tokens, token = [], lambda request: (200, {}, {"access_token": "x", "expires_in": 3600, "token_type": "Bearer"})
file = pathlib.Path(sys.prefix, "token")
credential = WorkloadIdentityCredential(tenant_id=TENANT, client_id="client", token_file_path=str(file))
sent = []
for text, scope in ("first\n", "https://vault.azure.net/.default"), ("second\n", "https://management.azure.com/.default"):
    file.write_text(text)
    credential.get_token(scope)
    sent.append(urllib.parse.parse_qs(tokens[-1].body)["client_assertion"][0])
    print(f"the file holds {text!r}, sent was {sent[-1]!r}")
if sent != ["first\n", "first\n"]:
    sys.exit("The behaviour has changed.")
EOF
