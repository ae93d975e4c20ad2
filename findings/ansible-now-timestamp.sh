#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: now(utc=true).timestamp() is the same moment as now().timestamp(), since a moment has no time zone.
# Instead: now(utc=true) has no zone, so timestamp() takes it for local time and is off by the distance from UTC:
#   an expiry date made of it is hours late or early, and right on every controller that runs in UTC.
# Seen on 2026-12-01 with ansible-core 2.19.14; Python 3.11.7 on Linux x86-64:
#   TZ=UTC: off by 0 s
#   TZ=Pacific/Kiritimati: off by -50400 s
#   TZ=Pacific/Niue: off by 39600 s
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check ansible-core==2.19.14
cat > "$work/play.yml" <<'EOF'
- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.debug:
        msg: "off by {{ (now(utc=true).timestamp() - now().timestamp()) | round | int }} s"
EOF
cd "$work"
unset "${!ANSIBLE_@}"
expected=("UTC off by 0 s" "Pacific/Kiritimati off by -50400 s" "Pacific/Niue off by 39600 s")
for line in "${expected[@]}"; do
  zone=${line%% *}
  seen=$(TZ=$zone "$work/venv/bin/ansible-playbook" -i localhost, play.yml 2> /dev/null | sed -n 's/.*"msg": "\(.*\)"/\1/p')
  echo "TZ=$zone: $seen"
  [ "$zone $seen" = "$line" ] || { echo "The behaviour has changed."; exit 1; }
done
