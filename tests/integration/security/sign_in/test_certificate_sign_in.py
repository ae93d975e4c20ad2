# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in as an application by a certificate."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.certificates import Certificate
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, settled
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

READ = {"name": "not-there", "state": "absent"}
"""Options of a resource_group task that only reads."""
PASSWORD = "a-password-of-a-key"


@pytest.fixture
def application(ansible: Ansible, emulator: EmulatorProcess) -> dict[str, str]:
    """An application that may read the subscription, by the options' names; `object_id` is its own."""
    made = ansible.play(
        [
            given("service_principal", name="by-certificate", register="made"),
            given("role_assignment", role="Reader", service_principal="by-certificate"),
            settled(),
        ]
    )[0]["service_principal"]
    for name in [name for name in ansible.environment if name.startswith("AZURE_")]:
        del ansible.environment[name]
    environment = emulator.environment
    return {
        "client_id": made["app_id"],
        "tenant": environment["AZURE_TENANT_ID"],
        "subscription_id": environment["AZURE_SUBSCRIPTION_ID"],
        "object_id": made["object_id"],
    }


def register(portal: Portal, application: dict[str, str], certificate: Certificate) -> dict[str, Any]:
    """Gives the application the certificate, and returns the options of its sign-in."""
    key = {"type": "AsymmetricX509Cert", "usage": "Verify", "key": base64.b64encode(certificate.der).decode()}
    portal.graph("PATCH", f"/applications/{application['object_id']}", {"keyCredentials": [key]})
    return {name: application[name] for name in ("client_id", "tenant", "subscription_id")}


def task(options: dict[str, Any], environment: dict[str, str] | None = None) -> dict[str, Any]:
    return {"vaultpipe.azure.resource_group": {**READ, **options}, "environment": environment or {}}


def assert_quiet(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        assert PASSWORD not in str(outcome.result)


def test_by_options_and_by_the_environment(ansible: Ansible, portal: Portal, application: dict[str, str], tmp_path: Path) -> None:
    certificate = Certificate()
    plain = str(certificate.pem(tmp_path / "plain.pem"))
    locked = str(certificate.pem(tmp_path / "locked.pem", PASSWORD))
    bundle = str(certificate.pkcs12(tmp_path / "bundle.pfx", PASSWORD))
    options = register(portal, application, certificate)
    variables = {
        "AZURE_CLIENT_ID": options["client_id"],
        "AZURE_TENANT_ID": options["tenant"],
        "AZURE_SUBSCRIPTION_ID": options["subscription_id"],
        "AZURE_CLIENT_CERTIFICATE_PATH": locked,
        "AZURE_CLIENT_CERTIFICATE_PASSWORD": PASSWORD,
    }
    outcomes = ansible.play(
        [
            task({**options, "certificate_path": plain}),
            task({**options, "x509_certificate_path": plain}),
            task({**options, "certificate_path": locked, "certificate_password": PASSWORD}),
            task({**options, "certificate_path": bundle, "certificate_password": PASSWORD}),
            task({}, variables),
            task({"auth_source": "env"}, variables),
        ]
    )
    assert [(one.failed, one.changed, one.writes) for one in outcomes] == [(False, False, [])] * 6, [one.msg for one in outcomes]
    assert_quiet(list(outcomes))


def test_refused(ansible: Ansible, portal: Portal, application: dict[str, str], tmp_path: Path) -> None:
    known, unknown = Certificate(), Certificate()
    locked = str(known.pem(tmp_path / "locked.pem", PASSWORD))
    other = str(unknown.pem(tmp_path / "other.pem"))
    (tmp_path / "none.pem").write_text("no certificate")
    options = register(portal, application, known)
    outcomes = ansible.play(
        [
            task({**options, "certificate_path": other}),
            task({**options, "certificate_path": locked}),
            task({**options, "certificate_path": locked, "certificate_password": PASSWORD + "x"}),
            task({**options, "certificate_path": str(tmp_path / "none.pem")}),
            task({**options, "certificate_path": str(tmp_path / "missing.pem"), "certificate_password": PASSWORD}),
            task({"client_id": options["client_id"], "certificate_path": locked}),
            task({"certificate_password": PASSWORD}),
        ]
    )
    foreign, no_password, wrong, none, missing, half, alone = outcomes
    assert all(one.failed for one in outcomes)
    assert "AADSTS700027" in foreign.msg
    assert "Add this certificate to the application" in foreign.msg
    assert f"with the certificate in {other}" in foreign.msg
    for refused in (no_password, wrong, none):
        assert "is not a certificate with its RSA key in PEM or PKCS12 format" in refused.msg
        assert "Correct the file or certificate_password." in refused.msg
    assert "cannot be read (No such file or directory)" in missing.msg
    assert "no tenant" in half.msg
    assert "no client_id, no tenant" in alone.msg
    for refused in outcomes[1:]:
        assert refused.requests == []
    assert_quiet(list(outcomes))
