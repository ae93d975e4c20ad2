#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: KeyVaultSecretIdentifier takes addresses of secrets and raises ValueError for those of keys, certificates
#   and soft-deleted secrets, as its documentation names that error.
# Instead: the second part of the path is never looked at. A key's address passes for a secret's, and a soft-deleted
#   secret looks like a living one whose version was left out.
# Seen on 2026-12-01 with azure-keyvault-secrets 4.12.0; Python 3.11.7 on Linux x86-64:
#   keys/signing/1 -> name signing, version 1
#   certificates/site/1 -> name site, version 1
#   deletedsecrets/gone -> name gone, version None
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check azure-keyvault-secrets==4.12.0
"$work/venv/bin/python" - <<'EOF'
import sys
from azure.keyvault.secrets import KeyVaultSecretIdentifier

expected = {"keys/signing/1": ("signing", "1"), "certificates/site/1": ("site", "1"), "deletedsecrets/gone": ("gone", None)}
for path, parts in expected.items():
    found = KeyVaultSecretIdentifier(f"https://kv-example.vault.azure.net/{path}")
    print(f"{path} -> name {found.name}, version {found.version}")
    if (found.name, found.version) != parts:
        sys.exit("The behaviour has changed.")
EOF
