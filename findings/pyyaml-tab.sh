#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: PyYAML's two safe loaders read the same language; one is the other in C. A tab inside a plain
#   text, or behind a colon, is allowed by YAML 1.1 and 1.2.
# Instead: the loader in C takes the tab, the one in Python and ruamel.yaml refuse the file; so a playbook
#   that runs where PyYAML was built with libyaml does not elsewhere.
# Seen on 2026-11-30 with PyYAML 6.0.4, ruamel.yaml 0.19.1; Python 3.11.7 on Linux x86-64:
#   CSafeLoader 'script: echo\tdone': 'echo\tdone'
#   CSafeLoader 'script:\tdone': 'done'
#   SafeLoader 'script: echo\tdone': ScannerError
#   SafeLoader 'script:\tdone': ScannerError
#   ruamel 'script: echo\tdone': ScannerError
#   ruamel 'script:\tdone': ScannerError
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check PyYAML==6.0.4 ruamel.yaml==0.19.1
"$work/venv/bin/python" - <<'EOF'
import sys
import yaml
from ruamel.yaml import YAML

seen = {}
for name, load in ("CSafeLoader", lambda text: yaml.load(text, yaml.CSafeLoader)), ("SafeLoader", yaml.safe_load), ("ruamel", YAML().load):
    for text in "script: echo\tdone", "script:\tdone":
        try:
            seen[name, text] = repr(load(text)["script"])
        except Exception as error:
            seen[name, text] = type(error).__name__
        print(f"{name} {text!r}: {seen[name, text]}")
if list(seen.values()) != ["'echo\\tdone'", "'done'"] + ["ScannerError"] * 4:
    sys.exit("The behaviour has changed.")
EOF
