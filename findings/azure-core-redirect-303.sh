#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: 303 See Other turns a POST into a GET without a body, and 300 Multiple Choices is left to the
#   caller.
# Instead: the GET that follows a 303 carries the POST's body, and 300 repeats the whole POST.
# Seen on 2026-11-30 with azure-core 1.41.0, requests 2.34.2; Python 3.11.7 on Linux x86-64:
#   after 303: GET https://example.com/next with body {"secret": "x"}
#   after 300: POST https://example.com/next with body {"secret": "x"}
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
from azure.core.pipeline.policies import RedirectPolicy
from azure.core.rest import HttpRequest

client = PipelineClient("https://example.com", policies=[RedirectPolicy()])
for status in 303, 300:
    answer = lambda request: (200, {}, {}) if request.url.endswith("/next") else (status, {"Location": "/next"}, {})
    client.send_request(HttpRequest("POST", "https://example.com/first", json={"secret": "x"}))
    last = asked[-1]
    print(f"after {status}: {last.method} {last.url} with body {last.body}")
    if (last.method, last.body) != ({303: "GET", 300: "POST"}[status], '{"secret": "x"}'):
        sys.exit("The behaviour has changed.")
EOF
