# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that verification and set-up write, in a browser."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from ansible_collections.vaultpipe.azure.tests.support.actors.broken_wirings import PIPELINE, SECRET, Breaker
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

VERIFY, SETUP = "vaultpipe.azure.verify", "vaultpipe.azure.setup"
TEMPLATE = Path(__file__).resolve().parents[2] / "playbooks/templates/page/page.html.j2"
MANY = 200
SECONDS = 2.0
"""Time in which a page of many wirings is there and answers."""
CANARY = "canary-of-the-page"
HOSTILE = "<img src=x onerror=alert(1)> & 'more' 7*7"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may have neither errors nor requests."""
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text))
    opened.on("request", lambda request: None if request.url.startswith("file:") else faults.append(request.url))
    yield opened
    context.close()
    assert faults == []


def verified(ansible: Ansible, **variables: Any) -> tuple[int, Path]:
    """Exit status of the verification, and its page."""
    written = ansible.folder / "wiring.html"
    play = ansible.playbook(VERIFY, extra_vars={"vaultpipe_html_file": str(written), **variables})
    return play.returncode, written


def accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def many(ansible: Ansible, wirings: list[dict[str, Any]]) -> Path:
    """The same page with other wirings."""
    written = ansible.folder / "many.html"
    variables = {"vaultpipe_organization": "https://dev.azure.com/acme", "vaultpipe_wirings": wirings}
    task = {"ansible.builtin.template": {"src": str(TEMPLATE), "dest": str(written)}, "vars": variables}
    play = ansible.play([task])
    assert not any(one.failed for one in play), play.output
    return written


def link(name: str, status: str = "ok", **more: Any) -> dict[str, Any]:
    return {"name": name, "status": status, "fact": f"About {name}.", "remedy": None, "thing": None, "until": None, **more}


def wiring(number: int, *more: dict[str, Any], name: str = "shop") -> dict[str, Any]:
    names = ("pipeline", "connection", "permission", "identity", "credential", "role", "vault", "network", "access")
    links = [link(one, thing=f"{one}-{number}") for one in names] + [link("secret ApiKey", thing="ApiKey")]
    return {"project": name, "pipeline": f"{name}-{number}", "links": [*links, *more]}


def test_a_right_wiring_is_green(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps, page: Page) -> None:
    emulator.restore(set_ups().snapshot)
    status, written = verified(ansible)
    assert status == 0
    page.goto(written.as_uri())
    assert page.locator("svg .thing").count() == 5
    assert page.locator("svg .broken, svg .unknown").count() == 0
    assert page.locator(".counts .broken dd").inner_text() == "0"
    accessible(page)
    assert verified(ansible) == (0, written)


def test_a_broken_wiring_is_red_where_it_is_broken(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal, set_ups: SetUps, page: Page, shots: Path
) -> None:
    emulator.restore(set_ups().snapshot)
    Breaker(portal, emulator).change_credential(subject="<b>another</b> & 'more'")
    status, written = verified(ansible)
    assert status != 0
    page.goto(written.as_uri())
    assert page.locator("svg .between.broken text").all_text_contents() == ["✗ credential"]
    assert page.locator("svg line.broken").count() == 1
    # The keyboard alone leads from the picture to the row.
    page.locator("svg .between.broken").focus()
    page.keyboard.press("Enter")
    row = page.locator("tr:target")
    assert row.locator("th").inner_text() == "credential"
    assert "- vaultpipe.azure.federated_credential:" in row.inner_text()
    assert "az identity federated-credential update" in row.inner_text()
    assert "<b>another</b> & 'more'" in row.inner_text()
    for scheme in ("light", "dark"):
        for width in (1280, 420):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.set_viewport_size({"width": width, "height": 900})
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") == width
            page.screenshot(path=shots / f"wiring-{scheme}-{width}.png", full_page=True)
    page.emulate_media(media="print")
    assert row.is_visible()


def test_set_up_writes_it_when_asked(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps, page: Page) -> None:
    emulator.restore(set_ups().snapshot)
    written = ansible.folder / "wiring.html"
    again = ansible.playbook(SETUP, extra_vars={"vaultpipe_html_file": str(written), "vaultpipe_artifact_dir": "artifact"})
    assert again.returncode == 0, again.output
    page.goto(written.as_uri())
    assert page.locator("h2").first.inner_text() == f"{PIPELINE} / {PIPELINE}"
    assert page.locator("svg .broken").count() == 0


def test_no_value_of_a_secret_is_in_it(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps) -> None:
    emulator.restore(set_ups(vaultpipe_secret_value=CANARY).snapshot)
    status, written = verified(ansible, vaultpipe_secret_value=CANARY)
    assert (status, SECRET in written.read_text(), CANARY in written.read_text()) == (0, True, False)


def test_many_are_there_at_once_and_found_by_words(ansible: Ansible, page: Page) -> None:
    wirings = [wiring(number) for number in range(MANY - 1)] + [wiring(MANY, link("secret Other", "broken"), name="bakery")]
    written = many(ansible, wirings)
    began = time.monotonic()
    page.goto(written.as_uri())
    assert page.locator(".wiring").count() == MANY
    page.fill("#search", "bakery other")
    assert page.locator("#found").inner_text() == f"1 of {MANY}"
    assert time.monotonic() - began < SECONDS
    assert page.locator(".wiring:visible").count() == 1
    page.fill("#search", "nobody has this")
    assert page.locator("#nothing").is_visible()
    page.fill("#search", "")
    page.check("#only-broken")
    assert page.locator("#found").inner_text() == f"1 of {MANY}"
    assert page.locator(".wiring[open]").count() == 1
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".wiring[open]").count() == MANY


def test_names_are_text(ansible: Ansible, page: Page) -> None:
    old = link("secret Old", thing=HOSTILE, fact=HOSTILE, until="2020-01-01T00:00:00Z")
    page.goto(many(ansible, [wiring(1, old, name=HOSTILE), wiring(2)]).as_uri())
    assert page.locator("img").count() == 0
    assert page.locator("h2", has_text="7*7").first.inner_text() == f"{HOSTILE} / {HOSTILE}-1"
    assert "2020-01-01 (over): secret Old" in page.locator("header").inner_text()
    accessible(page)
