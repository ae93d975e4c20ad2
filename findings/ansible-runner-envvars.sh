#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: envvars of a run hold for that run, as its extra variables do, which replace those of the run
#   before.
# Instead: the file of the first run in the private data folder is kept and wins: a token renewed for the
#   second run does not arrive, and the old one is used.
# Seen on 2026-11-30 with ansible-core 2.19.14, ansible-runner 2.4.3; Python 3.11.7 on Linux x86-64:
#   state=one, TOKEN=first:  ('successful', ['one first'])
#   state=two, TOKEN=second: ('successful', ['two first'])
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14 ansible-runner==2.4.3
export ANSIBLE_HOME=$work/home PATH=$work/venv/bin:$PATH
mkdir -p "$work/data/project"
cat > "$work/data/project/play.yml" <<'EOF'
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.debug: {msg: "{{ state | default('present') }} {{ lookup('ansible.builtin.env', 'TOKEN') }}"}
EOF
"$work/venv/bin/python" - "$work/data" <<'EOF'
import sys
import ansible_runner


def run(**words):
    """Play it; give what the debug task of the run said."""
    words.setdefault("inventory", "localhost ansible_connection=local ansible_python_interpreter={{ansible_playbook_python}}")
    ran = ansible_runner.run(private_data_dir=sys.argv[1], playbook="play.yml", quiet=True, **words)
    return ran.status, [event["event_data"]["res"]["msg"].strip() for event in ran.events if event["event"] == "runner_on_ok"]


first = run(extravars={"state": "one"}, envvars={"TOKEN": "first"})
second = run(extravars={"state": "two"}, envvars={"TOKEN": "second"})
print("state=one, TOKEN=first: ", first)
print("state=two, TOKEN=second:", second)
if second != ("successful", ["two first"]):
    sys.exit("The behaviour has changed.")
EOF
