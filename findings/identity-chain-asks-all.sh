#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: ChainedTokenCredential keeps to the credential that gave the first token, as
#   DefaultAzureCredential, its subclass, does.
# Instead: it begins with the first of its credentials each time, so each token pays again for the ones that
#   fail, be it a probe of the network or a process.
# Seen on 2026-11-30 with azure-identity 1.27.0, msal 1.39.0, azure-core 1.41.0; Python 3.11.7 on Linux x86-64:
#   three tokens, the unavailable first credential was asked 3 times
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check azure-identity==1.27.0 msal==1.39.0 azure-core==1.41.0
"$work/venv/bin/python" - <<'EOF'
import sys
from azure.core.credentials import AccessToken
from azure.identity import ChainedTokenCredential, CredentialUnavailableError


class Unavailable:
    asked = 0

    def get_token(self, *_, **__):
        self.asked += 1
        raise CredentialUnavailableError("not here")


class Good:
    def get_token(self, *_, **__):
        return AccessToken("x", 4102444800)


first = Unavailable()
chain = ChainedTokenCredential(first, Good())
for _ in range(3):
    chain.get_token("https://vault.azure.net/.default")
print(f"three tokens, the unavailable first credential was asked {first.asked} times")
if first.asked != 3:
    sys.exit("The behaviour has changed.")
EOF
