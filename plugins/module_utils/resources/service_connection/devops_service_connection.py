# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections to Azure without a stored credential."""

from __future__ import annotations

import functools
import typing as t

from ...clients.arm.client import ArmClient
from ...clients.arm.subscriptions import find_subscription
from ...clients.devops.client import Json
from ...clients.devops.lookup import find_project, missing_project, project_ids, same_name
from ...clients.devops.service_endpoints import ADMINISTRATOR, STILL_TRUSTED, ServiceEndpointsClient
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import Absent, Observed, State
from ...errors import Conflict, NoSubscription, ServiceError, Unreachable, UsageError, VaultpipeError, sentence_case
from ...identifiers import check_guid
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from ...wait import retry, wait_for
from ..identity.connection_identity import IDENTITY, ConnectionIdentity
from ..shared.devops_resource import CONNECTED, DevOpsResource
from ..shared.ownership import NOT_OURS, ONLY_MANAGED_AND_EMPTY, is_marked, others
from .state import (
    SCHEME,
    TYPE,
    WRITTEN,
    changed_body,
    described,
    group_of,
    is_federated,
    is_ready,
    kind_of,
    new_body,
    operation,
    scope_of,
    state_of,
)
from .users import users_of_connection
from .verification import Verification

T = t.TypeVar("T")

OLD_ISSUER = "https://vstoken."
"""Its subjects hold names, and change with them (docs/reference/azure_devops.md#issuer)."""
GUIDS = ("identity_client_id", "identity_tenant_id", "subscription_id")
POLL = 2.0


class DevOpsServiceConnection(DevOpsResource):
    """A service connection, and whether it has been verified (docs/reference/azure_devops.md#service-connections)."""

    never_empty = (("new_name", "Give a name."),)
    label = "service connection"
    key = "service_connection"
    spec = (
        CONNECTED
        + ONLY_MANAGED_AND_EMPTY
        + IDENTITY
        + ArgumentSpec(
            {
                "project": {"type": "str", "required": True},
                "name": {"type": "str"},
                "id": {"type": "str"},
                "new_name": {"type": "str"},
                "description": {"type": "str"},
                "service_management_reference": {"type": "str"},
                "subscription_name": {"type": "str"},
                "resource_group": {"type": "str"},
                "timeout": {"type": "int", "default": 120},
                "verify": {"type": "bool", "default": False},
                "verify_timeout": {"type": "int", "default": 300},
            },
            required_one_of=(("name", "id"),),
        )
    )

    @property
    def arm(self) -> ArmClient:
        return self.context.client(ArmClient)

    @functools.cached_property
    def identity(self) -> ConnectionIdentity:
        return ConnectionIdentity(self.options, self.context)

    @functools.cached_property
    def project(self) -> t.Mapping[str, t.Any] | None:
        """The project; "absent" is only believed of one that was looked up for it."""
        look_up = find_project if self.options["state"] == "absent" else project_ids
        return look_up(self.devops, self.options["project"])

    @functools.cached_property
    def endpoints(self) -> ServiceEndpointsClient:
        """:raises UsageError: there is no such project."""
        if self.project is None:
            raise missing_project(self.devops, self.options["project"])
        return ServiceEndpointsClient(self.devops, self.project["id"], self.project["name"])

    @property
    def what(self) -> str:
        return f"the service connection {self.options.get('name') or self.options['id']} of {self.options['project']}"

    def validate(self) -> None:
        super().validate()
        check_guid("id", self.options.get("id"))
        self.identity.validate()

    # -- reading ------------------------------------------------------------------------------------------------------

    def read(self) -> Observed[Json] | Absent[None]:
        endpoint = self._find() if self.project else None
        return Absent(None) if endpoint is None else Observed(self._state(endpoint), endpoint)

    def _find(self) -> Json | None:
        """The endpoint by id, else by the name or, after a rename, by the new one.

        :raises UsageError: two connections answer to that.
        """
        wanted = self.options.get("id")
        if wanted:
            return None if is_unknown(wanted) else self.endpoints.get(wanted)
        names = list(self.given("name", "new_name").values())
        found = self.endpoints.named(*names)
        if len(found) > 1:
            ids = ", ".join(f"{self.endpoints.name_of(one)} ({one['id']})" for one in found)
            raise UsageError(
                f"{self.options['project']} has {len(found)} service connections named {' or '.join(names)}: {ids}.",
                "Set id, or remove the one that should not be there.",
            )
        return found[0] if found else None

    def _state(self, endpoint: Json) -> State:
        state = state_of(endpoint, self.endpoints.reference_of(endpoint), self.options["project"])
        return {**state, "verified": self._unverified}

    @property
    def _unverified(self) -> str | None:
        """The value before the task has verified, and for good in check mode."""
        return KNOWN_AFTER_APPLY if self.options["verify"] and self.options["state"] == "present" else None

    # -- planning -----------------------------------------------------------------------------------------------------

    def desired(self, observed: Observed[Json] | Absent[None]) -> State:
        """:raises UsageError: it is another kind of connection, or something is missing that only the user knows."""
        if isinstance(observed, Absent):
            return self._new()
        self._refuse_other_kinds(observed.raw)
        current = observed.state
        wanted = {
            **self.given("description", "service_management_reference", "subscription_name"),
            **({"subscription_id": self.arm.subscription_id} if self.options.get("subscription_id") else {}),
            **self._wanted_identity(),
        }
        name = self.options.get("new_name") or (self.options.get("name") if self.options.get("id") else None)
        if name and name != current["name"]:
            wanted["name"] = name
        kept = {field: current[field] for field in GUIDS if field in wanted and _same_guid(wanted[field], current[field])}
        desired = {**current, **wanted, **kept}
        desired["scope"] = self._wanted_scope(current, desired)
        desired["resource_group"] = group_of(desired["scope"])
        if desired["subscription_id"] != current["subscription_id"] and "subscription_name" not in wanted:
            desired["subscription_name"] = self._subscription["displayName"]
        if desired["name"] != current["name"] and str(current["issuer"]).startswith(OLD_ISSUER):
            desired["subject"] = KNOWN_AFTER_APPLY
        return self._without_hidden(current, desired)

    def _new(self) -> State:
        if self.options.get("id") and not is_unknown(self.options["id"]):
            raise UsageError(
                f"There is no service connection {self.options['id']} in {self.options['project']}.",
                "Correct id; to create a connection, give its name and leave id out.",
            )
        identity = self._wanted_identity()
        if "identity_client_id" not in identity:
            raise UsageError(
                f"There is no service connection {self.options.get('name')} in {self.options['project']} yet, and no identity "
                "is given for it.",
                "Set managed_identity, service_principal or identity_client_id.",
            )
        subscription_id = self.arm.subscription_id
        return {
            "id": KNOWN_AFTER_APPLY,
            "name": self.options.get("new_name") or self.options.get("name") or KNOWN_AFTER_APPLY,
            "project": self.options["project"],
            "description": self.options.get("description") or "",
            "service_management_reference": self.options.get("service_management_reference") or "",
            "url": f"{self.context.cloud.arm}/",
            "identity_tenant_id": identity.get("identity_tenant_id") or self._subscription["tenantId"],
            "identity_client_id": identity["identity_client_id"],
            "subscription_id": subscription_id,
            "subscription_name": self.options.get("subscription_name") or self._subscription["displayName"],
            "resource_group": self.options.get("resource_group") or "",
            "scope": scope_of(subscription_id, self.options.get("resource_group")),
            "issuer": KNOWN_AFTER_APPLY,
            "subject": KNOWN_AFTER_APPLY,
            "ready": True,
            "verified": self._unverified,
        }

    def _wanted_identity(self) -> State:
        found = {"identity_client_id": self.identity.client_id, "identity_tenant_id": self.identity.tenant_id}
        return {field: value for field, value in found.items() if value is not None}

    def _wanted_scope(self, current: State, desired: State) -> str | None:
        group, scope = self.options.get("resource_group"), current["scope"]
        if group is None and desired["subscription_id"] == current["subscription_id"]:
            return t.cast("str | None", scope)
        if group is None and current["resource_group"]:
            raise UsageError(
                f"subscription_id is another than that of {self.what}, which is limited to {scope}.",
                "Set resource_group, to an empty text for the whole subscription.",
            )
        wanted = scope_of(desired["subscription_id"], group)
        return t.cast(str, scope) if scope and same_name(scope, wanted) else wanted

    def _refuse_other_kinds(self, endpoint: Json) -> None:
        if not is_federated(endpoint):
            kind, scheme = kind_of(endpoint)
            raise UsageError(
                f"{self.what} has the type {kind} and the scheme {scheme}; this module knows {TYPE} with {SCHEME} only.",
                "Choose another name, or convert the connection in the project's settings first.",
            )

    def _without_hidden(self, current: State, desired: State) -> State:
        """Leaves out what is hidden, which is unknown and not changed: who may only use a connection sees less of it
        (docs/reference/azure_devops.md#endpoint-readers).

        :raises UsageError: there is something to change, and writing the whole would erase what is hidden.
        """
        hidden = [field for field in (*GUIDS, "subscription_name", "scope", "resource_group") if current[field] is None]
        unknown = [field for field in hidden if desired[field] is not None]
        if unknown:
            self.context.warn(f"{self.what} does not show {', '.join(unknown)} to this identity, so they were not compared.")
        if current["issuer"] is None:
            self.context.warn(
                f"{self.what} does not show issuer and subject to this identity, which takes the role Administrator on it."
            )
        comparable = {**desired, **dict.fromkeys(hidden)}
        if "identity_client_id" in hidden and comparable != current:
            raise UsageError(
                f"{self.what} does not show its identity to the signed-in identity, and a change would erase what is not shown.",
                ADMINISTRATOR,
            )
        return comparable

    @functools.cached_property
    def _subscription(self) -> Json:
        """:raises UsageError: ARM does not show it."""
        subscription_id = self.arm.subscription_id
        try:
            found = find_subscription(self.arm, subscription_id)
        except NoSubscription:
            found = None
        if found is None:
            raise UsageError(
                f"subscription_id is {subscription_id!r}, and the signed-in identity sees no such subscription.",
                "Correct it, or give subscription_name and identity_tenant_id too, so that it need not be looked up.",
            )
        return found

    # -- changing -----------------------------------------------------------------------------------------------------

    def create(self, desired: State, observed: Absent[None]) -> State | Observed[Json]:
        """Creates it; after a lost answer, or when somebody was quicker, what is there counts
        (docs/reference/azure_devops.md#lost-answers)."""
        endpoints = self.endpoints
        self.identity.require()
        try:
            return self._state(endpoints.create(new_body(desired, self.project or {}, self.context.cloud)))
        except (Conflict, Unreachable):
            by_now = self.read()
            if isinstance(by_now, Absent):
                raise
            return by_now

    def update(self, observed: Observed[Json], desired: State) -> State:
        """:raises VaultpipeError: what a change writes is not as it was when it was compared; the diff would not show it."""
        self.identity.require()
        whole = self.endpoints.get(observed.raw["id"])
        if whole is None:
            raise VaultpipeError(f"{sentence_case(self.what)} is gone since it was read.", "Run again.")
        if self._ours_to_write(whole) != self._ours_to_write(observed.raw):
            raise VaultpipeError(f"{sentence_case(self.what)} has changed since it was read. Nothing was written.", "Run again.")
        body = changed_body(whole, desired, (self.project or {})["id"])
        return self._state(self.endpoints.replace(body))

    def _ours_to_write(self, endpoint: Json) -> object:
        """Without what the service gives it in its own time."""
        state = self._state(endpoint)
        return kind_of(endpoint), [state[field] for field in WRITTEN]

    def why_left(self, observed: Observed[Json]) -> list[str]:
        endpoint = observed.raw
        if not is_marked(described(endpoint, self.endpoints.reference_of(endpoint))):
            return [NOT_OURS]
        return others(users_of_connection(self.devops, observed.state), self.options["ignoring"], "serves")

    def delete(self, observed: Observed[Json]) -> None:
        """Takes it from the project; where it is shared with other projects, it stays there."""
        current = observed.state
        retry(
            f"Entra to forget the federated credential that trusts {self.what}",
            lambda: self.endpoints.delete(current["id"], current["name"]),
            again=_is_still_trusted, timeout=self.options["timeout"], report=self.context.reporter,
            remedy="Remove the credential first (vaultpipe.azure.federated_credential with state: absent).",
        )  # fmt: skip

        def gone() -> bool | None:
            found = self.endpoints.get(current["id"])
            if found is not None:
                self._refuse_failed(found)
            return True if found is None else None

        self._wait(f"{self.what} to be gone", gone)

    # -- after it -----------------------------------------------------------------------------------------------------

    def wait_until_usable(self, state: State, observed: Observed[Json] | Absent[None]) -> State:
        """Waits until it is ready, and verified when that is asked for."""
        if not state["ready"]:
            state = self._state(self._when_ready(state["id"]))
        if self.options["verify"]:
            Verification(self.endpoints, state, self.identity, self.context).wait(self.options["verify_timeout"])
            return {**state, "verified": True}
        return state

    def _when_ready(self, endpoint_id: str) -> Json:
        def ready() -> Json | None:
            found = self.endpoints.get(endpoint_id)
            if found is not None:
                self._refuse_failed(found)
            return found if found is not None and is_ready(found) else None

        return self._wait(f"{self.what} to be ready", ready)

    def _refuse_failed(self, endpoint: Json) -> None:
        progress, message = operation(endpoint)
        if progress == "Failed":
            raise VaultpipeError(
                f"{sentence_case(self.what)} (id {endpoint['id']}) is not ready and will not be: its state is "
                f"Failed{f', with the message: {message}' if message else '.'}",
                "Remove it (state: absent), then create it again.",
            )

    def _wait(self, what: str, probe: t.Callable[[], T | None]) -> T:
        return wait_for(what, probe, timeout=self.options["timeout"], report=self.context.reporter, longest_pause=POLL)


def _is_still_trusted(error: ServiceError) -> bool:
    return STILL_TRUSTED in error.said


def _same_guid(one: str, other: str | None) -> bool:
    return other is not None and same_name(one, other)
