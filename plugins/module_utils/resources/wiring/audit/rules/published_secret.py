# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines that write a secret to a file and publish files."""

from __future__ import annotations

import typing as t

from ..rule import HIGH, Broken, Rule, View, of_pipeline


def look(view: View) -> t.Iterator[Broken]:
    for pipeline in view.estate.pipelines:
        if pipeline.published:
            told = f"The pipeline {pipeline.name} seems to write {', '.join(pipeline.published)} to a file, and publishes files."
            yield Broken(**of_pipeline(pipeline), message=told)


RULE = Rule(
    "published-secret",
    HIGH,
    "No secret is in an artifact, which everybody who sees the run can download.",
    "Leave the secret out of files, or publish a digest of it as vaultpipe_proof: digest does. Rotate what was published.",
    look,
)
