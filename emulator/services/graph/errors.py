# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft Graph's errors with its codes and texts (docs/reference/graph.md#errors)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.core.clock import iso
from emulator.core.response import ErrorResponse

if TYPE_CHECKING:
    from emulator.core.request import Request
    from emulator.runtime import Runtime


class GraphError(ErrorResponse):
    """`{"error": {"code", "message", "details"?, "innerError"}}`; `about` fills in what tells the request."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(status, {"error": {"code": code, "message": message, **more}}, headers)

    def about(self, request: Request, runtime: Runtime) -> GraphError:
        request_id = runtime.ids.guid()
        self.body["error"]["innerError"] = {
            **self.body["error"].get("innerError", {}),
            "date": iso(runtime.clock.now(), 0).rstrip("Z"),
            "request-id": request_id,
            "client-request-id": request.headers.get("client-request-id", request_id),
        }
        return self


def bad_request(message: str, **more: Any) -> GraphError:
    return GraphError(400, "Request_BadRequest", message, **more)


def not_found(key: str) -> GraphError:
    text = f"Resource '{key}' does not exist or one of its queried reference-property objects are not present."
    return GraphError(404, "Request_ResourceNotFound", text)


def denied() -> GraphError:
    return GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")


def taken(name: str) -> GraphError:
    """400, not 409; what lies in the recycle bin counts too."""
    return bad_request(f"Another object with the same value for property {name} already exists.")


def invalid_property(name: str) -> GraphError:
    # No source confirms the text.
    return bad_request(f"Invalid property '{name}'.")


def invalid_value(name: str, kind: str) -> GraphError:
    # No source confirms the text.
    return bad_request(f"Invalid value specified for property '{name}' of resource '{kind}'.")


def read_only(name: str) -> GraphError:
    # No source confirms the text.
    return bad_request(f"Property '{name}' is read-only and cannot be set.")


def required(name: str, kind: str) -> GraphError:
    # No source confirms the text.
    return bad_request(f"A value is required for property '{name}' of resource '{kind}'.")


def reference_required(operation: str) -> GraphError:
    """See docs/reference/graph.md#service-management-reference. The text is public, and in no recording."""
    text = (
        f"ServiceManagementReference field is required for {operation}, but is missing in the request. "
        "Refer to the TSG `https://aka.ms/service-management-reference-error` for resolving the error"
    )
    return GraphError(400, "ServiceTreeValueMissing", text)


def no_backing_application(client_id: str) -> GraphError:
    text = f"The appId '{client_id}' of the service principal does not reference a valid application object."
    details = [{"code": "NoBackingApplicationObject", "message": text, "target": "appId"}]
    return bad_request(text, details=details)


def principal_exists(client_id: str) -> GraphError:
    text = (
        "The service principal cannot be created, updated, or restored because the service principal name "
        f"{client_id} is already in use."
    )
    details = [{"code": "ObjectConflict", "message": text, "target": "servicePrincipalNames"}]
    return GraphError(409, "Request_MultipleObjectsWithSameKeyValue", text, details=details)


def too_many_requests(wait: int, limit: str, client_id: str, tenant_id: str) -> GraphError:
    """Body: microsoft-graph-docs-contrib concepts/throttling.md; headers: throttling-limits.md there.

    :param limit: Write or ResourceUnit.
    """
    scope = "Write" if limit == "Write" else "ReadWrite"
    headers = {
        "retry-after": str(wait),
        "x-ms-throttle-scope": f"Tenant_Application/{scope}/{client_id}/{tenant_id}",
        "x-ms-throttle-information": f"{limit}LimitExceeded",
    }
    inner = {"code": "429", "message": "Please retry after", "status": "429"}
    return GraphError(429, "TooManyRequests", "Please retry again later.", headers, innerError=inner)
