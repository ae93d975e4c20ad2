# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The build agent: runs a job's steps for real, in a workspace and an environment of their own.

The texts are those of microsoft/azure-pipelines-agent and microsoft/azure-pipelines-tasks where nothing else is said.
"""

from emulator.agent.job.runner import run_job

__all__ = ["run_job"]
