# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API under /_emulator (docs/docsite/rst/emulator.rst#control-api): plain HTTP, for tests and the demo."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from emulator.cloud import Cloud
from emulator.core.request import Request
from emulator.core.response import ErrorResponse, Response
from emulator.core.router import Router
from emulator.server.canonical import canonical
from emulator.server.snapshot import restore, take
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.runs.builds import Build
from emulator.services.azure_devops.model.users import check as check_users
from emulator.switches.faults import Fault
from emulator.switches.limits import check as check_quotas
from emulator.switches.policies import check_issuer

PAGE = (Path(__file__).parent / "page.html").read_text()
ONLY_ITSELF = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:"
CENTURY = 100 * 365 * 86400.0

router: Router[Cloud] = Router("127.0.0.1", "localhost")


@router.on("GET", "/_emulator")
def page(request: Request, cloud: Cloud) -> Response:
    """The page for people, which asks the other routes."""
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": ONLY_ITSELF,
        "Referrer-Policy": "no-referrer",  # its address holds the token
        "X-Frame-Options": "DENY",
    }
    return Response(200, PAGE, headers)


@router.on("GET", "/_emulator/health")
def health(request: Request, cloud: Cloud) -> Response:
    return Response(body={"status": "ok"})


@router.on("POST", "/_emulator/reset")
def reset(request: Request, cloud: Cloud) -> Response:
    cloud.reset()
    return Response(204)


@router.on("GET", "/_emulator/state")
def state(request: Request, cloud: Cloud) -> Response:
    everything = cloud.state()
    return Response(body=canonical(everything) if request.query.get("canonical") == "1" else everything)


@router.on("GET", "/_emulator/snapshot")
def get_snapshot(request: Request, cloud: Cloud) -> Response:
    return Response(body=take(cloud))


@router.on("PUT", "/_emulator/snapshot")
def put_snapshot(request: Request, cloud: Cloud) -> Response:
    restore(cloud, request.body)
    return Response(204)


@router.on("GET", "/_emulator/requests")
def requests(request: Request, cloud: Cloud) -> Response:
    after = request.query.get("after", "0")
    if not after.isdecimal():
        raise ErrorResponse(400, {"error": {"code": "BadNumber", "message": "Send the number of a request: ?after=7."}})
    return Response(body=cloud.request_log.entries(int(after)))


@router.on("DELETE", "/_emulator/requests")
def clear_requests(request: Request, cloud: Cloud) -> Response:
    cloud.request_log.clear()
    return Response(204)


@router.on("POST", "/_emulator/faults")
def order_fault(request: Request, cloud: Cloud) -> Response:
    cloud.faults.order(Fault.ordered(request.json()))
    return Response(204)


@router.on("GET", "/_emulator/faults")
def faults(request: Request, cloud: Cloud) -> Response:
    return Response(body=cloud.faults.entries())


@router.on("DELETE", "/_emulator/faults")
def clear_faults(request: Request, cloud: Cloud) -> Response:
    cloud.faults.clear()
    return Response(204)


@router.on("POST", "/_emulator/clock")
def advance_clock(request: Request, cloud: Cloud) -> Response:
    """`{"advance": seconds}`, at most a century: what the clock says must stay a date."""
    seconds = request.json_object().get("advance")
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds <= CENTURY:
        raise ErrorResponse(400, {"error": {"code": "BadClock", "message": 'Send {"advance": seconds}.'}})
    cloud.runtime.clock.advance(seconds)
    return Response(body={"now": cloud.runtime.clock.now()})


@router.on("GET", "/_emulator/runs")
def runs(request: Request, cloud: Cloud) -> Response:
    """The runs of all pipelines, the oldest first."""
    return Response(body=[run_json(cloud.devops, run) for run in cloud.devops.builds.all()])


@router.on("GET", "/_emulator/runs/{id}/log")
def run_log(request: Request, cloud: Cloud) -> Response:
    """The lines of all steps so far."""
    run = next((one for one in cloud.devops.builds.all() if str(one.id) == request.params["id"]), None)
    if run is None:
        raise ErrorResponse(404, {"error": {"code": "NoSuchRun", "message": f"There is no run {request.params['id']}."}})
    return Response(body=[line for log in run.logs for line in log.lines])


@router.on("GET", "/_emulator/rules")
def rules(request: Request, cloud: Cloud) -> Response:
    return Response(body=asdict(cloud.runtime.policies))


@router.on("PUT", "/_emulator/rules")
def put_rules(request: Request, cloud: Cloud) -> Response:
    """Some fields of `Policies`; the others stay."""
    changes, rules = request.json_object(), asdict(cloud.runtime.policies)
    unknown = set(changes) - set(rules)
    if unknown:
        raise ErrorResponse(400, {"error": {"code": "BadRules", "message": f"There are no rules {sorted(unknown)}."}})
    changes = {name: tuple(value) if isinstance(value, list) else value for name, value in changes.items()}
    wrong = sorted(name for name, value in changes.items() if type(value) is not type(rules[name]))
    if wrong:
        raise ErrorResponse(400, {"error": {"code": "BadRules", "message": f"These rules have other kinds of values: {wrong}."}})
    check_users(changes.get("users", {}))
    check_quotas(changes.get("quotas", {}))
    check_issuer(changes.get("issuer", ""))
    for name, value in changes.items():
        setattr(cloud.runtime.policies, name, value)
    return Response(body=asdict(cloud.runtime.policies))


def run_json(organization: Organization, run: Build) -> dict[str, Any]:
    project = organization.projects.find(run.project_id)
    pipelines = organization.definitions.of(project) if project else []
    pipeline = next((one.name for one in pipelines if one.id == run.definition_id), None)
    names = {"project": project.name if project else None, "pipeline": pipeline}
    return {"id": run.id, "number": run.number, **names, "status": run.status, "result": run.result}
