#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a check of a report that is not there, since the scanner did not run, fails.
# Instead: sarif-tools only warns, finds no error and ends with 0, for --check too.
# Seen on 2026-11-30 with sarif-tools 3.0.5; Python 3.11.7 on Linux x86-64:
#   (0, 'Warning: input path never-written.sarif not found')
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check sarif-tools==3.0.5
"$work/venv/bin/python" - <<'EOF'
import json, pathlib, subprocess, sys
folder = pathlib.Path(sys.prefix)


def report(name, **more):
    """Write a report of one error."""
    result = {"ruleId": "R1", "level": "error", "message": {"text": "a secret in the file"}, "locations": [{"physicalLocation": {
        "artifactLocation": {"uri": "deploy.yml"}, "region": {"startLine": 3}}}], **more}
    (folder / name).write_text(json.dumps({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "t"}}, "results": [result]}]}))


def sarif(*words):
    """Run sarif-tools; give its exit code and its first line."""
    ran = subprocess.run([folder / "bin" / "sarif", *words], cwd=folder, capture_output=True, text=True)
    return ran.returncode, ran.stdout.strip().splitlines()[0]


seen = sarif("--check", "error", "summary", "never-written.sarif")
print(seen)
if seen[0] != 0:
    sys.exit("The behaviour has changed.")
EOF
