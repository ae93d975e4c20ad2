#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: an AZURE_CLIENT_SECRET that is set but empty, as a script leaves it that passes on a missing
#   value, counts as not set: EnvironmentCredential is unavailable and the chain goes on.
# Instead: the mere making of DefaultAzureCredential raises ValueError; managed identity, workload identity
#   and the Azure CLI are never asked.
# Seen on 2026-11-30 with azure-identity 1.27.0, msal 1.39.0, azure-core 1.41.0; Python 3.11.7 on Linux x86-64:
#   AZURE_CLIENT_SECRET None: a chain of 9 credentials
#   AZURE_CLIENT_SECRET '': ValueError: secret should be a Microsoft Entra application's client secret
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check azure-identity==1.27.0 msal==1.39.0 azure-core==1.41.0
"$work/venv/bin/python" - <<'EOF'
import os, sys
from azure.identity import DefaultAzureCredential

for name in [name for name in os.environ if name.startswith("AZURE_")]:
    del os.environ[name]
os.environ.update(AZURE_TENANT_ID="11111111-1111-1111-1111-111111111111", AZURE_CLIENT_ID="client")
seen = []
for secret in None, "":
    if secret is not None:
        os.environ["AZURE_CLIENT_SECRET"] = secret
    try:
        seen.append(f"a chain of {len(DefaultAzureCredential().credentials)} credentials")
    except ValueError as error:
        seen.append(f"ValueError: {error}")
    print(f"AZURE_CLIENT_SECRET {secret!r}: {seen[-1]}")
if not seen[0].startswith("a chain") or not seen[1].startswith("ValueError"):
    sys.exit("The behaviour has changed.")
EOF
