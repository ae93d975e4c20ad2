# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure Resource Manager, JSON in and JSON out, over the vendor's own pipeline.

azure-mgmt-resource 26 knows no subscriptions, and models of any version drop fields that they do not know; a
read-modify-write must not lose them.
"""

from __future__ import annotations

import functools
import typing as t

from ...errors import NotFound, ServiceError, TimedOut, UsageError
from ...identifiers import is_guid
from ...progress import Reporter
from ...sdk import required
from ...wait import retry, wait_for
from ..context import TaskContext
from ..http.call_errors import call_errors
from ..http.json_api import Json, JsonApi
from ..http.responses import understood
from ..http.retries import SAFE_METHODS_AND_PATCH, Repeatable
from .resource_types import SUBSCRIPTIONS, Kind

with required("azure-mgmt-core"):
    from azure.core.rest import HttpRequest
    from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy

__all__ = ["ArmClient", "Json"]

REPEATABLE = Repeatable(SAFE_METHODS_AND_PATCH | {"POST"})
"""A POST in ARM orders what a second one does not make more, such as a registration or a purge."""
LONGEST_OPERATION = 1800.0
"""Seconds that a long-running operation may take."""
GROUPS_LAG = 5.0
"""Seconds that one of ARM's regions may not know a resource group that another has just made (no source says how many)."""

OPERATION, LOCATION = "Azure-AsyncOperation", "Location"
"""Headers that give the address of a long-running operation."""

IDENTITY = "identity"
"""Kind of the ids that a run remembers of managed identities."""

T = t.TypeVar("T")


class ArmClient(JsonApi):
    """Resources by path: `/subscriptions/{guid}/resourceGroups/{name}...`. ARM's PUT and DELETE are safe to repeat."""

    def __init__(self, context: TaskContext, subscription: str | None = None, option: str = "subscription_id") -> None:
        """:param subscription: GUID or name of another than the task's own.
        :param option: the option that names it.
        """
        self._given, self._option = subscription, option
        cloud = context.cloud
        authentication = ARMChallengeAuthenticationPolicy(context.session.credential, cloud.arm_scope)
        super().__init__(context, cloud.arm, authentication, REPEATABLE)
        self.base, self.known_ids = cloud.arm, context.session.known_ids

    @functools.cached_property
    def subscription_id(self) -> str:
        """GUID of the subscription, which may be given by its name too.

        :raises UsageError: none is given, or none or several have that name.
        """
        given = self._given or self._session.subscription
        return given if is_guid(given) else self._subscription_named(given)

    def _subscription_named(self, name: str) -> str:
        """GUID by name, in any case, as `az account set` takes it."""
        subscriptions = self.list("/subscriptions", SUBSCRIPTIONS, "subscriptions")
        ids = [each["subscriptionId"] for each in subscriptions if each["displayName"].lower() == name.lower()]
        if len(ids) > 1:
            raise UsageError(
                f"{self._option} is {name!r}, and the subscriptions {', '.join(sorted(ids))} have that name.",
                "Give the GUID of the one that is meant.",
            )
        if not ids:
            raise UsageError(
                f"{self._option} is {name!r}, and the signed-in identity sees no subscription of that name.",
                "az account list shows names and GUIDs. Check the name, and that the identity has a role in that subscription.",
            )
        return str(ids[0])

    @property
    def subscription(self) -> str:
        """The path of the subscription."""
        return f"/subscriptions/{self.subscription_id}"

    def group(self, name: str) -> str:
        return f"{self.subscription}/resourceGroups/{name}"

    def get(self, path: str, version: str, what: str, **query: str) -> Json | None:
        """The resource; None on a definite 404."""
        try:
            return self._json("GET", path, f"read {what}", None, _versioned(version, query))
        except NotFound:
            return None

    def list(self, path: str, version: str, what: str, **query: str) -> list[Json]:
        """All pages."""
        return self._pages(path, f"list {what}", _versioned(version, query), "nextLink")

    def of_kind(self, kind: Kind, group: str | None = None) -> t.Sequence[Json]:
        """Resources of one type in a group or the subscription, as their service lists them: without the lag of `/resources`."""
        within = self.group(group) if group else self.subscription
        place = f"the resource group {group}" if group else "the subscription"
        return self.list(f"{within}/providers/{kind.type}", kind.version, f"the {kind.type} of {place}")

    def ids(self, kind: Kind, name: str) -> t.Sequence[str]:
        """Ids of the subscription's resources of one kind that have this name, in whatever resource group."""
        found = self.of_kind(kind)
        return [resource["id"] for resource in found if resource["name"].lower() == name.lower()]

    def put(self, path: str, version: str, what: str, body: Json) -> Json:
        return in_group(self.reporter, lambda: self._json("PUT", path, f"write {what}", body, _versioned(version)))

    def patch(self, path: str, version: str, what: str, body: Json) -> Json:
        return self._json("PATCH", path, f"change {what}", body, _versioned(version))

    def delete(self, path: str, version: str, what: str, timeout: float = LONGEST_OPERATION) -> None:
        """Deletes it and waits until it is gone; treats 404 as success."""
        try:
            self._start("DELETE", path, version, f"delete {what}", timeout)
        except NotFound:
            return

    def post(self, path: str, version: str, asked: str, timeout: float = LONGEST_OPERATION) -> None:
        """An action without body, waited for.

        :param asked: completes "Could not ..." and "Waiting for the operation to ...".
        """
        self._start("POST", path, version, asked, timeout)

    def _start(self, method: str, path: str, version: str, asked: str, timeout: float) -> None:
        """Follows the operation to its end: `Azure-AsyncOperation` by the status it answers, else `Location` while that is 202
        (docs/reference/resource_manager.md#follow-location, #follow-status)."""
        if method == "DELETE":  # a resource group takes along what is in it
            self.known_ids.forget(IDENTITY)
        with call_errors(asked, self._session):
            response = self._checked(self._request(method, path, None, _versioned(version)))
        header = next((name for name in (OPERATION, LOCATION) if name in response.headers), None)
        if response.status_code != 202 or header is None:
            return
        address = [response.headers[header]]

        def finished() -> bool | None:
            with call_errors(asked, self._session):
                poll = self._checked(HttpRequest("GET", self._client.format_url(address[0])))
            answer = understood(poll.content, asked)
            address[0] = poll.headers.get(header, address[0])
            if header == OPERATION:
                return _succeeded(answer, asked)
            return True if poll.status_code != 202 else None

        wait_for(f"the operation to {asked}", finished, timeout=timeout, report=self.reporter)


def _succeeded(operation: Json | None, asked: str) -> bool | None:
    """Tells whether an operation has ended well; None while it goes on.

    :raises ServiceError: it has failed or was cancelled.
    """
    found = operation or {}
    status = str(found.get("status") or "").lower()
    if status in ("failed", "canceled"):
        error = found.get("error") or {}
        raise ServiceError(
            asked, 200, str(error.get("code") or status), str(error.get("message") or f"The operation is {status}.")
        )
    return True if status == "succeeded" else None


def in_group(report: Reporter, write: t.Callable[[], T]) -> T:
    """Sends a PUT again while ARM does not know the resource group: the task before may have made it a moment ago
    (hashicorp/terraform-provider-azurerm#18268).

    :raises NotFound: it is not there for GROUPS_LAG seconds.
    """
    try:
        what = "the resource group to be known in all of Azure"
        return retry(what, write, again=_is_without_group, timeout=GROUPS_LAG, report=report)
    except TimedOut as error:
        if isinstance(error.__cause__, ServiceError):
            raise error.__cause__ from None
        raise


def _is_without_group(error: ServiceError) -> bool:
    return error.code == "ResourceGroupNotFound"


def _versioned(version: str, query: t.Mapping[str, str] | None = None) -> dict[str, str]:
    return {"api-version": version, **(query or {})}
