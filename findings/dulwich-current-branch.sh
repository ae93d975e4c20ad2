#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: dulwich's porcelain refuses, as git does, to delete the branch that is checked out, and to make a
#   tag that exists.
# Instead: both are done: HEAD then names a branch that is not there, and the old tag points to the new
#   commit.
# Seen on 2026-11-30 with dulwich 1.2.21; Python 3.11.7, git 2.39.5 on Linux x86-64:
#   git branch -D main: refused
#   git tag v1: refused
#   dulwich: v1 is now two, branches: '', HEAD is refs/heads/main
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check dulwich==1.2.21
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
git init -q -b main "$work/repo"
cd "$work/repo"
git commit -q --allow-empty -m one
git tag v1
git commit -q --allow-empty -m two
git branch -q -D main 2>/dev/null || echo "git branch -D main: refused"
git tag v1 2>/dev/null || echo "git tag v1: refused"
"$work/venv/bin/python" - <<'EOF'
from dulwich import porcelain

porcelain.tag_create(".", "v1")
porcelain.branch_delete(".", "main")
EOF
echo "dulwich: v1 is now $(git log -1 --format=%s v1), branches: '$(git branch)', HEAD is $(git symbolic-ref HEAD)"
[[ $(git log -1 --format=%s v1) == two && -z $(git branch) ]] || { echo "The behaviour has changed." >&2; exit 1; }
