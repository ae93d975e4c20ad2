# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pipelines, connections, identities and vaults that an audit looks at, as it found them."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from ....clients.devops.client import Json

Project = Json
"""`{"id", "name", ...}`."""


@dataclasses.dataclass(frozen=True)
class Read:
    """A step or a variable group that reads secrets of a vault."""

    connection: str
    """Name or id of the connection, as it is written."""
    vault: str
    secrets: tuple[str, ...]
    """Their names; an asterisk stands for all."""
    by: str
    """The task or the variable group."""

    @property
    def is_of_all(self) -> bool:
        return "*" in self.secrets


@dataclasses.dataclass
class Pipeline:
    """A pipeline, with what its steps name."""

    project: Project
    definition: Json
    file: str | None
    """Path in its repository; None of a classic one."""
    connections: frozenset[str] = frozenset()
    """Names or ids of all connections that its steps name, in lower case."""
    reads: tuple[Read, ...] = ()
    published: tuple[str, ...] = ()
    """Names of the variables that it writes to files and publishes."""

    @property
    def name(self) -> str:
        return str(self.definition["name"])

    @property
    def number(self) -> int:
        return int(self.definition["id"])

    @property
    def key(self) -> str:
        return f"pipeline:{self.project['name']}/{self.number}"


@dataclasses.dataclass
class Share:
    """A connection in one of the projects that have it."""

    project: Project
    name: str
    is_open: bool = False
    """Every pipeline of the project may use it."""
    pipelines: frozenset[int] | None = None
    """Numbers of those that may use it; None where that could not be looked at."""
    checks: tuple[Json, ...] | None = None
    """None where they could not be looked at."""


@dataclasses.dataclass
class Connection:
    """A service connection to Azure, once, however many projects share it."""

    endpoint: Json
    shares: list[Share]
    identity: Identity | None = None

    @property
    def id(self) -> str:
        return str(self.endpoint["id"])

    @property
    def name(self) -> str:
        return self.shares[0].name

    @property
    def key(self) -> str:
        return f"connection:{self.id}"

    @property
    def parameters(self) -> t.Mapping[str, t.Any]:
        return (self.endpoint.get("authorization") or {}).get("parameters") or {}

    @property
    def client_id(self) -> str | None:
        found = self.parameters.get("serviceprincipalid")
        return str(found).lower() if found else None


@dataclasses.dataclass
class Identity:
    """An identity that connections sign in as, or that could be one."""

    client_id: str
    principal_id: str | None
    label: str
    """Its kind and name."""
    options: dict[str, str | None]
    """Options of modules that name it."""
    credentials: list[Json] = dataclasses.field(default_factory=list)
    """Federated credentials."""

    @property
    def key(self) -> str:
        return f"identity:{self.client_id}"


@dataclasses.dataclass(frozen=True)
class Secret:
    """A secret's attributes; nobody reads its value."""

    name: str
    enabled: bool
    expires: datetime.datetime | None


@dataclasses.dataclass
class Vault:
    """A vault with the attributes of its secrets."""

    found: Json
    secrets: list[Secret] = dataclasses.field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.found["name"])

    @property
    def key(self) -> str:
        return f"vault:{self.name.lower()}"


@dataclasses.dataclass
class Estate:
    """All of it."""

    organization: str
    """The organization's address."""
    subscription: str
    """The subscription's path."""
    projects: list[Project]
    is_whole: bool
    """Tells whether all projects of the organization were looked at."""
    pipelines: list[Pipeline] = dataclasses.field(default_factory=list)
    connections: list[Connection] = dataclasses.field(default_factory=list)
    identities: list[Identity] = dataclasses.field(default_factory=list)
    vaults: list[Vault] = dataclasses.field(default_factory=list)
    assignments: list[Json] = dataclasses.field(default_factory=list)
    """Role assignments that reach into the subscription."""
    roles: dict[str, Json] = dataclasses.field(default_factory=dict)
    """Role definitions by GUID."""
    unseen: list[dict[str, str]] = dataclasses.field(default_factory=list)
    """`{"what", "why"}` of what could not be looked at."""
