# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables and parameters that a run is queued with."""

from __future__ import annotations

import typing as t

from ...clients.devops.builds import given_variables
from ...clients.devops.client import Json


class RunInputs:
    """The inputs that the options `variables` and `parameters` give."""

    def __init__(self, options: t.Mapping[str, t.Any]) -> None:
        self.variables, self.parameters = _texts(options["variables"]), _texts(options["parameters"])

    def equal(self, build: Json) -> bool:
        """Tells whether a run that is under way was given the same."""
        return given_variables(build) == self.variables and self.parametrized(build)

    def parametrized(self, build: Json) -> bool:
        """Tells whether a run was given the parameters; it may have more, with which the service fills up."""
        given = build.get("templateParameters") or {}
        return all(name in given and _comparable(given[name]) == _comparable(text) for name, text in self.parameters.items())


def _texts(values: t.Mapping[str, t.Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in values.items()}


def _comparable(value: t.Any) -> str:
    """Booleans in one form: services and YAML write `true`, Python writes `True`."""
    text = str(value)
    return text.lower() if text.lower() in ("true", "false") else text
