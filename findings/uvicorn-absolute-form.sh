#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: `GET http://host/secrets/a`, the form of requests to a proxy, which RFC 9112 has every server
#   accept, reaches the application with the path /secrets/a.
# Instead: that hangs on which parser is installed: with httptools it does; with h11, uvicorn's default
#   without extras, the path is the whole address, and nothing is routed. A blank behind a header's value is
#   kept by httptools alone.
# Seen on 2026-11-30 with uvicorn 0.54.0, h11 0.16.0, httptools 0.9.0; Python 3.11.7 on Linux x86-64:
#   h11: path 'http://host/secrets/a', header 'one'
#   httptools: path '/secrets/a', header 'one '
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check uvicorn==0.54.0 h11==0.16.0 httptools==0.9.0
"$work/venv/bin/python" - <<'EOF'
import asyncio, json, socket, sys, threading
import uvicorn


async def application(scope, receive, send):
    headers = dict(scope["headers"])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"connection", b"close")]})
    await send({"type": "http.response.body", "body": json.dumps([scope["path"], headers[b"x"].decode()]).encode()})


seen = []
for parser in "h11", "httptools":
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, http=parser, lifespan="off", log_level="critical"))
    thread = threading.Thread(target=asyncio.run, args=(server.serve(sockets=[listener]),), daemon=True)
    thread.start()
    with socket.create_connection(listener.getsockname()) as client:
        client.sendall(b"GET http://host/secrets/a HTTP/1.1\r\nHost: host\r\nX: one \r\n\r\n")
        answer = b""
        while part := client.recv(4096):
            answer += part
    seen.append(json.loads(answer[answer.index(b"["):answer.rindex(b"]") + 1]))
    print(f"{parser}: path {seen[-1][0]!r}, header {seen[-1][1]!r}")
    server.should_exit = True
    thread.join(10)
if seen != [["http://host/secrets/a", "one"], ["/secrets/a", "one "]]:
    sys.exit("The behaviour has changed.")
EOF
