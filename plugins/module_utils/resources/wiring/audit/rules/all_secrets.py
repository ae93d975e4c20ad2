# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps that take all secrets of a vault into a run."""

from __future__ import annotations

import typing as t

from ..rule import MEDIUM, Broken, Rule, View, of_pipeline


def look(view: View) -> t.Iterator[Broken]:
    for pipeline in view.estate.pipelines:
        for vault in sorted({one.vault for one in pipeline.reads if one.is_of_all}):
            told = (
                f"The pipeline {pipeline.name} takes all secrets of the vault {vault or '(named by a variable)'} into its runs."
            )
            yield Broken(**of_pipeline(pipeline), message=told)


RULE = Rule(
    "all-secrets",
    MEDIUM,
    "A pipeline reads the secrets that it names.",
    "Name the secrets in SecretsFilter of AzureKeyVault@2, with commas between them, in place of the asterisk.",
    look,
)
