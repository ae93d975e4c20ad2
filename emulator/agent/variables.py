# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a job while it runs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from emulator.agent.masking import SecretMasker
from emulator.job_protocol.jobs import Variable

MOST_NESTED = 50
"""Macros in the values of macros; a value that goes deeper stays as it is written."""
READ_ONLY = frozenset(
    f"{area}.{name}"
    for area, names in {
        "agent": "builddirectory homedirectory id jobname jobstatus machinename name os osarchitecture osversion proxyurl "
        "readonlyvariables rootdirectory runmode tempdirectory toolsdirectory version workfolder workingdirectory",
        "build": "artifactstagingdirectory binariesdirectory clean definitionname gated.runci gated.shelvesetname buildnumber "
        "repository.clean repository.git.submodulecheckout repository.id repository.localpath repository.name "
        "repository.provider repository.tfvc.workspace repository.uri sourcebranch sourcetfvcshelveset sourceversion "
        "sourceversionauthor sourceversionmessage sourcesdirectory stagingdirectory syncsources useserverworkspaces",
        "common": "testresultsdirectory",
        "pipeline": "repository.name workspace",
        "system": "accesstoken artifactsdirectory collectionid culture debug defaultworkingdirectory definitionid "
        "definitionname enableaccesstoken hosttype isazurevm isdockercontainer jobattempt jobdisplayname jobid jobname "
        "phaseattempt phasedisplayname phasename planid prefergitfrompath pullrequest.targetbranch selfmanagegitcreds "
        "servertype sourceversionmessage stageattempt stagedisplayname stagename teamfoundationserveruri teamproject "
        "teamprojectid workfolder",
        "task": "displayname skiptranslatorforcheckout publishtelemetry",
    }.items()
    for name in names.split()
)
"""Variables that no command may set once they are there (agent: Constants.Variables.ReadOnlyVariables)."""


class CannotExpand(Exception):
    """A value that holds itself, or goes too deep."""


class Variables:
    """Variables of a job: the meaning of `$(name)` at this moment."""

    def __init__(self, masker: SecretMasker, environment: Mapping[str, str] | None = None) -> None:
        """:param environment: the agent's own; a macro that is no variable is looked up there."""
        self._masker, self._environment = masker, environment or {}
        self._by_name: dict[str, tuple[str, Variable]] = {}
        self._read_only: set[str] = set()
        self._path: list[str] = []

    def set(self, name: str, value: str, is_secret: bool = False, read_only: bool = False) -> None:
        """A name that once held a secret, its own or another one's, stays secret, whatever it is set to later."""
        key = name.lower()
        before = self._resolved(name, ())
        secret = is_secret or (before is not None and before.is_secret)
        if secret:
            self._masker.add(value)
        self._by_name[key] = (name, Variable(value, secret))
        if read_only:
            self._read_only.add(key)
        for known, variable in list(self._by_name.values()):
            found = self._resolved(known, ()) if "$(" in variable.value else None
            if found and found.is_secret:
                self._masker.add(found.value)
                self._by_name[known.lower()] = (known, Variable(variable.value, True))

    def is_read_only(self, name: str) -> bool:
        """Tells whether steps are kept from setting it."""
        key = name.lower()
        return key in self._read_only or (key in READ_ONLY and key in self._by_name)

    def prepend_path(self, folder: str) -> None:
        """Puts a folder in front of PATH for the steps to come."""
        self._path = [folder, *(one for one in self._path if one != folder)]

    def path(self, usual: str) -> str:
        return ":".join([*self._path, usual])

    def get(self, name: str) -> str | None:
        """The value with its own macros expanded; None when there is no such variable."""
        found = self._resolved(name, ())
        return found.value if found else None

    def flag(self, name: str) -> bool:
        return (self.get(name) or "").lower() == "true"

    def expand(self, text: str) -> str:
        """Puts in the values of `$(name)`; an unknown name stays as it is written."""
        return re.sub(r"\$\(([^()]*)\)", self._from_environment, self._expanded(text, ()).value)

    def _from_environment(self, macro: re.Match[str]) -> str:
        return self._environment.get(macro[1], macro[0])

    def environment(self) -> dict[str, str]:
        """The variables as a step's process sees them: upper case, dots and blanks as underscores, no secrets."""
        seen: dict[str, str] = {}
        for name, _variable in self._by_name.values():
            found = self._resolved(name, ())
            if found and not found.is_secret and "=" not in name:
                seen[re.sub(r"[. ]", "_", name).upper()] = found.value
        return seen

    def _resolved(self, name: str, inside: tuple[str, ...]) -> Variable | None:
        key = name.lower()
        if key not in self._by_name:
            return None
        if key in inside or len(inside) > MOST_NESTED:
            raise CannotExpand
        own = self._by_name[key][1]
        try:
            value = self._expanded(own.value, (*inside, key))
        except CannotExpand:
            if inside:
                raise
            return own
        return Variable(value.value, own.is_secret or value.is_secret)

    def _expanded(self, text: str, inside: tuple[str, ...]) -> Variable:
        result, rest, secret = "", text, False
        while "$(" in rest:
            before, _opening, after = rest.partition("$(")
            name, closed, beyond = after.partition(")")
            found = self._resolved(name, inside) if closed else None
            if found:
                result, rest, secret = result + before + found.value, beyond, secret or found.is_secret
            else:
                # The next `$(` may start inside: `$(echo $(name))` is a shell's substitution round a macro.
                result, rest = result + before + "$(", after
        return Variable(result + rest, secret)


def with_variables(variables: Variables, texts: Mapping[str, str]) -> dict[str, str]:
    """Texts by name with macros expanded; outer blanks go, as the agent drops them."""
    return {name: variables.expand(text.strip()) for name, text in texts.items()}
