# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The index behind `/resources`: a copy that lags behind, while each service's own lists are exact.

Azure's own people say so in the issues Azure/AKS 1964 (a cache per region) and Azure/azure-rest-api-specs 21221 (a deleted
resource that is still listed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.services.arm.model.locations import normalised

if TYPE_CHECKING:
    from emulator.runtime import Runtime

Listed = dict[str, Any]
"""`{"id", "name", "type", "location", "tags"}`."""


class ResourceIndex:
    """Resources keyed by lower-case id."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._listed_from: dict[str, float] = {}
        self._still_listed: dict[str, tuple[Listed, float]] = {}
        """Deleted resources and until when they show."""

    def added(self, resource_id: str) -> None:
        key = resource_id.lower()
        if self._still_listed.pop(key, None) is None:
            self._listed_from[key] = self._later()

    def removed(self, resource: dict[str, Any]) -> None:
        """:param resource: its representation, which has the keys of `Listed` and more."""
        key = resource["id"].lower()
        if self._listed_from.pop(key, 0.0) <= self.runtime.clock.now():
            self._still_listed[key] = (listed(resource), self._later())

    def of(self, resources: list[dict[str, Any]], group: str | None) -> list[Listed]:
        """Entries that the list shows of the resources that there are, in one group or in all."""
        now = self.runtime.clock.now()
        self._still_listed = {key: (one, until) for key, (one, until) in self._still_listed.items() if until > now}
        known = [listed(one) for one in resources if self._listed_from.get(one["id"].lower(), 0.0) <= now]
        gone = [one for one, _until in self._still_listed.values() if group is None or group.lower() == group_of(one)]
        return known + gone

    def _later(self) -> float:
        return self.runtime.clock.now() + self.runtime.takes("resource_list")


def listed(resource: dict[str, Any]) -> Listed:
    """The list normalises the location, which a service may repeat as it was written."""
    kept = {key: resource[key] for key in ("id", "name", "type", "location", "tags")}
    return {**kept, "location": normalised(kept["location"])}


def group_of(resource: Listed) -> str:
    """Its resource group in lower case."""
    return str(resource["id"]).split("/")[4].lower()
