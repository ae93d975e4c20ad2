#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a text given for a list option is split at the commas and trimmed, as for the settings of
#   ansible.cfg; JSON is read as JSON, as for dict options; an empty text is an empty list.
# Instead: blanks stay, so 'get, list' asks for the permission ' list'; JSON is cut at its commas; '' is a
#   list of one empty text; and null in a list of texts becomes ''.
# Seen on 2026-11-30 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   'get, list' becomes ['get', ' list'], errors []
#   '["get", "list"]' becomes ['["get"', ' "list"]'], errors []
#   '' becomes [''], errors []
#   ['get', None] becomes ['get', ''], errors []
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
"$work/venv/bin/python" - <<'EOF'
import sys
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

seen = []
for given in "get, list", '["get", "list"]', "", ["get", None]:
    result = ArgumentSpecValidator({"secrets": {"type": "list", "elements": "str"}}).validate({"secrets": given})
    seen.append(result.validated_parameters["secrets"])
    print(f"{given!r} becomes {seen[-1]}, errors {result.error_messages}")
if seen != [["get", " list"], ['["get"', ' "list"]'], [""], ["get", ""]]:
    sys.exit("The behaviour has changed.")
EOF
