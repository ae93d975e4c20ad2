#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: node_link_data keeps a node's attribute id and an edge's attributes source and target, or refuses them, as it refuses two
#   equal names of its own.
# Instead: they are overwritten by the names of the nodes without a word, and cytoscape_data does the opposite with id: the node itself
#   takes the attribute's name while its edges keep the old one, so that they end at nodes that are not there.
# Seen on 2026-12-01 with networkx 3.6.1; Python 3.11.7 on Linux x86-64:
#   node_link_data: node build client-id? False, edge from repository? False
#   cytoscape_data: nodes ['client-id', 'vault'], edge from build
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv --without-pip "$work/venv"
"$python" -m pip --python "$work/venv" install -qq --no-compile --disable-pip-version-check networkx==3.6.1
seen=$("$work/venv/bin/python" - <<'PYTHON'
import json

import networkx

graph = networkx.DiGraph()
graph.add_node("build", id="client-id")
graph.add_edge("build", "vault", source="repository")
text = json.dumps(networkx.node_link_data(graph))
print(f"node_link_data: node build client-id? {'client-id' in text}, edge from repository? {'repository' in text}")
elements = networkx.cytoscape_data(graph)["elements"]
nodes = [node["data"]["id"] for node in elements["nodes"]]
print(f"cytoscape_data: nodes {nodes}, edge from {elements['edges'][0]['data']['source']}")
PYTHON
)
echo "$seen"
[[ $seen == "node_link_data: node build client-id? False, edge from repository? False
cytoscape_data: nodes ['client-id', 'vault'], edge from build" ]] || { echo "The behaviour has changed." >&2; exit 1; }
