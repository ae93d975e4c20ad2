# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API under /_emulator (docs/docsite/rst/emulator.rst#control-api): plain HTTP, for tests and the demo."""

from __future__ import annotations

from dataclasses import asdict, replace

from .canonical import canonical
from .devops.users import check as check_users
from .faults import Fault
from .limits import check as check_quotas
from .snapshot import restore, take
from .web import Call, Problem, Reply, Router

CENTURY = 100 * 365 * 86400.0

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
    after = call.query.get("after", "0")
    if not after.isdecimal():
        raise Problem(400, {"error": {"code": "BadNumber", "message": "Send the number of a request: ?after=7."}})
    return Reply(body=call.cloud.journal.entries(int(after)))


@router.on("DELETE", "/_emulator/requests")
def clear_requests(call: Call) -> Reply:
    call.cloud.journal.clear()
    return Reply(204)


@router.on("POST", "/_emulator/faults")
def order_fault(call: Call) -> Reply:
    call.cloud.faults.order(Fault.ordered(call.json()))
    return Reply(204)


@router.on("GET", "/_emulator/faults")
def faults(call: Call) -> Reply:
    return Reply(body=call.cloud.faults.entries())


@router.on("DELETE", "/_emulator/faults")
def clear_faults(call: Call) -> Reply:
    call.cloud.faults.clear()
    return Reply(204)


@router.on("POST", "/_emulator/clock")
def advance_clock(call: Call) -> Reply:
    """`{"advance": seconds}`, at most a century: what the clock says must stay a date."""
    seconds = call.json_object().get("advance")
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds <= CENTURY:
        raise Problem(400, {"error": {"code": "BadClock", "message": 'Send {"advance": seconds}.'}})
    call.cloud.clock.advance(seconds)
    return Reply(body={"now": call.cloud.clock.now()})


@router.on("PUT", "/_emulator/rules")
def put_rules(call: Call) -> Reply:
    """Some fields of `Rules`; the others stay."""
    changes, rules = call.json_object(), asdict(call.cloud.rules)
    unknown = set(changes) - set(rules)
    if unknown:
        raise Problem(400, {"error": {"code": "BadRules", "message": f"There are no rules {sorted(unknown)}."}})
    changes = {name: tuple(value) if isinstance(value, list) else value for name, value in changes.items()}
    wrong = sorted(name for name, value in changes.items() if type(value) is not type(rules[name]))
    if wrong:
        raise Problem(400, {"error": {"code": "BadRules", "message": f"These rules have other kinds of values: {wrong}."}})
    check_users(changes.get("users", {}))
    check_quotas(changes.get("quotas", {}))
    call.cloud.rules = replace(call.cloud.rules, **changes)
    return Reply(body=asdict(call.cloud.rules))
