# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local Azure's own page, in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from ansible_collections.vaultpipe.azure.tests.support.actors.broken_wirings import PIPELINE, PROJECT, VAULT
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

CANARY = "canary-of-the-page"


@pytest.fixture
def page(browser: Browser, emulator: EmulatorProcess, set_ups: SetUps) -> Iterator[Page]:
    """The page of a cloud with the tutorial in it, which may have no errors and asks nobody else."""
    emulator.restore(set_ups(vaultpipe_secret_value=CANARY).snapshot)
    address, faults = emulator.environment["VAULTPIPE_EMULATOR"], []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda request: None if request.url.startswith((address, "data:")) else faults.append(request.url))
    opened.goto(f"{address}/")
    yield opened
    context.close()
    assert faults == []


def test_what_exists_and_what_happens(page: Page, ansible: Ansible, emulator: EmulatorProcess, shots: Path) -> None:
    services = page.locator("#services")
    for name in ("live", "vaults", "vaults (1)"):
        services.locator("summary", has_text=name).first.click()
    expect(services.locator("summary", has_text=VAULT)).to_be_visible()
    run = page.locator("#builds details").first
    expect(run.locator("summary")).to_contain_text(f"{PROJECT} / {PIPELINE}")
    expect(run.locator("pre")).to_contain_text("Finishing")
    # What comes now is seen without a reload.
    assert not ansible.play([step("resource_group", name="rg-seen", location="westeurope")])[0].failed
    expect(page.locator("#log")).to_contain_text("/resourceGroups/rg-seen")
    expect(page.locator("#log tr.write").first).to_contain_text("PUT management.azure.com")
    emulator.rules(agents_online=False)
    expect(page.locator("#rules")).to_contain_text("agents_online")
    expect(page.locator("#rules dt:text-is('agents_online') + dd")).to_have_text("false")
    page.screenshot(path=shots / "emulator.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 420])
def test_everybody_can_read_it(page: Page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 900})
    expect(page.locator("#rules dt").first).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_it_shows_no_secret_and_changes_nothing(page: Page, emulator: EmulatorProcess) -> None:
    expect(page.locator("#rules dt").first).to_be_visible()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert CANARY not in page.content()
    status = page.evaluate("fetch(location.pathname + 'rules', {method: 'PUT', body: '{}'}).then((answer) => answer.status)")
    assert status == 403


def test_other_pages_do_not_get_at_it(browser: Browser, emulator: EmulatorProcess) -> None:
    context = browser.new_context()
    stranger = context.new_page()
    asked = f"fetch('{emulator.environment['VAULTPIPE_EMULATOR']}/state').then(() => 'read', () => 'refused')"
    assert stranger.evaluate(asked) == "refused"
    context.close()
