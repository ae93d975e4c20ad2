# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole state of the cloud as one file, for tests that start where another ended."""

from __future__ import annotations

import io
import pickle
from typing import TYPE_CHECKING, Any

from .web import Problem

if TYPE_CHECKING:
    from .cloud import Cloud

PACKAGE = __name__.rpartition(".")[0]
LIBRARIES = ("builtins", "collections", "datetime", "random", "dulwich", "copyreg", "_codecs")
BUILTINS = {"set", "frozenset", "bytearray", "object"}


class _Pickler(pickle.Pickler):
    """Models refer to the living cloud; the file only says "the cloud"."""

    def __init__(self, file: io.BytesIO, cloud: Cloud) -> None:
        super().__init__(file)
        self._cloud = cloud

    def persistent_id(self, obj: Any) -> str | None:
        return "cloud" if obj is self._cloud else None


class _Unpickler(pickle.Unpickler):
    """Takes nothing but the emulator's own objects and plain data, so that a file cannot run code."""

    def __init__(self, file: io.BytesIO, cloud: Cloud) -> None:
        super().__init__(file)
        self._cloud = cloud

    def persistent_load(self, pid: Any) -> Cloud:
        return self._cloud

    def find_class(self, module: str, name: str) -> Any:
        ours = module == PACKAGE or module.startswith(f"{PACKAGE}.")
        if not ours and (module.split(".", maxsplit=1)[0] not in LIBRARIES or (module == "builtins" and name not in BUILTINS)):
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a snapshot")
        return super().find_class(module, name)


def take(cloud: Cloud) -> bytes:
    file = io.BytesIO()
    state = {name: getattr(cloud, name) for name in cloud.STATE} | {"clock_offset": cloud.clock.offset}
    _Pickler(file, cloud).dump(state)
    return file.getvalue()


def restore(cloud: Cloud, snapshot: bytes) -> None:
    """Problem 400 when the bytes are no snapshot; the state then stays as it was."""
    try:
        state = _Unpickler(io.BytesIO(snapshot), cloud).load()
        cloud.clock.offset = state.pop("clock_offset")
    except (pickle.UnpicklingError, EOFError, KeyError, TypeError, AttributeError, ImportError) as error:
        raise Problem(400, {"error": {"code": "BadSnapshot", "message": str(error)}}) from error
    for name in cloud.STATE:
        setattr(cloud, name, state[name])
