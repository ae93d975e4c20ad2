# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API under /_emulator (design.md, contracts): plain HTTP, for tests and the demo."""

from __future__ import annotations

from dataclasses import asdict, replace

from .canonical import canonical
from .faults import Fault
from .snapshot import restore, take
from .web import Call, Problem, Reply, Router

router = Router("127.0.0.1", "localhost")


@router.on("GET", "/_emulator/health")
def health(call: Call) -> Reply:
    return Reply(body={"status": "ok"})


@router.on("POST", "/_emulator/reset")
def reset(call: Call) -> Reply:
    call.cloud.reset()
    return Reply(204)


@router.on("GET", "/_emulator/state")
def state(call: Call) -> Reply:
    everything = call.cloud.state()
    return Reply(body=canonical(everything) if call.query.get("canonical") == "1" else everything)


@router.on("GET", "/_emulator/snapshot")
def get_snapshot(call: Call) -> Reply:
    return Reply(body=take(call.cloud))


@router.on("PUT", "/_emulator/snapshot")
def put_snapshot(call: Call) -> Reply:
    restore(call.cloud, call.body)
    return Reply(204)


@router.on("GET", "/_emulator/requests")
def requests(call: Call) -> Reply:
    return Reply(body=call.cloud.journal.entries())


@router.on("DELETE", "/_emulator/requests")
def clear_requests(call: Call) -> Reply:
    call.cloud.journal.clear()
    return Reply(204)


@router.on("POST", "/_emulator/faults")
def order_fault(call: Call) -> Reply:
    call.cloud.faults.order(Fault.ordered(call.json_object()))
    return Reply(204)


@router.on("DELETE", "/_emulator/faults")
def clear_faults(call: Call) -> Reply:
    call.cloud.faults.clear()
    return Reply(204)


@router.on("POST", "/_emulator/clock")
def advance_clock(call: Call) -> Reply:
    """`{"advance": seconds}`."""
    seconds = call.json_object().get("advance")
    if not isinstance(seconds, (int, float)):
        raise Problem(400, {"error": {"code": "BadClock", "message": 'Send {"advance": seconds}.'}})
    call.cloud.clock.advance(seconds)
    return Reply(body={"now": call.cloud.clock.now()})


@router.on("PUT", "/_emulator/rules")
def put_rules(call: Call) -> Reply:
    """Some fields of `Rules`; the others stay."""
    changes = call.json_object()
    unknown = set(changes) - set(asdict(call.cloud.rules))
    if unknown:
        raise Problem(400, {"error": {"code": "BadRules", "message": f"There are no rules {sorted(unknown)}."}})
    call.cloud.rules = replace(call.cloud.rules, **changes)
    return Reply(body=asdict(call.cloud.rules))
