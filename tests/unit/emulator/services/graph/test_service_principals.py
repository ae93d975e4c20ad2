# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service principals, owners and objects by id (docs/reference/graph.md#service-principals)."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import code
from ansible_collections.vaultpipe.azure.tests.support.emulator.local_graph import GRAPH, LocalGraph


def names(client_id: str) -> str:
    return f"servicePrincipalNames/any(c:c eq '{client_id}')"


def test_an_application_has_one_service_principal(graph: LocalGraph) -> None:
    application = graph.application(identifierUris=["api://app"])
    made = graph.service_principal(application)
    assert made["servicePrincipalNames"] == [application["appId"], "api://app"]
    assert (made["servicePrincipalType"], made["displayName"]) == ("Application", "app")
    again = graph.ask("POST", "/servicePrincipals", {"appId": application["appId"]})
    assert (again.status, code(again)) == (409, "Request_MultipleObjectsWithSameKeyValue")
    assert graph.found("/servicePrincipals", names("api://app")) == ["app"]
    read = graph.ask("GET", f"/servicePrincipals/{made['id']}").body
    assert read["servicePrincipalNames"] == ["api://app", application["appId"]]


def test_it_needs_its_application(graph: LocalGraph) -> None:
    reply = graph.ask("POST", "/servicePrincipals", {"appId": graph.application()["id"]})
    assert (reply.status, reply.body["error"]["details"][0]["code"]) == (400, "NoBackingApplicationObject")
    assert graph.ask("POST", "/servicePrincipals", {}).status == 400


def test_its_creation_may_repeat_the_applications_name(graph: LocalGraph) -> None:
    """The Java client's recordings canCRUDServicePrincipal and canCRUDRoleAssignment."""
    application = graph.application("mine")
    made = graph.made("/servicePrincipals", {"accountEnabled": True, "appId": application["appId"], "displayName": "mine"})
    assert (made["displayName"], made["appDisplayName"]) == ("mine", "mine")
    assert graph.ask("PATCH", f"/servicePrincipals/{made['id']}", {"displayName": "other"}).status == 400


def test_it_is_changed_and_takes_the_applications_name(graph: LocalGraph) -> None:
    application = graph.application()
    path = f"/servicePrincipals(appId='{application['appId']}')"
    made = graph.service_principal(application)
    assert graph.ask("PATCH", path, {"tags": ["HideApp"], "notes": "n"}).status == 204
    graph.ask("PATCH", f"/applications/{application['id']}", {"displayName": "renamed"})
    read = graph.ask("GET", f"/servicePrincipals/{made['id']}").body
    assert (read["tags"], read["notes"], read["displayName"]) == (["HideApp"], "n", "renamed")
    assert graph.ask("PATCH", path, {"appId": "other"}).status == 400
    assert graph.ask("DELETE", path).status == 204
    assert graph.ask("GET", path).status == 404


def test_it_shows_what_the_application_is_reached_by_unless_it_has_its_own(graph: LocalGraph) -> None:
    scope = {"id": graph.tenant, "value": "user_impersonation", "type": "User", "isEnabled": True}
    application = graph.application(
        api={"oauth2PermissionScopes": [scope]},
        web={"homePageUrl": "https://home", "logoutUrl": "https://out", "redirectUris": ["https://web"]},
        publicClient={"redirectUris": ["http://localhost"]},
    )
    made = graph.service_principal(application)
    assert (made["homepage"], made["logoutUrl"]) == ("https://home", "https://out")
    assert (made["replyUrls"], made["oauth2PermissionScopes"]) == (["https://web", "http://localhost"], [scope])
    graph.ask("PATCH", f"/applications/{application['id']}", {"web": {"homePageUrl": "https://new"}})
    graph.ask("PATCH", f"/servicePrincipals/{made['id']}", {"logoutUrl": "https://own"})
    read = graph.ask("GET", f"/servicePrincipals/{made['id']}").body
    assert (read["homepage"], read["logoutUrl"]) == ("https://new", "https://own")


def test_a_certificate_of_it_is_shown_without_its_content(graph: LocalGraph) -> None:
    made = graph.service_principal(graph.application())
    key = {"key": "Y2VydA==", "type": "AsymmetricX509Cert", "usage": "Verify", "displayName": "mine"}
    assert graph.ask("PATCH", f"/servicePrincipals/{made['id']}", {"keyCredentials": [key]}).status == 204
    (shown,) = graph.ask("GET", f"/servicePrincipals/{made['id']}").body["keyCredentials"]
    assert (shown["key"], shown["displayName"], len(shown["customKeyIdentifier"])) == (None, "mine", 40)


def test_a_managed_identity_is_one_too_but_not_ours_to_change(graph: LocalGraph) -> None:
    path = graph.azure.identity("mine")
    properties = graph.azure.arm("GET", path).body["properties"]
    read = graph.ask("GET", f"/servicePrincipals?$filter={names(properties['clientId'])}").body["value"][0]
    assert (read["id"], read["servicePrincipalType"], read["displayName"]) == (
        properties["principalId"],
        "ManagedIdentity",
        "mine",
    )
    assert read["alternativeNames"][1].endswith("/userAssignedIdentities/mine")
    assert graph.ask("DELETE", f"/servicePrincipals/{read['id']}").status == 403


def test_a_new_one_can_be_given_a_role_and_a_deleted_one_cannot(graph: LocalGraph) -> None:
    made = graph.service_principal(graph.application())
    assert graph.azure.assign("Reader", graph.cloud.directory.principals[made["id"]]).status == 201
    graph.ask("DELETE", f"/servicePrincipals/{made['id']}")
    role = graph.azure.arm("GET", "/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq 'Contributor'").body
    body = {"properties": {"roleDefinitionId": role["value"][0]["id"], "principalId": made["id"]}}
    name = "11111111-1111-4111-8111-111111111111"
    refused = graph.azure.arm("PUT", f"/providers/Microsoft.Authorization/roleAssignments/{name}", body)
    assert code(refused) == "PrincipalNotFound"


def test_other_services_learn_of_it_late() -> None:
    late = LocalGraph(eventual=True)
    application = late.application()
    late.azure.pass_time(10)
    made = late.service_principal(application)
    assert late.found("/servicePrincipals", "displayName eq 'app'") == []
    assert late.ask("GET", f"/servicePrincipals/{made['id']}").status == 404
    late.azure.pass_time(10)
    assert late.found("/servicePrincipals", f"appId eq '{made['appId']}'") == ["app"]


def test_objects_by_id_say_what_they_are(graph: LocalGraph) -> None:
    application = graph.application()
    principal = graph.service_principal(application)
    ids = [application["id"], principal["id"], "00000000-0000-0000-0000-000000000000"]

    def kinds(**more: list[str]) -> list[str]:
        found = graph.ask("POST", "/directoryObjects/getByIds", {"ids": ids, **more}).body["value"]
        return [one["@odata.type"] for one in found]

    assert kinds() == ["#microsoft.graph.application", "#microsoft.graph.servicePrincipal"]
    assert kinds(types=["user", "servicePrincipal"]) == ["#microsoft.graph.servicePrincipal"]


def test_an_application_is_no_user(graph: LocalGraph) -> None:
    reply = graph.ask("GET", "/me")
    assert (reply.status, code(reply)) == (400, "BadRequest")


def test_a_doubled_slash_does_not_matter(graph: LocalGraph) -> None:
    assert graph.ask("GET", "//servicePrincipals").status == 200


def test_owners_are_added_once_and_removed(graph: LocalGraph) -> None:
    application = graph.application()
    for path in (f"/applications/{application['id']}", f"/servicePrincipals/{graph.service_principal(application)['id']}"):
        assert graph.found(f"{path}/owners") == ["vaultpipe-caller"]
        reference = {"@odata.id": f"{GRAPH}/v1.0/directoryObjects/{graph.powerless.object_id}"}
        assert [graph.ask("POST", f"{path}/owners/$ref", reference).status for _time in range(2)] == [204, 400]
        assert graph.found(f"{path}/owners") == ["vaultpipe-caller", "vaultpipe-powerless"]
        remove = f"{path}/owners/{graph.powerless.object_id}/$ref"
        assert [graph.ask("DELETE", remove).status for _time in range(2)] == [204, 404]
    wrong = {"@odata.id": f"{GRAPH}/v1.0/directoryObjects/{application['id']}"}
    assert graph.ask("POST", f"{path}/owners/$ref", wrong).status == 400
