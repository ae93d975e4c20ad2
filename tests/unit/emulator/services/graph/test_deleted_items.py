# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory's recycle bin and what the control API shows of it (docs/reference/graph.md#deleted-items)."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import AUDIENCE
from ansible_collections.vaultpipe.azure.tests.support.emulator.local_graph import LocalGraph, aadsts
from emulator.server.canonical import canonical
from emulator.server.snapshot import restore, take

BIN = "/directory/deletedItems"


def test_an_application_goes_with_its_service_principal_and_each_comes_back_by_itself(graph: LocalGraph) -> None:
    application = graph.application()
    principal = graph.service_principal(application)
    graph.ask("DELETE", f"/applications/{application['id']}")
    assert graph.found("/servicePrincipals", "displayName eq 'app'") == []
    assert graph.found(f"{BIN}/microsoft.graph.application") == ["app"]
    assert graph.found(f"{BIN}/microsoft.graph.servicePrincipal", f"appId eq '{application['appId']}'") == ["app"]
    assert graph.ask("POST", f"{BIN}/{principal['id']}/restore").status == 400
    back = graph.ask("POST", f"{BIN}/{application['id']}/restore")
    assert (back.status, back.body["@odata.type"], back.body["deletedDateTime"]) == (200, "#microsoft.graph.application", None)
    assert graph.ask("GET", f"/servicePrincipals/{principal['id']}").status == 404
    assert graph.ask("POST", f"{BIN}/{principal['id']}/restore").status == 200
    assert graph.ask("GET", f"/servicePrincipals/{principal['id']}").body["appDisplayName"] == "app"


def test_a_service_principal_does_not_come_back_beside_a_new_one(graph: LocalGraph) -> None:
    application = graph.application()
    old = graph.service_principal(application)
    graph.ask("DELETE", f"/servicePrincipals/{old['id']}")
    graph.service_principal(application)
    assert graph.ask("POST", f"{BIN}/{old['id']}/restore").status == 409


def test_what_is_purged_is_gone(graph: LocalGraph) -> None:
    application = graph.application()
    graph.ask("DELETE", f"/applications/{application['id']}")
    item = f"{BIN}/{application['id']}"
    assert graph.ask("GET", item).body["displayName"] == "app"
    assert [graph.ask("DELETE", item).status for _time in range(2)] == [204, 404]


def test_after_thirty_days_it_is_gone_by_itself(graph: LocalGraph) -> None:
    application = graph.application()
    graph.ask("DELETE", f"/applications/{application['id']}")
    graph.azure.pass_time(29 * 86400)
    assert graph.found(f"{BIN}/microsoft.graph.application") == ["app"]
    graph.azure.pass_time(2 * 86400)
    assert graph.ask("POST", f"{BIN}/{application['id']}/restore").status == 404


def test_the_state_shows_what_was_made_and_ends_as_it_began(graph: LocalGraph) -> None:
    start = canonical(graph.cloud.state())
    application = graph.application(tags=["vaultpipe"], uniqueName="u")
    principal = graph.service_principal(application)
    secret = graph.ask("POST", f"/applications/{application['id']}/addPassword", {}).body["secretText"]
    live = graph.cloud.state()["live"]["directory"]
    assert [(one["unique_name"], one["details"]["tags"]) for one in live["applications"]] == [("u", ["vaultpipe"])]
    assert [one["object_id"] for one in live["service_principals"]] == [principal["id"]]
    assert secret not in str(graph.cloud.state())
    graph.ask("DELETE", f"/applications/{application['id']}")
    deleted = graph.cloud.state()
    assert canonical({"live": deleted["live"]}) == canonical({"live": start["live"]})
    assert [one["unique_name"] for one in deleted["recycle_bin"]["directory"]["applications"]] == ["u"]
    for item in (application, principal):
        assert graph.ask("DELETE", f"{BIN}/{item['id']}").status == 204
    assert canonical(graph.cloud.state()) == start


def test_a_snapshot_keeps_applications_and_their_principals_together(graph: LocalGraph) -> None:
    application = graph.application()
    graph.service_principal(application)
    snapshot = take(graph.cloud)
    graph.cloud.reset()
    restore(graph.cloud, snapshot)
    credential = {"name": "one", "issuer": graph.issuer, "subject": "s", "audiences": [AUDIENCE]}
    graph.caller = graph.cloud.directory.caller
    graph.made(f"/applications/{application['id']}/federatedIdentityCredentials", credential)
    assert aadsts(graph.sign_in_federated(application["appId"], "s")) == 0
