#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: b64decode refuses Base64 of the kind for URLs, as keys, digests and parts of tokens have it, or
#   reads it; in any case the same way each time.
# Instead: - and _ are left out without a word, and only the length that remains is checked. So it depends on
#   the key: some come out right, some are refused as falsely padded, and one in seven is another key. It
#   takes urlsafe=true.
# Seen on 2026-11-30 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   of 1000 keys of 32 bytes: {'wrong': 137, 'refused': 587, 'right': 276}
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
"$work/venv/bin/python" - <<'EOF'
import base64, collections, hashlib, sys
from ansible.plugins.filter.core import b64decode

seen = collections.Counter()
for number in range(1000):
    key = hashlib.sha256(str(number).encode()).digest()
    text = base64.urlsafe_b64encode(key).decode()
    try:
        right = b64decode(text, encoding="latin-1").encode("latin-1") == key
        seen["right" if right else "wrong"] += 1
    except ValueError as error:
        seen["refused"] += 1
print("of 1000 keys of 32 bytes:", dict(seen))
if not (seen["right"] and seen["wrong"] and seen["refused"]):
    sys.exit("The behaviour has changed.")
EOF
