# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign-in by a client secret."""

from __future__ import annotations

import hmac

from emulator.services.entra.errors import expired_secret, wrong_secret
from emulator.services.entra.model.directory import Directory
from emulator.services.entra.model.principals import Principal


def check_secret(directory: Directory, principal: Principal, presented: str) -> None:
    """:raises EntraError: AADSTS7000215, none of its secrets; AADSTS7000222, one that has expired."""
    application = directory.application_of(principal)
    secrets = application.secrets.values() if application else ()
    known = [one for one in secrets if hmac.compare_digest(one.text.encode(), presented.encode())]
    if not known:
        raise wrong_secret(directory.runtime, principal.client_id)
    if known[0].ends_at <= directory.runtime.clock.now():
        raise expired_secret(directory.runtime, principal.client_id)
