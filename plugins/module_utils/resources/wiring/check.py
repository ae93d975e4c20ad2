# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A check of one link of a wiring, and what checks hand on to those that come after them."""

from __future__ import annotations

import abc
import dataclasses
import typing as t

from ...clients.arm.client import ArmClient
from ...clients.arm.resource_types import RESOURCE_GROUPS
from ...clients.context import TaskContext
from ...clients.devops.client import DevOpsClient, Json
from ...errors import AuthenticationError, ServiceError
from ..identity.named_identity import NamedIdentity
from ..service_connection.state import ConnectionState
from .link import BROKEN, OK, UNKNOWN, Link, Remedy


class Found:
    """Things that checks have found, each there only when its check has found it."""

    project: Json
    pipeline: Json
    """The whole definition."""
    connection: ConnectionState
    identity: NamedIdentity
    """The connection's identity, with its principal."""
    vault: Json
    group: Json
    """The variable group."""


class Check(abc.ABC):
    """A look at one link, which writes nothing."""

    name: t.ClassVar[str]
    needs: t.ClassVar[tuple[str, ...]] = ()
    """Attributes of `Found` without which it cannot look; each is named like the link that finds it."""
    thing_option: t.ClassVar[str | None] = None
    """Option that names the thing that the link leads to."""
    mistakes: t.ClassVar[tuple[type[Exception], ...]] = ()
    """Errors that tell of an option and not of the link: they end the whole look."""

    def __init__(self, options: t.Mapping[str, t.Any], context: TaskContext, found: Found) -> None:
        self.options, self.context, self.found = options, context, found

    @property
    def devops(self) -> DevOpsClient:
        return self.context.client(DevOpsClient)

    @property
    def arm(self) -> ArmClient:
        return self.context.client(ArmClient)

    @property
    def organization(self) -> str:
        """The address, as remedies name it."""
        return self.devops.organization_url.rstrip("/")

    @property
    def place(self) -> dict[str, t.Any]:
        """Options of tasks in the project."""
        return {"organization": self.organization, "project": self.options["project"]}

    def location(self, group: str | None) -> str:
        """Location for what a remedy makes anew: that of its resource group."""
        found = self.arm.get(self.arm.group(group), RESOURCE_GROUPS, f"the resource group {group}") if group else None
        return str(found["location"]) if found else "LOCATION"

    @property
    def names(self) -> list[str]:
        """Names of the links that it looks at."""
        return [self.name]

    def links(self) -> list[Link]:
        """The links; a refused or failed look is unknown, since it tells nothing of the link.

        :raises UsageError: an option names what cannot be looked for.
        """
        return [dataclasses.replace(link, thing=link.thing or self.thing) for link in self._looked()]

    def _looked(self) -> list[Link]:
        for need in self.needs:
            if not hasattr(self.found, need):
                return self.unknown_links(f"It can be told only with the link {need}, see above.")
        try:
            return self.look()
        except self.mistakes:
            raise
        except (AuthenticationError, ServiceError) as error:
            return self.unknown_links(str(error.result()["msg"]))

    @property
    def thing(self) -> str | None:
        """Name of the thing that the link leads to; None for what is between two things, and for what has no known name."""
        return self.options[self.thing_option] if self.thing_option else None

    @abc.abstractmethod
    def look(self) -> list[Link]:
        """Looks at the link.

        :raises ServiceError: the signed-in identity may not, or the service does not say.
        """

    def ok(self, fact: str, until: str | None = None) -> Link:
        return Link(self.name, OK, fact, until=until)

    def broken(self, fact: str, remedy: Remedy) -> Link:
        return Link(self.name, BROKEN, fact, remedy)

    def unknown_links(self, fact: str) -> list[Link]:
        return [Link(name, UNKNOWN, fact) for name in self.names]

    def unknown(self, fact: str) -> Link:
        """A link that could not be looked at, with the right that is missing or what else stands in the way."""
        return Link(self.name, UNKNOWN, fact)
