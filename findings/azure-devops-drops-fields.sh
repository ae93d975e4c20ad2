#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a service connection that is read, changed and sent back keeps what the library does not know; its
#   models have additional_properties for that.
# Instead: what is not in the model of 2023 is read into additional_properties and left out on the way back,
#   so the update, which replaces the whole object, takes it away.
# Seen on 2026-11-30 with azure-devops 7.1.0b4, msrest 0.7.1; Python 3.11.7 on Linux x86-64:
#   read  {'id': '11111111-1111-1111-1111-111111111111', 'name': 'old', 'serviceManagementReference': 'ticket 7'}
#   sent  {'id': '11111111-1111-1111-1111-111111111111', 'name': 'new'}
#   additional_properties {'serviceManagementReference': 'ticket 7'}
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check azure-devops==7.1.0b4 msrest==0.7.1
"$work/venv/bin/python" - <<'EOF'
import sys
from azure.devops.v7_1.service_endpoint import models
from msrest import Deserializer, Serializer

types = {name: kind for name, kind in vars(models).items() if isinstance(kind, type)}
answer = {"id": "11111111-1111-1111-1111-111111111111", "name": "old", "serviceManagementReference": "ticket 7"}
connection = Deserializer(types).deserialize_data(answer, "ServiceEndpoint")
connection.name = "new"
body = Serializer(types).body(connection, "ServiceEndpoint")
print("read ", answer)
print("sent ", body)
print("additional_properties", connection.additional_properties)
if "serviceManagementReference" in body:
    sys.exit("The behaviour has changed.")
EOF
