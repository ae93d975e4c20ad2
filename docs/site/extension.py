# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx extension of this site: fills in what pages leave to be generated, links names, and resolves Ansible's own labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import links, pages

LANDING = Path(__file__).with_name("landing.rst")
PICTURE = Path(__file__).parents[1] / "chain.svg"
DESCRIPTION = "Description\n-----------\n"


def setup(app: Any) -> dict[str, bool]:
    app.connect("source-read", read)
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def read(_app: Any, page: str, source: list[str]) -> None:
    """Completes a page before it is parsed."""
    if page == "index":
        source[0] = source[0].replace(DESCRIPTION, f"{LANDING.read_text()}\n{DESCRIPTION}", 1)
    if page == "index" or page.startswith("docsite/"):
        source[0] = links.linked(pages.filled(source[0], PICTURE.read_text()))


def resolve(_app: Any, _environment: Any, node: Any, content: Any) -> Any:
    """Leads to docs.ansible.com what is documented there; everything else stays an error of the build."""
    from docutils import nodes

    address = links.of_ansible(node["reftarget"])
    return nodes.reference("", "", content, internal=False, refuri=address) if address else None
