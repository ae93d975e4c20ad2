#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: the test `version` puts a preview before the version that it leads to: 1.0-beta before 1.0, and
#   Azure's 2026-02-01-preview before 2026-02-01.
# Instead: its default comparison puts both behind, so 'at least the stable version' lets previews pass; only
#   version_type=semver knows better, and takes no dates.
# Seen on 2026-11-30 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   '1.0-beta' is version('1.0', '>'): True
#   '2026-02-01-preview' is version('2026-02-01', '>'): True
#   1.0.0-beta > 1.0.0 by semver: False
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
"$work/venv/bin/python" - <<'EOF'
import sys
from ansible.plugins.test.core import version_compare

seen = {}
for preview, stable in ("1.0-beta", "1.0"), ("2026-02-01-preview", "2026-02-01"):
    seen[preview] = version_compare(preview, stable, ">")
    print(f"'{preview}' is version('{stable}', '>'): {seen[preview]}")
print("1.0.0-beta > 1.0.0 by semver:", version_compare("1.0.0-beta", "1.0.0", ">", version_type="semver"))
if set(seen.values()) != {True}:
    sys.exit("The behaviour has changed.")
EOF
