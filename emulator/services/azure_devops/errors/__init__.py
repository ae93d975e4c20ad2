# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure DevOps' error object with its texts. Clients go by `typeKey`, people by the message
(docs/reference/azure_devops.md#error-object).

Texts with a TF or VS number, those of service connections and runs, and those whose docstring names a source are Azure's
own; of the others, and of most type keys, no source confirms the exact words.
"""

from __future__ import annotations

from typing import Any

from emulator.core.response import ErrorResponse

PIPELINES = "Microsoft.Azure.Pipelines.WebApi"
BUILD = ("Microsoft.TeamFoundation.Build.WebApi", "Microsoft.TeamFoundation.Build2.WebApi")
SERVICE_ENDPOINTS = "Microsoft.VisualStudio.Services.ServiceEndpoints.WebApi"
SYSTEM = ("System", "mscorlib")
HOMES: dict[str, tuple[str, str] | str] = {
    "Argument": SYSTEM,
    "Artifact": BUILD,
    "Build": BUILD,
    "Definition": BUILD,
    "DuplicateServiceConnection": SERVICE_ENDPOINTS,
    "Folder": BUILD,
    "Git": "Microsoft.TeamFoundation.Git.Server",
    "Pipeline": PIPELINES,
    "Project": "Microsoft.TeamFoundation.Core.WebApi",
    "ServiceEndpoint": SERVICE_ENDPOINTS,
    "VariableGroup": "Microsoft.TeamFoundation.DistributedTask.WebApi",
    "VssProperty": "Microsoft.VisualStudio.Services.Common",
}
"""Namespace and assembly of the exceptions whose names begin so; one text where both are the same (error objects in public
issues, such as Dejulia489/AzurePipelinesPS#20)."""
ELSEWHERE = "Microsoft.VisualStudio.Services.WebApi"


def type_name(type_key: str, home: tuple[str, str] | str | None = None) -> str:
    home = home or next((home for start, home in HOMES.items() if type_key.startswith(start)), ELSEWHERE)
    namespace, assembly = (home, home) if isinstance(home, str) else home
    return f"{namespace}.{type_key}, {assembly}"


class DevOpsError(ErrorResponse):
    """`{"$id", "innerException", "message", "typeName", "typeKey", "errorCode", "eventId"}`."""

    def __init__(
        self,
        status: int,
        type_key: str,
        message: str,
        *,
        headers: dict[str, str] | None = None,
        home: tuple[str, str] | str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(
            status,
            {
                "$id": "1",
                **more,
                "innerException": None,
                "message": message,
                "typeName": type_name(type_key, home),
                "typeKey": type_key,
                "errorCode": 0,
                "eventId": 0 if type_key.startswith("Argument") else 3000,
            },
            headers,
        )
        self.message = message


def bad_request(message: str) -> DevOpsError:
    return DevOpsError(400, "VssPropertyValidationException", message)


def bad_argument(message: str) -> DevOpsError:
    """The error that the services raise themselves, other than for a value's form."""
    return DevOpsError(400, "ArgumentException", message)


def missing_value(name: str) -> DevOpsError:
    return DevOpsError(400, "ArgumentNullException", f"Value cannot be null.\r\nParameter name: {name}")


def not_emulated(method: str, url: str) -> DevOpsError:
    return DevOpsError(501, "NotEmulatedException", f"The local Azure does not emulate {method} {url}.")


def not_found(what: str) -> DevOpsError:
    return DevOpsError(404, "VssResourceNotFoundException", f"{what} does not exist.")
