#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: the seven decimals of .NET's times are cut to six, as the other parsers do, and .NET's greatest
#   time is the greatest of Python.
# Instead: msgspec rounds: two parsers differ by a microsecond, a time moves into the next second, and
#   9999-12-31T23:59:59.9999999Z is called invalid.
# Seen on 2026-11-30 with msgspec 0.23.0, msrest 0.7.1; Python 3.11.7 on Linux x86-64:
#   2026-01-01T00:00:00.1234567Z: msgspec 00.123457, msrest 00.123456
#   2026-01-01T00:00:00.9999999Z: msgspec 01.000000, msrest 00.999999
#   9999-12-31T23:59:59.9999999Z: msgspec Invalid RFC3339 encoded datetime, msrest 59.999999
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check msgspec==0.23.0 msrest==0.7.1
"$work/venv/bin/python" - <<'EOF'
import datetime, sys
import msgspec
from msrest import Deserializer

seen = []
for text in "2026-01-01T00:00:00.1234567Z", "2026-01-01T00:00:00.9999999Z", "9999-12-31T23:59:59.9999999Z":
    try:
        seen.append(msgspec.json.decode(f'"{text}"', type=datetime.datetime).strftime("%S.%f"))
    except msgspec.ValidationError as error:
        seen.append(str(error))
    print(f"{text}: msgspec {seen[-1]}, msrest {Deserializer.deserialize_iso(text):%S.%f}")
if seen != ["00.123457", "01.000000", "Invalid RFC3339 encoded datetime"]:
    sys.exit("The behaviour has changed.")
EOF
