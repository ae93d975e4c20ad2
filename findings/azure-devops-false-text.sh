#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: the text 'false', as Ansible or an environment gives it, is refused for a boolean, or means false;
#   the same library reads 'false' in an answer as False.
# Instead: on the way out any text that is not empty is true: authorized='false' asks Azure DevOps to open the
#   resource to all pipelines.
# Seen on 2026-11-30 with azure-devops 7.1.0b4, msrest 0.7.1; Python 3.11.7 on Linux x86-64:
#   sent for authorized='false': {'allPipelines': {'authorized': True}}
#   read from the text 'false': False
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check azure-devops==7.1.0b4 msrest==0.7.1
"$work/venv/bin/python" - <<'EOF'
import sys
from azure.devops.v7_1.pipeline_permissions import models
from msrest import Deserializer, Serializer

types = {name: kind for name, kind in vars(models).items() if isinstance(kind, type)}
wanted = models.ResourcePipelinePermissions(all_pipelines=models.Permission(authorized="false"))
body = Serializer(types).body(wanted, "ResourcePipelinePermissions")
print("sent for authorized='false':", body)
print("read from the text 'false':", Deserializer(types).deserialize_data("false", "bool"))
if body != {"allPipelines": {"authorized": True}}:
    sys.exit("The behaviour has changed.")
EOF
