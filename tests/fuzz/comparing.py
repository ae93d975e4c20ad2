# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Differences that two ways to one state may have: in what only a second try leaves behind."""

from __future__ import annotations

import json
import re
from typing import Any

MARK = "vaultpipe.repository."


def comparable(state: dict[str, Any]) -> dict[str, Any]:
    """A canonical state without how many runs a pipeline has had, since a task whose run was answered wrongly may need another,
    and without the marks of repositories that are gone, since nothing reads them."""
    devops = state["live"]["devops"]
    projects = [{**one, "runs": _distinct(one["runs"]), "properties": _living(one)} for one in devops["projects"]]
    kept = {**state, "live": {**state["live"], "devops": {**devops, "projects": projects}}}
    names: dict[str, str] = {}
    renamed = re.sub(r"<\d+>", lambda match: names.setdefault(match.group(), f"<{len(names) + 1}>"), json.dumps(kept))
    result: dict[str, Any] = json.loads(renamed)
    return result


def _distinct(runs: list[Any]) -> list[Any]:
    return [run for n, run in enumerate(runs) if run not in runs[:n]]


def _living(project: dict[str, Any]) -> dict[str, str]:
    living = {f"{MARK}{one['id']}" for one in project["repositories"]}
    return {name: value for name, value in project["properties"].items() if not name.startswith(MARK) or name in living}
