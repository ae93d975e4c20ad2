#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: ruamel.yaml reads back what it has written.
# Instead: a text with the line end U+0085 comes back with a blank in its place, and a text that begins with
#   `? `, written by the safe type, is no YAML any more.
# Seen on 2026-11-30 with ruamel.yaml 0.19.1; Python 3.11.7 on Linux x86-64:
#   rt: 'one\x85two' is written "value: 'one\x85  two'\n" and read 'one two'
#   safe: '? why' is written '{value: ? why}\n' and read 'ParserError'
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ruamel.yaml==0.19.1
"$work/venv/bin/python" - <<'EOF'
import io, sys
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

seen = []
for kind, text in ("rt", "one\x85two"), ("safe", "? why"):
    yaml, out = YAML(typ=kind, pure=True), io.StringIO()
    yaml.dump({"value": text}, out)
    try:
        seen.append(YAML(typ=kind, pure=True).load(out.getvalue())["value"])
    except YAMLError as error:
        seen.append(type(error).__name__)
    print(f"{kind}: {text!r} is written {out.getvalue()!r} and read {seen[-1]!r}")
if seen != ["one two", "ParserError"]:
    sys.exit("The behaviour has changed.")
EOF
