#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: the filter flatten leaves out null, as skip_nulls says, and keeps all texts.
# Instead: the texts 'None' and 'null' are left out as well, so a list of branches, users or answers loses one
#   of that name.
# Seen on 2026-11-30 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   ['main', 'NULL']
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
"$work/venv/bin/python" - <<'EOF'
import sys
from ansible.plugins.filter.core import flatten

seen = flatten([["main", "null"], [None, "None", "NULL"]])
print(seen)
if seen != ["main", "NULL"]:
    sys.exit("The behaviour has changed.")
EOF
