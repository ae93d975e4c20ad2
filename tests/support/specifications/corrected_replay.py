# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The conformance replayer with two corrections: `corrected_replay.py FOLDER_OF_THE_REPLAYER [its arguments]`.

First, the replayer puts the caller in the place of the recorded user, whom it knows by the `objectId` in a request body. In
recordings that begin with reading a vault, an answer shows that id first; then it takes the id for one that the flow made, stages
the vault for a stranger, and the caller may not read a secret. The correction also takes the first `objectId` in the access
policies of an answer for the recorded user's, unless an earlier answer showed the id as that of something else.

Second, the replayer skips what asks for an object that nothing in the flow made, by its own rule. But it never forgets a name, so
that a secret that was purged counts as made. After the correction a purged name is unknown again.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from typing import Any


def recorded_user(flow: Any, binding: Any, recording: Any) -> str | None:
    """The object id that a vault's access policies show before anything else does."""
    known: set[str] = set()
    for exchange in flow.exchanges:
        shown = [(keys, str(value).lower()) for keys, value in binding.scalars(exchange.body)]
        for keys, value in shown:
            if keys[-2:] == ("accessPolicies", "objectId") and re.fullmatch(binding.GUID, value) and value not in known:
                return value
        known |= {token for _keys, value in shown for token in recording.tokens(value)}
    return None


def forgetting_purged(remember: Any) -> Any:
    """The replayer's own method, after which a purged secret has no name, and one that was restored has its name back."""

    def remembered(player: Any, exchange: Any, judged: Any, operation: Any, url: str, answer: Any) -> None:
        remember(player, exchange, judged, operation, url, answer)
        collection, name = exchange.path.lower().rsplit("/", 1)
        if answer.status >= 400:
            return
        if exchange.method == "DELETE" and collection.endswith("/deletedsecrets"):
            player.names.discard(name)
        if exchange.method == "POST" and (collection, name) == ("/secrets", "restore"):
            player.names.add(exchange.body["id"].lower().split("/secrets/")[1].split("/")[0])

    return remembered


def to_the_emulator() -> list[str]:
    """The replayer's option with the proxy's address, below which it looks for the control API: with the token in it."""
    return ["--proxy", os.environ["VAULTPIPE_EMULATOR"].removesuffix("/_emulator")]


def main() -> int:
    folder, *arguments = sys.argv[1:]
    sys.path.insert(0, folder)
    binding, recording = importlib.import_module("binding"), importlib.import_module("recording")
    as_it_is = binding.Bindings.of

    def corrected(flow: Any, environment: Any, scope: Any) -> Any:
        bindings, user = as_it_is(flow, environment, scope), recorded_user(flow, binding, recording)
        if user and environment.caller:
            bindings.ids.setdefault(user, environment.caller)
        return bindings

    binding.Bindings.of = corrected
    player = importlib.import_module("player")
    player.Player.remember = forgetting_purged(player.Player.remember)
    return int(importlib.import_module("replay").main([*to_the_emulator(), *arguments]))


if __name__ == "__main__":
    sys.exit(main())
