# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals about pipelines, their runs and artifacts."""

from __future__ import annotations

from typing import Any

from emulator.services.azure_devops.errors import PIPELINES, DevOpsError, bad_argument


def no_such_definition(definition_id: int) -> DevOpsError:
    """Text: hkarthik7/azure-devops-java-sdk#7."""
    return DevOpsError(404, "DefinitionNotFoundException", f"Build pipeline {definition_id} was not found.")


def other_definition(definition_id: int, sent: Any) -> DevOpsError:
    """Text: MicrosoftDocs/vsts-rest-api-specs#356; no source gives the type key."""
    return bad_argument(f"The request specifies pipeline ID {definition_id} but the supplied pipeline has ID {sent}.")


def definition_exists(name: str, project: str) -> DevOpsError:
    """Text: Dejulia489/AzurePipelinesPS#20."""
    return DevOpsError(409, "DefinitionExistsException", f"Build pipeline {name} already exists for project {project}")


def stale_definition(definition_id: int, revision: int) -> DevOpsError:
    """409 by docs/reference/azure_devops.md#definition-put; no source gives the text."""
    return DevOpsError(
        409,
        "DefinitionRevisionConflictException",
        f"The build definition {definition_id} was changed by somebody else; its current revision is {revision}.",
    )


def classic_disabled() -> DevOpsError:
    """Text: microsoft/AzureDevOpsDemoGenerator#984; no source gives the type key."""
    return DevOpsError(
        400, "BuildDefinitionClassicDisabledException", "The classic pipelines are disabled for this project / organization."
    )


def cannot_queue(reasons: list[str]) -> DevOpsError:
    """The reasons stand only in customProperties (docs/reference/azure_devops.md#validation-results)."""
    results = [{"result": "error", "message": reason} for reason in reasons]
    return DevOpsError(
        400,
        "BuildRequestValidationFailedException",
        "Could not queue the build because there were validation errors or warnings.",
        customProperties={"ValidationResults": results},
    )


def pipeline_invalid(reasons: list[str]) -> DevOpsError:
    return DevOpsError(400, "PipelineValidationException", "\n".join(reasons))


def no_such_build(build_id: int) -> DevOpsError:
    return DevOpsError(404, "BuildNotFoundException", f"The requested build {build_id} could not be found.")


def no_such_artifact(name: str, build_id: int) -> DevOpsError:
    return DevOpsError(404, "ArtifactNotFoundException", f"Artifact {name} was not found for build {build_id}.")


def no_such_run_artifact(name: str) -> DevOpsError:
    """The newer API's words (PGielniak/azdo-pipeline-emulator)."""
    return DevOpsError(404, "ArtifactNotFoundException", f'An Artifact with name "{name}" was not found.', home=PIPELINES)
