# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operation of an info module: it tells what there is, and changes nothing."""

from __future__ import annotations

import abc
import typing as t

from .operation import Operation
from .resource import State


class Info(Operation):
    """Things of one kind, each in the shape of the state that its resource returns: what is named like an option can be
    given back to the module."""

    @abc.abstractmethod
    def gather(self) -> list[State]:
        """All that fit the options; empty only on a definite "there is none".

        :raises ServiceError: it could not be told, because of a missing right or connection.
        """

    def told(self) -> dict[str, t.Any]:
        """The result's own keys."""
        return {self.key: self.gather()}


def gathered(info: Info) -> dict[str, t.Any]:
    """The task's result, in check mode too: `{"changed": False, <info.key>: [state, ...]}`, and what else the module tells."""
    info.validate()
    return {"changed": False, **info.told()}
