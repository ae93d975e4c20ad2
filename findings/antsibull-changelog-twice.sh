#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a changelog fragment that has one section twice, as after a merge, is refused by lint, or both
#   sections count.
# Instead: lint finds nothing, and the release has the second only: the first change is in no changelog, and
#   its fragment is gone.
# Seen on 2026-11-30 with antsibull-changelog 0.36.0, ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   lint: passed
#   in the changelog: - another - the second fragments left: 0
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check antsibull-changelog==0.36.0 ansible-core==2.19.14
export ANSIBLE_HOME=$work/home PATH=$work/venv/bin:$PATH
mkdir "$work/collection"
cd "$work/collection"
printf '%s\n' 'namespace: example' 'name: example' 'version: 1.0.0' 'readme: README.md' 'authors: [a]' > galaxy.yml
antsibull-changelog init . > "$work/log" 2>&1
printf '%s\n' 'bugfixes: [the first]' 'minor_changes: [another]' 'bugfixes: [the second]' > changelogs/fragments/merged.yml
antsibull-changelog lint && echo "lint: passed"
antsibull-changelog release >> "$work/log" 2>&1
echo "in the changelog: $(grep '^- ' CHANGELOG.rst | tr '\n' ' ')fragments left: $(find changelogs/fragments -name '*.yml' | wc -l)"
[[ $(grep -c 'the second' CHANGELOG.rst) == 1 && $(grep -c 'the first' CHANGELOG.rst) == 0 ]] || { echo "The behaviour has changed." >&2; exit 1; }
