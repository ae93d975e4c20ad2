#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: python-hcl2 gives a Terraform text without its quotes, and the labels of blocks as plain keys, as
#   it did up to version 7.
# Instead: since version 8 the quotes are part of each text and label, so
#   data['resource'][0]['azurerm_key_vault'] is a KeyError.
# Seen on 2026-11-30 with python-hcl2 8.1.4; Python 3.11.7 on Linux x86-64:
#   labels ['"azurerm_key_vault"'] -> ['"example"']
#   name "kv-example"
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check python-hcl2==8.1.4
"$work/venv/bin/python" - <<'EOF'
import sys
import hcl2

data = hcl2.loads('resource "azurerm_key_vault" "example" {\n  name = "kv-example"\n}\n')
block = data["resource"][0]
print("labels", list(block), "->", list(block['"azurerm_key_vault"']))
print("name", block['"azurerm_key_vault"']['"example"']["name"])
if block['"azurerm_key_vault"']['"example"']["name"] != '"kv-example"':
    sys.exit("The behaviour has changed.")
EOF
