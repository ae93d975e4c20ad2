#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: remove_testcase takes away the one test case it is given, as the first of a repeated test,
#   whatever else is installed.
# Instead: it compares by content, so an equal one may go too, and whether it does hangs on lxml, which some
#   other package may bring: with it all of them go, without it all but one.
# Seen on 2026-11-30 with junitparser 5.0.3, lxml 6.1.3; Python 3.11.7 on Linux x86-64:
#   of 4 equal test cases are left after removing the first: 1 without lxml, 0 with it
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check junitparser==5.0.3
cat > "$work/remove.py" <<'EOF'
from junitparser import TestCase, TestSuite

suite = TestSuite("setup")
cases = [TestCase("converges") for _ in range(4)]
suite.add_testcases(cases)
suite.remove_testcase(cases[0])
print(len(list(suite)))
EOF
without=$("$work/venv/bin/python" "$work/remove.py")
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check lxml==6.1.3
with=$("$work/venv/bin/python" "$work/remove.py")
echo "of 4 equal test cases are left after removing the first: $without without lxml, $with with it"
[[ $without == 1 && $with == 0 ]] || { echo "The behaviour has changed." >&2; exit 1; }
