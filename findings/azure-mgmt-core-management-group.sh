#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: is_valid_resource_id says yes to the id of a management group and of a role definition without a subscription, which Azure
#   Resource Manager itself returns as scope and roleDefinitionId.
# Instead: it says no, and parse_resource_id returns the whole id as a name, with neither namespace nor type.
# Seen on 2026-12-01 with azure-mgmt-core 1.6.0; Python 3.11.7 on Linux x86-64:
#   managementGroups False ['name']
#   roleDefinitions False ['name']
#   subscriptions True ['subscription']
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check azure-mgmt-core==1.6.0
seen=$("$work/venv/bin/python" - <<'PYTHON'
from azure.mgmt.core.tools import is_valid_resource_id, parse_resource_id

for named, identifier in {
    "managementGroups": "/providers/Microsoft.Management/managementGroups/platform",
    "roleDefinitions": "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6",
    "subscriptions": "/subscriptions/00000000-0000-0000-0000-000000000000",
}.items():
    print(named, is_valid_resource_id(identifier), sorted(parse_resource_id(identifier)))
PYTHON
)
echo "$seen"
[[ $seen == "managementGroups False ['name']
roleDefinitions False ['name']
subscriptions True ['subscription']" ]] || { echo "The behaviour has changed." >&2; exit 1; }
