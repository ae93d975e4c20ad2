# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A vault's answer to a request without a token: where to get one, and for what."""

from __future__ import annotations

import re
import typing as t
from urllib.parse import urlsplit

from ...session.clouds import CloudEndpoints
from ...transport.failures import LedElsewhere

AUTHORITY = re.compile(r"authorization(?:_uri)?=\"?([^\", ]+)", re.IGNORECASE)
READABLE = re.compile(r"\s*(Bearer|PoP)\s.*authorization(_uri)?=", re.IGNORECASE)
"""To the vendor's client, which raises at any other, so that the 401 itself would not be told."""
AUDIENCE = re.compile(r"(?:resource|scope)=\"?([^\", ]+)", re.IGNORECASE)


def challenge_check(cloud: CloudEndpoints) -> t.Callable[[t.Any], None]:
    """Looks at each answer of a vault of this cloud, and takes away a challenge that nobody can read: a plain 401 is left.

    :raises LedElsewhere: it wants a token from another sign-in service, or one that is for another service.
    """

    def check(response: t.Any) -> None:
        challenge = response.headers.get("WWW-Authenticate", "") if response.status_code == 401 else ""
        if challenge and not READABLE.match(challenge):
            del response.headers["WWW-Authenticate"]
            return
        vault = urlsplit(str(response.url)).hostname
        for pattern, hosts, wanted in (
            (AUTHORITY, [urlsplit(address).hostname for address in cloud.authorities], "from"),
            (AUDIENCE, [cloud.vault_suffix], "for"),
        ):
            for named in pattern.findall(challenge):
                host = urlsplit(named).hostname or named
                if host not in hosts:
                    raise LedElsewhere(
                        f"{vault} wants a token {wanted} {host}, but a vault's token is {wanted} {hosts[0]}.",
                        "No token was sent. Check vault_uri and cloud_environment, and look at the network settings.",
                    )

    return check
