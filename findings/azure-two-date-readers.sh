#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a time without seconds or a plain date, both ISO 8601, is read as a datetime by Microsoft's older
#   and newer Python models, or refused by both.
# Instead: msrest raises and the whole answer is lost; the newer models leave the text in a field that is
#   declared as a datetime, and only a later comparison fails.
# Seen on 2026-11-30 with msrest 0.7.1, azure-mgmt-keyvault 14.1.0, azure-core 1.41.0; Python 3.11.7 on Linux x86-64:
#   2026-01-01T00:00:00Z: msrest datetime, newer model datetime
#   2026-01-01T00:00Z: msrest DeserializationError, newer model str
#   2026-01-01: msrest DeserializationError, newer model str
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check msrest==0.7.1 azure-mgmt-keyvault==14.1.0 azure-core==1.41.0
"$work/venv/bin/python" - <<'EOF'
import sys
from azure.mgmt.keyvault.models import DeletedVaultProperties
from msrest import Deserializer
from msrest.exceptions import DeserializationError

for text in "2026-01-01T00:00:00Z", "2026-01-01T00:00Z", "2026-01-01":
    try:
        old = type(Deserializer.deserialize_iso(text)).__name__
    except DeserializationError:
        old = "DeserializationError"
    new = DeletedVaultProperties({"deletionDate": text}).deletion_date
    print(f"{text}: msrest {old}, newer model {type(new).__name__}")
if old != "DeserializationError" or new != text:
    sys.exit("The behaviour has changed.")
EOF
