#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: the Python requirements of a collection go into an execution environment as they are written.
# Instead: some are left out by their name, PyYAML and pytest among them with the version that the collection asks for, and only
#   -v 3 says so; nothing is left out of system packages, where the profile test goes in, too.
# Seen on 2026-12-01 with ansible-builder 3.2.0; Python 3.11.7 on Linux x86-64:
#   python: azure-identity jinja2
#   system: git python3-devel
#   left out without a word: yes
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-builder==3.2.0 setuptools==80.9.0
collection=$work/root/ansible_collections/acme/vaults
mkdir -p "$collection/meta"
printf '%s\n' 'namespace: acme' 'name: vaults' 'version: 1.0.0' > "$collection/galaxy.yml"
echo "dependencies: {python: requirements.txt, system: bindep.txt}" > "$collection/meta/execution-environment.yml"
printf '%s\n' 'azure-identity>=1.19' 'pyyaml>=6.0.2' 'pytest>=8' 'jinja2>=3.1' > "$collection/requirements.txt"
printf '%s\n' 'git' 'python3-devel [test]' > "$collection/bindep.txt"
"$work/venv/bin/ansible-builder" introspect "$work/root" > "$work/seen" 2>&1
python_names=$(sed -n "/^python:/,/^system:/p" "$work/seen" | grep -oE "^- '[A-Za-z0-9-]+" | cut -c4- | xargs)
system_names=$(sed -n "/^system:/,\$p" "$work/seen" | grep -oE "^- '[A-Za-z0-9-]+" | cut -c4- | xargs)
silent=$(grep -qiE "pyyaml|pytest" "$work/seen" && echo no || echo yes)
seen="python: $python_names
system: $system_names
left out without a word: $silent"
echo "$seen"
[[ $seen == "python: azure-identity jinja2
system: git python3-devel
left out without a word: yes" ]] || { echo "The behaviour has changed." >&2; exit 1; }
