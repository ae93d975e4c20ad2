#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a retry policy whose retry_backoff_max is two seconds waits two seconds at most between tries.
# Instead: a Retry-After of the answer goes past it, without any bound: an hour is waited for, with nothing
#   said.
# Seen on 2026-11-30 with azure-core 1.41.0, requests 2.34.2; Python 3.11.7 on Linux x86-64:
#   2 requests, waited [3600.0] seconds between them
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check azure-core==1.41.0 requests==2.34.2
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
from azure.core import PipelineClient
from azure.core.pipeline.policies import RetryPolicy
from azure.core.pipeline.transport import RequestsTransport
from azure.core.rest import HttpRequest

waits = []
RequestsTransport.sleep = lambda self, seconds: waits.append(seconds)
answer = lambda request: (503, {"Retry-After": "3600"}, {}) if len(asked) == 1 else (200, {}, {})
client = PipelineClient("https://example.com", policies=[RetryPolicy(retry_backoff_max=2)])
client.send_request(HttpRequest("GET", "https://example.com/"))
print(f"{len(asked)} requests, waited {waits} seconds between them")
if waits != [3600]:
    sys.exit("The behaviour has changed.")
EOF
