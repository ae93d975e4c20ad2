# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections to Azure without a stored credential."""

from __future__ import annotations

import functools
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.lookup import find_project, missing_project, project_ids
from ...clients.devops.service_endpoints import STILL_TRUSTED, ServiceEndpointsClient
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import Absent, Observed, State
from ...errors import Conflict, ServiceError, Unreachable, UsageError, VaultpipeError, sentence_case
from ...identifiers import check_guid
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from ...wait import retry, wait_for
from ..identity.connection_identity import IDENTITY, ConnectionIdentity
from ..shared.devops_resource import CONNECTED, DevOpsResource
from ..shared.ownership import NOT_OURS, ONLY_MANAGED_AND_EMPTY, is_marked, marked_as, others
from .plan import ConnectionPlan
from .sharing import Sharing
from .state import (
    SCHEME,
    TYPE,
    WRITTEN,
    changed_body,
    described,
    is_federated,
    is_ready,
    kind_of,
    new_body,
    operation,
    state_of,
)
from .users import users_of_connection
from .verification import Verification

T = t.TypeVar("T")

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
                "shared_with": {"type": "list", "elements": "str", "default": []},
                "timeout": {"type": "int", "default": 120},
                "verify": {"type": "bool", "default": False},
                "verify_timeout": {"type": "int", "default": 300},
            },
            required_one_of=(("name", "id"),),
        )
    )

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

    @functools.cached_property
    def sharing(self) -> Sharing:
        return Sharing(self.devops, self.options, self.project or {"id": ""})

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
        shared_with = sorted({*state["shared_with"], *(str(one["name"]) for one in self.sharing.having(endpoint))})
        return {**state, "shared_with": shared_with, "verified": self._unverified}

    @property
    def _unverified(self) -> str | None:
        """The value before the task has verified, and for good in check mode."""
        return KNOWN_AFTER_APPLY if self.options["verify"] and self.options["state"] == "present" else None

    # -- planning -----------------------------------------------------------------------------------------------------

    def desired(self, observed: Observed[Json] | Absent[None]) -> State:
        """:raises UsageError: it is another kind of connection, or something is missing that only the user knows."""
        if isinstance(observed, Absent):
            new = {**self._plan.new(), "verified": self._unverified}
            return {**new, "shared_with": self.sharing.planned([])}
        self._refuse_other_kinds(observed.raw)
        changed = self._plan.changed(observed.state)
        return {**changed, "shared_with": self.sharing.planned(changed["shared_with"])}

    @functools.cached_property
    def _plan(self) -> ConnectionPlan:
        return ConnectionPlan(self.options, self.identity, self.context, self.what)

    def _refuse_other_kinds(self, endpoint: Json) -> None:
        if not is_federated(endpoint):
            kind, scheme = kind_of(endpoint)
            raise UsageError(
                f"{self.what} has the type {kind} and the scheme {scheme}; this module knows {TYPE} with {SCHEME} only.",
                "Choose another name, or convert the connection in the project's settings first.",
            )

    # -- changing -----------------------------------------------------------------------------------------------------

    def create(self, desired: State, observed: Absent[None]) -> State | Observed[Json]:
        """Creates it in its own project, from where it is shared; after a lost answer, or when somebody was quicker, what is
        there counts (docs/reference/azure_devops.md#lost-answers)."""
        endpoints = self.endpoints
        self.identity.require()
        self.sharing.require()
        try:
            made = endpoints.create(new_body(desired, self.project or {}, self.context.cloud))
        except (Conflict, Unreachable):
            by_now = self.read()
            if isinstance(by_now, Absent):
                raise
            return by_now
        state = self._state(made)
        return state if state["shared_with"] == desired["shared_with"] else Observed(state, made)

    def update(self, observed: Observed[Json], desired: State) -> State:
        """:raises VaultpipeError: what a change writes is not as it was when it was compared; the diff would not show it."""
        self.identity.require()
        self.sharing.require()
        whole = self.endpoints.get(observed.raw["id"])
        if whole is None:
            raise VaultpipeError(f"{sentence_case(self.what)} is gone since it was read.", "Run again.")
        if self._ours_to_write(whole) != self._ours_to_write(observed.raw):
            raise VaultpipeError(f"{sentence_case(self.what)} has changed since it was read. Nothing was written.", "Run again.")
        if [desired[field] for field in WRITTEN] != [observed.state[field] for field in WRITTEN]:
            whole = self.endpoints.replace(changed_body(whole, desired, (self.project or {})["id"]))
        return self._state(self._shared(whole, desired))

    def _shared(self, endpoint: Json, desired: State) -> Json:
        """The endpoint when the projects that the options name have it."""
        lacking = self.sharing.lacking(endpoint)
        if not lacking:
            return endpoint
        if not is_ready(endpoint):
            endpoint = self._when_ready(endpoint["id"])
        described_there = marked_as(endpoint.get("description"), desired["description"])
        self.endpoints.share(endpoint["id"], desired["name"], described_there, lacking)

        def shown() -> Json | None:
            found = self.endpoints.get(endpoint["id"])
            return found if found is not None and not self.sharing.lacking(found) else None

        return self._wait(f"{self.what} to be shared with {', '.join(one['name'] for one in lacking)}", shown)

    def _ours_to_write(self, endpoint: Json) -> object:
        """Without what the service gives it in its own time."""
        state: State = {**state_of(endpoint, self.endpoints.reference_of(endpoint), self.options["project"])}
        return kind_of(endpoint), [state[field] for field in WRITTEN]

    def why_left(self, observed: Observed[Json]) -> list[str]:
        endpoint = observed.raw
        if not is_marked(described(endpoint, self.endpoints.reference_of(endpoint))):
            return [NOT_OURS]
        users = users_of_connection(self.devops, observed.state) + self.sharing.users(observed.state, endpoint)
        return others(users, self.options["ignoring"], "serves")

    def delete(self, observed: Observed[Json]) -> None:
        """Takes it from the project and from those that the options name; where it is shared with others, it stays."""
        current, shared = observed.state, self.sharing.having(observed.raw)
        retry(
            f"Entra to forget the federated credential that trusts {self.what}",
            lambda: self.endpoints.delete(current["id"], current["name"], [one["id"] for one in shared]),
            again=_is_still_trusted, timeout=self.options["timeout"], report=self.context.reporter,
            remedy="Remove the credential first (vaultpipe.azure.federated_credential with state: absent).",
        )  # fmt: skip

        def gone() -> bool | None:
            found = self.endpoints.get(current["id"])
            if found is not None:
                self._refuse_failed(found)
            return True if found is None and self.sharing.gone_from(current["id"], shared) else None

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
