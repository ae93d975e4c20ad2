#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: an option that is null counts as not given, everywhere or nowhere.
# Instead: for mutually_exclusive and required_one_of it is given, for required_together and required_by it is
#   not.
# Seen on 2026-11-30 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   mutually_exclusive, {'client_id': None, 'object_id': 'x'}: ['parameters are mutually exclusive: client_id|object_id']
#   required_together, {'client_id': None, 'object_id': 'x'}: []
#   required_by, {'client_id': None}: []
#   required_one_of, {'client_id': None}: []
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
"$work/venv/bin/python" - <<'EOF'
import sys
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

spec = {"client_id": {}, "object_id": {}}
rules = {"mutually_exclusive": [["client_id", "object_id"]], "required_together": [["client_id", "object_id"]],
         "required_by": {"client_id": ["object_id"]}}
seen = []
for rule, value in rules.items():
    given = {"client_id": None, "object_id": "x"} if rule != "required_by" else {"client_id": None}
    seen.append(ArgumentSpecValidator(spec, **{rule: value}).validate(given).error_messages)
    print(f"{rule}, {given}: {seen[-1]}")
one_of = ArgumentSpecValidator(spec, required_one_of=[["client_id", "object_id"]]).validate({"client_id": None}).error_messages
print(f"required_one_of, {{'client_id': None}}: {one_of}")
if [bool(messages) for messages in (*seen, one_of)] != [True, False, False, False]:
    sys.exit("The behaviour has changed.")
EOF
