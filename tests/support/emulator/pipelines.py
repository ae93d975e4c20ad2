# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines of the local Azure DevOps, and their builds."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps

HELLO = "trigger:\n- main\npool:\n  vmImage: ubuntu-latest\nsteps:\n- script: echo hello\n  displayName: Say hello\n"
SELF_HOSTED = HELLO.replace("vmImage: ubuntu-latest", "name: Default")
"""Waits where no agent is online."""
FILE = "azure-pipelines.yml"
SERVICE = "Microsoft.VisualStudio.Services.TFS"


def builds(devops: LocalDevOps) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = devops.get("/demo/_apis/build/builds")["value"]
    return found


def reasons(reply: Any) -> str:
    return " ".join(one["message"] for one in reply.body["customProperties"]["ValidationResults"])
