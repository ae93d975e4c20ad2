# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The repository of the local Azure DevOps' tests."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps

REPOSITORY = "/demo/_apis/git/repositories/demo"


def content(devops: LocalDevOps, path: str) -> Any:
    reply = devops.ask("GET", f"{REPOSITORY}/items?path=/{path}", accept="text/plain")
    return reply.body.decode() if reply.status == 200 else reply.status
