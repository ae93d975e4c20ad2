# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for a vault's network_acls; the service says of a wrong one no more than that something is wrong."""

from __future__ import annotations

import ipaddress
import typing as t

from ...errors import UsageError
from ...known_after_apply import is_unknown

PRIVATE = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))


def check_network(acls: t.Mapping[str, t.Any]) -> None:
    """:raises UsageError: names the address or subnet that is none."""
    for address in acls.get("ip_rules") or []:
        if not is_unknown(address) and not _is_network(address):
            raise UsageError(
                f"network_acls.ip_rules has {address!r}, which is not a valid IPv4 address or range.",
                "Write it as 203.0.113.7 or 203.0.113.0/24.",
            )
        if _is_private(address):
            raise UsageError(
                f"network_acls.ip_rules has {address!r}, which is a private address: a vault's firewall takes public ones only.",
                "Write the public address that requests come from, or allow the subnet by virtual_network_subnet_ids.",
            )
    for subnet in acls.get("virtual_network_subnet_ids") or []:
        if not is_unknown(subnet) and not subnet.startswith("/subscriptions/"):
            raise UsageError(
                f"network_acls.virtual_network_subnet_ids has {subnet!r}, which is not a valid resource id.",
                "Write it as /subscriptions/GUID/resourceGroups/GROUP/providers/Microsoft.Network/virtualNetworks/V/subnets/S.",
            )


def _is_private(address: str) -> bool:
    """Tells whether it lies in a range of RFC 1918 (docs/reference/key_vault.md#private-ranges)."""
    return not is_unknown(address) and any(ipaddress.IPv4Network(address, strict=False).subnet_of(one) for one in PRIVATE)


def _is_network(address: str) -> bool:
    try:
        ipaddress.IPv4Network(address, strict=False)
    except ValueError:
        return False
    return True
