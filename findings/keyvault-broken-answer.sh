#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: an answer that is no JSON, as some proxy in between gives it, raises azure-core's DecodeError,
#   which `except AzureError` catches.
# Instead: json's own JSONDecodeError comes through, and for a list that is null a TypeError; neither is an
#   AzureError.
# Seen on 2026-11-30 with azure-keyvault-secrets 4.12.0, azure-core 1.41.0, requests 2.34.2; Python 3.11.7 on Linux x86-64:
#   empty answer: json.decoder.JSONDecodeError, an AzureError: False
#   list that is null: builtins.TypeError, an AzureError: False
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
import logging
from azure.core.credentials import AccessToken
from azure.keyvault.secrets import SecretClient
from azure.core.exceptions import AzureError

logging.disable(logging.CRITICAL)


class Credential:
    def get_token(self, *scopes, **_):
        return AccessToken("token", 4102444800)

CHALLENGE = 'Bearer authorization="https://login.microsoftonline.com/contoso", resource="https://vault.azure.net"'


def answer(request):
    return served if "Authorization" in request.headers else (401, {"WWW-Authenticate": CHALLENGE}, {})


client = SecretClient("https://example.vault.azure.net", Credential())

seen = []
for name, body, call in (("empty answer", None, lambda: client.get_secret("one")),
                         ("list that is null", {"value": None}, lambda: list(client.list_properties_of_secrets()))):
    served = 200, {}, body
    try:
        call()
    except Exception as error:
        seen.append((type(error).__name__, isinstance(error, AzureError)))
        print(f"{name}: {type(error).__module__}.{type(error).__name__}, an AzureError: {isinstance(error, AzureError)}")
if seen != [("JSONDecodeError", False), ("TypeError", False)]:
    sys.exit("The behaviour has changed.")
EOF
