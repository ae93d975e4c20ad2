# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values for options: each of the option's type, and those that people get wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from ansible_collections.vaultpipe.azure.tests.fuzz.attempts import kind_of
from ansible_collections.vaultpipe.azure.tests.fuzz.tasks import TASKS, Options
from ansible_collections.vaultpipe.azure.tests.fuzz.times import TIMES

NASTY = [
    "", " ", "a", "-", "..", "../..", "a/b", "a\\b", "a b", "name\n", "\t", "\x00", "\u202e", "Grüße", "世界", "🔑", "x" * 300,
    "x" * 30000, "{{ 7 * 7 }}", "{% raw %}", "!vault x", "&a *a", "null", "None", "true", "0", "-1", "1e9", "NaN", "'", '"',
    "$(x)", "%00", "%2f", "?a=b", "#", ":", "*", "rg-vaultpipe-demo", "kv-vaultpipe-demo", "id-vaultpipe-demo",
    "vaultpipe-demo", "MySecret", "westeurope", "00000000-0000-0000-0000-000000000000", "refs/heads/main",
    "https://issuer.example", "https://", "2031-01-01", "9999-99-99", "(known after apply)",
]  # fmt: skip

texts = st.sampled_from(NASTY) | st.text(max_size=40)
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans() | st.sampled_from(["yes", "no", "maybe", "1", 2]),
    "int": st.integers(-(2**40), 2**40) | st.sampled_from(["7", "seven", 1.5]),
    "float": st.floats(allow_nan=True) | st.sampled_from(["7", "seven"]),
}
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def values(rule: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Mostly of the option's type; a module gets whatever a playbook holds, such as null from a variable without a value."""
    fitting = _fitting(rule)
    choices = st.sampled_from(list(rule["choices"])) if rule.get("choices") else fitting
    return st.one_of(choices, choices, fitting, st.none(), anything)


def _fitting(rule: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    kind = rule.get("type", "str")
    if kind == "list":
        return st.lists(values({"type": rule.get("elements", "str"), **_inner(rule)}), max_size=4) | texts
    if kind == "dict":
        return st.dictionaries(texts, texts, max_size=3) | _suboptions(rule)
    return SCALARS.get(kind, texts)


def _inner(rule: Mapping[str, Any]) -> dict[str, Any]:
    return {name: rule[name] for name in ("choices", "options") if name in rule}


def _suboptions(rule: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    known = rule.get("options") or {}
    return st.fixed_dictionaries({}, optional={name: values(one) for name, one in known.items()})


@st.composite
def options_of(draw: st.DrawFn, module: str) -> Options:
    """Working ones, with up to three of them taken away, replaced or added."""
    spec = kind_of(module).spec.options
    options = dict(draw(st.sampled_from(TASKS[module])))
    for name in draw(st.lists(st.sampled_from(sorted(spec)), min_size=1, max_size=3)):
        if name in options and draw(st.booleans()):
            del options[name]
        else:
            options[name] = draw(TIMES[name] if name in TIMES else values(spec[name]))
    return options
