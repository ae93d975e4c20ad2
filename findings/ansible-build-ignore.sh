#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: build_ignore of galaxy.yml takes the patterns that .gitignore takes: foo/ for a folder, /foo for
#   one at the top.
# Instead: with a slash at either end a pattern matches nothing, so the folder, with whatever local secrets it
#   holds, is in the tarball; no warning is given.
# Seen on 2026-11-30 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   begins/local.env
#   ends/local.env
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
export ANSIBLE_HOME=$work/home ANSIBLE_LOCALHOST_WARNING=0 ANSIBLE_INVENTORY_UNPARSED_WARNING=0 ANSIBLE_NOCOLOR=1 PATH=$work/venv/bin:$PATH
cd "$work"
mkdir collection
cd collection
mkdir plain ends begins
touch README.md {plain,ends,begins}/local.env
printf '%s\n' 'namespace: example' 'name: example' 'version: 1.0.0' 'readme: README.md' 'authors: [a]' 'build_ignore: [plain, ends/, /begins]' > galaxy.yml
ansible-galaxy collection build --output-path "$work" > log
tar tzf "$work/example-example-1.0.0.tar.gz" | grep local.env | sort | tee "$work/seen"
[[ $(cat "$work/seen") == $'begins/local.env\nends/local.env' ]] || { echo "The behaviour has changed." >&2; exit 1; }
