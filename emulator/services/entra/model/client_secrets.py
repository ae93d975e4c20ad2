# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Client secrets of an app registration."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.services.entra.errors import expired_secret, wrong_secret

if TYPE_CHECKING:
    from emulator.cloud import Cloud
    from emulator.services.entra.model.directory import Principal


@dataclass
class ClientSecret:
    key_id: str
    text: str
    display_name: str | None
    starts_at: float
    ends_at: float


def check_secret(cloud: Cloud, principal: Principal, presented: str) -> None:
    """:raises EntraError: AADSTS7000215, none of its secrets; AADSTS7000222, one that has expired."""
    application = cloud.directory.application_of(principal)
    secrets = application.secrets.values() if application else ()
    known = [one for one in secrets if hmac.compare_digest(one.text.encode(), presented.encode())]
    if not known:
        raise wrong_secret(cloud, principal.client_id)
    if known[0].ends_at <= cloud.clock.now():
        raise expired_secret(cloud, principal.client_id)
