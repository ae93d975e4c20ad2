# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections to Azure on their way from stored keys and the Azure DevOps issuer to the issuer of Entra."""

from __future__ import annotations

import functools
import time
import typing as t

from ....clients.devops.client import Json
from ....clients.devops.locations import CONNECTION_DATA, PROJECTS
from ....clients.devops.lookup import existing_project, same_name
from ....clients.devops.service_endpoints import ServiceEndpointsClient
from ....engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from ....engine.resource import Absent, Observation, Observed, State
from ....errors import AuthenticationError, ServiceError, TimedOut, UsageError, VaultpipeError
from ....known_after_apply import KNOWN_AFTER_APPLY
from ....wait import wait_for
from ...shared.devops_resource import DevOpsResource
from ..issuers import OLD_ISSUER, NewTrusts, is_old
from .candidate import CONVERTED, FAILED, TO_DO, Candidate, Organization
from .conversion import Conversion
from .identities import Identities

POLL = 10.0


class DevOpsServiceConnectionConversion(DevOpsResource):
    """All of them at once, step by step, so that each wait is one for all; one that fails does not keep the others
    (docs/reference/azure_devops.md#conversion)."""

    label = "conversion of service connections"
    key = "conversion"
    spec = (
        AUTH
        + DEVOPS
        + ArgumentSpec(
            {
                "project": {"type": "str"},
                "name": {"type": "str"},
                "propagation": {"type": "int", "default": 60},
                "timeout": {"type": "int", "default": 600},
                "verify_timeout": {"type": "int", "default": 300},
            },
            required_by={"name": ["project"]},
        )
    )

    @property
    def what(self) -> str:
        return "the conversion of service connections"

    # -- reading ------------------------------------------------------------------------------------------------------

    def read(self) -> Observed[list[Candidate]]:
        """:raises UsageError: there is no such project or connection."""
        candidates = [one for one in self._all() if one.concerns_us]
        name = self.options.get("name")
        if name is not None:
            candidates = [one for one in candidates if same_name(one.name, name)]
            if not candidates:
                raise UsageError(
                    f"There is no service connection {name} to Azure in {self.options['project']}, or it is not to be seen.",
                    "Correct name, or give the signed-in identity a role on the connection.",
                )
        return Observed(_told([one.row() for one in candidates]), candidates)

    def _all(self) -> list[Candidate]:
        """Every connection once, however many projects share it."""
        shown: dict[str, tuple[Json, ServiceEndpointsClient, Json]] = {}
        for project in self._projects():
            endpoints = ServiceEndpointsClient(self.devops, project["id"], project["name"])
            for endpoint in endpoints.all():
                shown.setdefault(str(endpoint["id"]), (endpoint, endpoints, project))
        shared = Organization("", self._organization_name, NewTrusts(self.context.cloud.authority, ""), Identities(self.context))
        found = [Candidate(*one, shared) for one in shown.values()]
        shared.id = self._organization_id(found) if found else ""
        shared.new_trusts = NewTrusts(self.context.cloud.authority, shared.id)
        for one in found:
            if one.trust is not None and not is_old(one.trust[0]) and one.parameters.get("tenantid"):
                shared.new_trusts.learn(str(one.parameters["tenantid"]), one.id, one.trust)
        return found

    def _projects(self) -> list[Json]:
        if self.options.get("project") is not None:
            return [existing_project(self.devops, self.options["project"])]
        return self.devops.list(PROJECTS, "list the projects of the organization")

    @functools.cached_property
    def _organization_name(self) -> str:
        host, _slash, name = self.devops.organization_url.rstrip("/").removeprefix("https://").rpartition("/")
        return name if host else name.partition(".")[0]

    def _organization_id(self, found: list[Candidate]) -> str:
        """The organization's id in an issuer, else as the organization tells it."""
        issuers = (one.trust[0] for one in found if one.trust is not None and is_old(one.trust[0]))
        issuer = next(issuers, None)
        if issuer is not None:
            return issuer.removeprefix(OLD_ISSUER).strip("/")
        return str(self.devops.get(CONNECTION_DATA, "ask Azure DevOps for the organization's id")["instanceId"])

    # -- planning -----------------------------------------------------------------------------------------------------

    def desired(self, observed: Observation) -> State:
        rows = (observed.state or {})["connections"]
        return _told([_converted(row) if row["status"] in TO_DO else row for row in rows])

    def action(self, observed: Observation, desired: State) -> str:
        return "convert"

    # -- converting ---------------------------------------------------------------------------------------------------

    def update(self, observed: Observed[list[Candidate]], desired: State) -> State:
        """:raises VaultpipeError: with the state, when one or more failed."""
        rows = {row["id"]: row for row in observed.state["connections"]}
        conversions = [Conversion(one) for one in observed.raw if rows[one.id]["status"] in TO_DO]
        self._each(conversions, Conversion.trust)
        if any(one.wrote for one in conversions):
            self.context.reporter.progress(f"Giving Entra {self.options['propagation']} s to learn of the new credentials")
            time.sleep(self.options["propagation"])
        self._each(conversions, Conversion.switch)
        self._until(
            conversions, Conversion.switched, self.options["timeout"], "Azure DevOps to convert {}",
            "Azure DevOps has not converted it. It goes on with its present issuer.",
        )  # fmt: skip
        self._until(
            conversions, Conversion.verified, self.options["verify_timeout"], "the sign-in of {}",
            "It does not pass its verification. Azure's answer: {}",
        )  # fmt: skip
        self._each(conversions, Conversion.retire)
        rows |= {one.candidate.id: dict(one.row) for one in conversions}
        state = _told(list(rows.values()))
        self._refuse_failed(conversions, state)
        return state

    def _each(self, conversions: list[Conversion], step: t.Callable[[Conversion], object]) -> list[Conversion]:
        """Takes the step with all that have not ended; gives those for which it was true."""
        done = []
        for one in conversions:
            if one.ended:
                continue
            try:
                if step(one):
                    done.append(one)
            except (AuthenticationError, ServiceError, VaultpipeError) as error:
                one.give_up(str(error.result()["msg"]))
        return done

    def _until(
        self, conversions: list[Conversion], step: t.Callable[[Conversion], bool], timeout: float, what: str, failure: str
    ) -> None:
        """Takes the step again until it was true of all, or time is up."""
        waiting = [one for one in conversions if not one.ended]

        def probe() -> bool | None:
            done = self._each(waiting, step)
            waiting[:] = [one for one in waiting if one not in done and not one.ended]
            return True if not waiting else None

        try:
            wait_for(
                what.format(f"{len(waiting)} service connections"), probe, timeout=timeout, report=self.context.reporter,
                longest_pause=POLL, last_word=lambda: waiting[0].refusal if waiting else "",
            )  # fmt: skip
        except TimedOut as error:
            for one in waiting:
                one.give_up(f"{failure.format(one.refusal)} {error.message}")

    def _refuse_failed(self, conversions: list[Conversion], state: State) -> None:
        failed = [one for one in conversions if one.row["status"] == FAILED]
        if failed:
            told = " ".join(f"{one.what}: {one.row['reason']}" for one in failed)
            raise VaultpipeError(
                f"{len(failed)} of {len(conversions)} service connections could not be converted. {told}",
                "Mend that and run again; what is done is not done twice.",
                conversion=state,
            )

    def took_effect(self, observed: Observation, state: State) -> bool:
        before = {row["id"]: row["status"] for row in (observed.state or {})["connections"]}
        return any(row["status"] == CONVERTED and before[row["id"]] in TO_DO for row in state["connections"])

    def create(self, desired: State, observed: Absent[t.Any]) -> State:
        raise AssertionError("connections are there before they are converted")


def _told(rows: list[State]) -> State:
    return {"connections": sorted(rows, key=lambda row: (row["project"].casefold(), row["name"].casefold(), row["id"]))}


def _converted(row: State) -> State:
    """The row as it is to become; the service gives the rest."""
    given = dict.fromkeys(("new_issuer", "new_subject", "verified", "reverts_until"), KNOWN_AFTER_APPLY)
    return {**row, **given, "status": CONVERTED}
