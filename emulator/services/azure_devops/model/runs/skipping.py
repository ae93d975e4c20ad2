# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words in a commit's message by which its push starts no run (docs/reference/azure_devops.md#push-starts-a-run)."""

from __future__ import annotations

WORDS = (
    *("[skip ci]", "[ci skip]", "skip-checks: true", "skip-checks:true"),
    *("[skip azurepipelines]", "[azurepipelines skip]", "[skip azpipelines]", "[azpipelines skip]"),
    *("[skip azp]", "[azp skip]", "***no_ci***"),
)


def skips_runs(message: str) -> bool:
    return any(word in message.lower() for word in WORDS)
