# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The branch, tag or commit that a query asks for (docs/reference/azure_devops.md#version-descriptor)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from emulator.core.request import Request

KINDS = {"0": "branch", "1": "tag", "2": "commit"}
"""Kinds of versions by their numbers in the portal's links."""
FORMS = ("{}.version", "{}[version]")
"""Forms of a parameter's name; the portal's links use the second one."""


@dataclass(frozen=True)
class Version:
    """Without a name it is the default branch."""

    name: str | None
    kind: str

    def __str__(self) -> str:
        """The version as addresses of items repeat it (dependabot/dependabot-core, common/spec/fixtures/azure)."""
        named = f"&version={quote(self.name, safe='')}" if self.name else ""
        return f"versionType={self.kind.capitalize()}{named}&versionOptions=None"


def version(request: Request, descriptor: str) -> Version:
    """The version given by that parameter, in lower case, or by `version` and `versionType` alone."""
    for name in (*(form.format(descriptor) for form in FORMS), "version"):
        if request.query.get(name):
            kind = request.query.get("versiontype".join(name.rsplit("version", 1)), "branch").lower()
            return Version(request.query[name], KINDS.get(kind, kind))
    return Version(None, "branch")
