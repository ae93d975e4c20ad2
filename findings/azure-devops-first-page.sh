#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a list that has more pages carries Azure DevOps' continuation token, or the client follows it.
# Instead: get_definitions gives a plain list of the first page; the token of the answer's header is gone, so
#   there is no way to the next page though the method takes one.
# Seen on 2026-11-30 with azure-devops 7.1.0b4, msrest 0.7.1; Python 3.11.7 on Linux x86-64:
#   list of 1, attributes of its own: []
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check azure-devops==7.1.0b4 msrest==0.7.1
"$work/venv/bin/python" - <<'EOF'
import http.server, json, os, sys, threading, tempfile
os.environ["AZURE_DEVOPS_CACHE_DIR"] = tempfile.mkdtemp(dir=sys.prefix)
from azure.devops.connection import Connection
from msrest.authentication import BasicAuthentication

PLACE = "dbeaf647-6167-421a-bda9-c9327b25e2e6", "{project}/_apis/build/definitions/{definitionId}"


def serve(method, body):
    return 200, {"X-MS-ContinuationToken": "page2"}, json.dumps({"count": 1, "value": [{"id": 1, "name": "one"}]})


def location(identifier, route):
    return {"id": identifier, "area": "a", "resourceName": "r", "routeTemplate": route, "resourceVersion": 3,
            "minVersion": "1.0", "maxVersion": "7.2", "releasedVersion": "7.1"}


def answer(method, path, body):
    if method == "OPTIONS":
        return 200, {}, json.dumps({"value": [location("e81700f7-3be2-46de-8624-2eb35882fcaa", "_apis/areas"), location(*PLACE)]})
    if path.endswith("/areas"):
        return 200, {}, json.dumps({"count": 0, "value": []})
    return serve(method, body)

class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        status, headers, text = answer(self.command, self.path, body)
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(text)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST = do_PUT = do_PATCH = do_OPTIONS = do


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()
organization = Connection(f"http://127.0.0.1:{server.server_port}/contoso", BasicAuthentication("", "token")).clients_v7_1

found = organization.get_build_client().get_definitions("project")
print(f"{type(found).__name__} of {len(found)}, attributes of its own: {[name for name in dir(found) if name not in dir(list)]}")
if type(found) is not list:
    sys.exit("The behaviour has changed.")
EOF
