#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a 200 makes ansible.builtin.uri succeed, whatever other headers the answer has.
# Instead: each header becomes a key of the task's result, so one called Failed fails the task, with the
#   message 'OK'; only the module's own keys are safe.
# Seen on 2026-11-30 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   exit code 2: "msg": "OK (unknown bytes)" "status": 200 FAILED!
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_HOME=$work/home ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_INVENTORY_UNPARSED_WARNING=0 ANSIBLE_NOCOLOR=1 PATH=$work/venv/bin:$PATH
cd "$work"
cat > server.py <<'EOF'
import http.server


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Failed", "2")
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
print(server.server_port, flush=True)
server.handle_request()
EOF
venv/bin/python server.py > port & trap 'kill $! 2>/dev/null || true; rm -rf "$work"' EXIT
while [[ ! -s port ]]; do sleep 0.1; done
seen=$(ansible localhost -m ansible.builtin.uri -a "url=http://127.0.0.1:$(cat port)/ use_proxy=false" 2>&1) && code=0 || code=$?
echo "exit code $code: $(grep -oE '"(failed|status|msg)": [^,]+|FAILED!' <<< "$seen" | sort -u | tr '\n' ' ')"
[[ $code -ne 0 && $seen == *'"status": 200'* ]] || { echo "The behaviour has changed." >&2; exit 1; }
