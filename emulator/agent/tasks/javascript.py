# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values as Node.js reads, writes and prints them, in which Microsoft's tasks are written."""

from __future__ import annotations

import json
import re
from functools import cache
from threading import Thread
from typing import TYPE_CHECKING, Any

from emulator.agent.tasks.task import TaskFailed

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

BLANKS = "\t\n\v\f\r \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
"""Signs that `trim` takes off: others than Python's `strip`."""
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
SECONDS = 10.0
"""For one value of a secret in the JavaScript engine; the largest one, 25 kB, takes milliseconds."""
LINE_WIDTH = 80
"""Width of the lines that `util.inspect` writes."""


class Undefined:
    """The value of what is not there."""


UNDEFINED = Undefined()


def trimmed(text: str) -> str:
    return text.strip(BLANKS)


def lines(text: str) -> list[str]:
    """The task's own idea of them: a carriage return alone ends one too."""
    return re.split("\r\n|\r|\n", text)


def printed(text: str) -> str:
    """Prints as UTF-8 on standard output, where half a pair of surrogates has no place."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def one_line(text: str) -> str | None:
    """A JSON object or array read and written by JavaScript's own engine; None for anything else.

    :raises TaskFailed: the engine is not ready in time.
    """
    if text.lstrip(" \t\r\n")[:1] not in ("{", "["):
        return None
    found: list[str | None] = []
    # The engine's own time limit leaves a thread that keeps the process from ending.
    thread = Thread(target=lambda: found.append(_rewritten(text)), daemon=True)
    thread.start()
    thread.join(SECONDS)
    if not found:
        # Without what was being read, which is a secret.
        raise TaskFailed(f"The local Azure's JavaScript engine was not ready within {SECONDS:g} s.")
    return found[0]


def _rewritten(text: str) -> str | None:
    from py_mini_racer import JSEvalException

    try:
        return str(engine().eval(f"JSON.stringify(JSON.parse({json.dumps(text)}))"))
    except JSEvalException:
        return None


@cache
def engine() -> MiniRacer:
    """Started at the first need, since that takes a moment."""
    from py_mini_racer import MiniRacer

    return MiniRacer()


def is_truthy(value: Any) -> bool:
    return value is not UNDEFINED and (isinstance(value, (dict, list)) or bool(value))


def stringified(value: Any) -> str:
    """JSON.stringify of something that came as JSON."""
    if isinstance(value, dict):
        value = {name: one for name, one in value.items() if one is not UNDEFINED}
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def formatted(value: Any, kind: str = "") -> str:
    """The text that `%s` makes of it.

    :param kind: the class of an object that is more than a plain one.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, (dict, list)):
        return inspected(value)
    opening, closing = ("[", "]") if isinstance(value, list) else (f"{kind} {{".lstrip(), "}")
    if not value:
        return opening + closing
    if isinstance(value, list):
        entries = [inspected(one) for one in value]
    else:
        entries = [f"{key(name)}: {inspected(one)}" for name, one in value.items()]
    if sum(map(len, entries)) + 2 * len(entries) + len(opening) + 10 <= LINE_WIDTH:
        return f"{opening} {', '.join(entries)} {closing}"
    return f"{opening}\n  " + ",\n  ".join(entries) + f"\n{closing}"


def key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) else inspected(name)


def inspected(value: Any) -> str:
    """A value inside of an object that is printed."""
    if isinstance(value, str):
        mark = next((mark for mark in "'\"`" if mark not in value), "'")
        return mark + value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + mark
    if isinstance(value, (dict, list)):
        whole, short = ("[]", "[Array]") if isinstance(value, list) else ("{}", "[Object]")
        return short if value else whole
    if value is UNDEFINED:
        return "undefined"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
