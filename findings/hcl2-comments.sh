#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a comment in a Terraform file changes nothing of what a parser gives.
# Instead: comments arrive as an attribute of their own beside the real ones, and each block has a mark too,
#   so a comparison or a loop over attributes meets them.
# Seen on 2026-11-30 with python-hcl2 8.1.4; Python 3.11.7 on Linux x86-64:
#   plain     {'locals': [{'retention': 7, '__is_block__': True}]}
#   commented {'locals': [{'retention': 7, '__comments__': [{'value': 'days'}], '__is_block__': True}]}
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check python-hcl2==8.1.4
"$work/venv/bin/python" - <<'EOF'
import sys
import hcl2

plain = hcl2.loads('locals {\n  retention = 7\n}\n')
commented = hcl2.loads('locals {\n  retention = 7 # days\n}\n')
print("plain    ", plain)
print("commented", commented)
if "__is_block__" not in str(plain) or "__comments__" not in str(commented):
    sys.exit("The behaviour has changed.")
EOF
