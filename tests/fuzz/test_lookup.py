# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup gives the true value or fails cleanly, whatever it is given and whatever it is answered."""

from __future__ import annotations

from typing import Any

from ansible import constants
from ansible.errors import AnsibleLookupError
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ansible_collections.vaultpipe.azure.plugins.lookup.keyvault_secret import LookupModule
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.key_vault.secret.lookup import SPEC
from ansible_collections.vaultpipe.azure.tests.fuzz.attempts import NOT_UNDERSTOOD, Cloud, bounded
from ansible_collections.vaultpipe.azure.tests.fuzz.tally import EXAMPLES
from ansible_collections.vaultpipe.azure.tests.fuzz.tasks import VAULT
from ansible_collections.vaultpipe.azure.tests.fuzz.values import anything, texts
from emulator.switches.corruption import CORRUPTIONS

# What Ansible's loader does for a lookup: it gives it its name, under which its options are known. Here none has a variable.
LOOKUP = LookupModule()
LOOKUP._load_name = "vaultpipe.azure.keyvault_secret"
constants.config.initialize_plugin_configuration_definitions("lookup", LOOKUP._load_name, {name: {} for name in SPEC.options})

SECRET = "MySecret"
terms = st.lists(st.just(SECRET) | texts, max_size=3)
options = st.just(VAULT) | st.fixed_dictionaries({}, optional={"vault_name": texts, "vault_uri": texts, "slip": anything})


def looked_up(cloud: Cloud, names: list[str], given_options: dict[str, Any]) -> tuple[list[str] | None, str]:
    """The values, or None and why not."""
    with bounded("the lookup"):
        try:
            found = LOOKUP.run(names, **given_options)
        except AnsibleLookupError as error:
            message = str(error)
            assert message
            return None, message
    return found, ""


@given(names=terms, given_options=options)
def test_options(cloud: Cloud, names: list[str], given_options: dict[str, Any]) -> None:
    cloud.restore()
    found, message = looked_up(cloud, names, given_options)
    assert NOT_UNDERSTOOD not in message, message
    assert found is None or len(found) == len(names)
    assert [str(one) for one in cloud.emulator.writes() if "/oauth2/" not in one.path] == []
    EXAMPLES.note("the lookup's options")


@given(nth=st.integers(1, 4), mangle=st.sampled_from(sorted(CORRUPTIONS)), at=st.integers(0, 40))
@example(nth=1, mangle="field of another type", at=0)
def test_answers(cloud: Cloud, nth: int, mangle: str, at: int) -> None:
    cloud.restore()
    (value,) = looked_up(cloud, [SECRET], VAULT)[0] or [""]
    assert value
    cloud.emulator.fault({"nth": nth}, {"mangle": mangle, "at": at})
    found, message = looked_up(cloud, [SECRET], VAULT)
    assume(cloud.emulator.spoiled())
    cloud.emulator.clear_faults()
    EXAMPLES.note("answers to the lookup")
    meant = f"{value}-other" if mangle == "text changed" else value  # what a vault says is what it holds
    assert found in (None, [value], [meant])
    assert value not in message
