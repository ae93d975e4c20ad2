# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scopes: where something is, and whether one place lies within another. Case never counts."""

from __future__ import annotations

import re

PLACE = re.compile(r"/subscriptions/[^/]+(?:/resourceGroups/[^/]+(?:/providers/[^/]+(?:/[^/]+/[^/]+)+)?)?(?=/|$)", re.IGNORECASE)

SUBSCRIPTION = re.compile(r"/subscriptions/([^/]+)", re.IGNORECASE)


def within(scope: str, parent: str) -> bool:
    """Says whether a scope is the parent or lies below it."""
    scope, parent = scope.lower().rstrip("/"), parent.lower().rstrip("/")
    return scope == parent or scope.startswith(parent + "/")


def scope_of(path: str) -> str:
    """The scope over which a request acts: the resource, or for a collection what holds it."""
    match = PLACE.match(path)
    return match.group() if match else "/"


def subscription_of(path: str) -> str | None:
    """The subscription that a request names."""
    match = SUBSCRIPTION.match(path)
    return match.group(1) if match else None
