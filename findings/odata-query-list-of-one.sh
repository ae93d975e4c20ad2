#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a $filter that asks for one of a list of one, as code that joins ids makes it, parses like one of
#   two; OData's grammar has it.
# Instead: odata-query refuses the list of one element, unless a comma stands behind it, which OData in turn
#   does not know.
# Seen on 2026-11-30 with odata-query 0.10.0; Python 3.11.7 on Linux x86-64:
#   appId in ('a','b'): parsed
#   appId in ('a'): ParsingException
#   appId in ('a',): parsed
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check odata-query==0.10.0
"$work/venv/bin/python" - <<'EOF'
import sys
from odata_query.exceptions import ODataException
from odata_query.grammar import ODataLexer, ODataParser

seen = []
for text in "appId in ('a','b')", "appId in ('a')", "appId in ('a',)":
    try:
        ODataParser().parse(ODataLexer().tokenize(text))
        seen.append("parsed")
    except ODataException as error:
        seen.append(type(error).__name__)
    print(f"{text}: {seen[-1]}")
if seen[:2] != ["parsed", "ParsingException"]:
    sys.exit("The behaviour has changed.")
EOF
