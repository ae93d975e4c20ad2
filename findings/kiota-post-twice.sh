#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: the retry handler of Microsoft's Graph clients sends a GET again after 500 and 503, and a POST, which may have taken effect,
#   after 429 only; a Retry-After of 1.5 is heeded, and one of 400 waited for or cut.
# Instead: a POST goes out again after 503 and 504, 500 is given up at once even for a GET, 1.5 is passed over, and 400 means that there
#   is no second try at all.
# Seen on 2026-12-01 with microsoft-kiota-http 1.16.0, httpx 0.28.1; Python 3.11.7 on Linux x86-64:
#   POST after 503: 2 requests
#   POST after 504: 2 requests
#   GET after 500: 1 request
#   GET after 429, Retry-After 1.5: 2 requests, 3 s or more between them
#   GET after 429, Retry-After 400: 1 request
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check microsoft-kiota-http==1.16.0 httpx==0.28.1
seen=$("$work/venv/bin/python" - <<'PYTHON'
import asyncio

import httpx
from kiota_http.middleware import MiddlewarePipeline, RetryHandler
from kiota_http.middleware.options import RetryHandlerOption

slept = []


async def sleep(seconds: float) -> None:
    slept.append(seconds)


asyncio.sleep = sleep


async def asked(method: str, status: int, retry_after: str | None = None) -> None:
    requests = []
    slept.clear()

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        headers = {"Retry-After": retry_after} if retry_after else {}
        return httpx.Response(status, headers=headers) if len(requests) == 1 else httpx.Response(200)

    handlers = MiddlewarePipeline(httpx.MockTransport(answer))
    handlers.add_middleware(RetryHandler(RetryHandlerOption()))
    await handlers.send(httpx.Request(method, "https://graph.microsoft.com/v1.0/applications", content=b"{}" if method == "POST" else None))
    text = f"{method} after {status}{', Retry-After ' + retry_after if retry_after else ''}: {len(requests)} request{'s' * (len(requests) > 1)}"
    print(text + (", 3 s or more between them" if retry_after and slept and slept[0] >= 3 else ""))


for case in (("POST", 503), ("POST", 504), ("GET", 500), ("GET", 429, "1.5"), ("GET", 429, "400")):
    asyncio.run(asked(*case))
PYTHON
)
echo "$seen"
[[ $seen == "POST after 503: 2 requests
POST after 504: 2 requests
GET after 500: 1 request
GET after 429, Retry-After 1.5: 2 requests, 3 s or more between them
GET after 429, Retry-After 400: 1 request" ]] || { echo "The behaviour has changed." >&2; exit 1; }
