# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of signing in and of waiting that cannot be right are refused by every module, by name and before any request."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vaultpipe.azure.plugins.module_utils.session.clouds import CLOUDS
from ansible_collections.vaultpipe.azure.tests.fuzz.attempts import Cloud, clean, kind_of
from ansible_collections.vaultpipe.azure.tests.fuzz.tally import EXAMPLES
from ansible_collections.vaultpipe.azure.tests.fuzz.tasks import CANARY, TASKS, Options
from ansible_collections.vaultpipe.azure.tests.fuzz.times import WRONG as WRONG_TIMES
from ansible_collections.vaultpipe.azure.tests.fuzz.values import texts

NAMES = {name.lower() for name in CLOUDS}
APPLICATION = {
    "client_id": "00000000-0000-0000-0000-00000000000a", "tenant": "00000000-0000-0000-0000-00000000000b", "secret": CANARY,
}  # fmt: skip


def unfit(pattern: str) -> st.SearchStrategy[str]:
    """Texts, but no empty one, which is none at all."""
    return texts.filter(lambda text: text and not re.fullmatch(pattern, text))


WRONG: dict[str, st.SearchStrategy[Any]] = {
    "auth_source": unfit("auto|env|credential_file|cli|msi|workload_identity|azure_pipelines"),
    "client_id": unfit("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}").filter(lambda text: "known after" not in text),
    "cloud_environment": unfit("").filter(lambda text: text.lower() not in NAMES),
    "devops_auth": unfit("auto|entra|pat"),
    "oidc_token_file_path": st.sampled_from(["/", "/no/such/file", "no such file", "世界", "a\nb"]),
    "organization": unfit(r"[A-Za-z0-9][A-Za-z0-9-]*|https://(dev\.azure\.com/[^/\s]+|[^/\s]+\.visualstudio\.com)/?"),
    "personal_access_token": texts.filter(lambda text: not re.fullmatch("[!-~]*", text)).map(lambda text: CANARY + text),
    "profile": unfit(""),
    "tenant": unfit("[A-Za-z0-9.-]+"),
    **WRONG_TIMES,
}


@st.composite
def mistaken(draw: st.DrawFn, module: str) -> tuple[str, Options]:
    """The option with a wrong value, and all of them."""
    option = draw(st.sampled_from([name for name in WRONG if name in kind_of(module).spec.options]))
    way: dict[str, Any] = draw(st.sampled_from([{}, APPLICATION])) if option not in ("oidc_token_file_path", "profile") else {}
    if option == "oidc_token_file_path":
        way = {name: APPLICATION[name] for name in ("client_id", "tenant")}
    return option, {**draw(st.sampled_from(TASKS[module])), **way, option: draw(WRONG[option])}


def is_unconvertible(option: str, value: Any) -> bool:
    """Tells whether it is refused by Ansible, which need not show it."""
    return option in WRONG_TIMES and not (isinstance(value, (int, float)) and math.isfinite(value))


@pytest.mark.parametrize("module", TASKS)
def test_a_wrong_value_is_named(cloud: Cloud, module: str) -> None:
    @given(mistake=mistaken(module), check=st.booleans())
    def holds(mistake: tuple[str, Options], check: bool) -> None:
        option, options = mistake
        refused = cloud.attempt(module, options, check=check)
        clean(refused, check=check)
        assert refused.failed
        assert option in refused.message
        if option != "personal_access_token" and not is_unconvertible(option, options[option]):
            assert repr(options[option]) in refused.message or str(options[option]) in refused.message
        assert refused.requests == []
        EXAMPLES.note("refused options")

    holds()
