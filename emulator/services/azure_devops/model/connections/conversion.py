# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversions of a service connection that stays the same: to the issuer of Entra, from a stored key, and back to the key
(docs/reference/azure_devops.md#conversion)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from emulator.services.azure_devops.errors.service_connections import endpoint_refused
from emulator.services.azure_devops.model.connections.endpoint import FEDERATION, KEY, SECRETS

if TYPE_CHECKING:
    from emulator.services.azure_devops.model.connections.endpoint import ServiceEndpoint
    from emulator.services.azure_devops.model.connections.federation import Federation

REVERTIBLE = 7 * 24 * 3600.0
"""Seconds (docs/reference/azure_devops.md#scheme-conversion)."""
DEADLINE = "revertSchemeDeadline"
OF_KEYS = SECRETS | {"authenticationtype"}
"""Parameters that the scheme with a key has alone, in lower case."""


def convert_issuer(endpoint: ServiceEndpoint, federation: Federation) -> None:
    """To the issuer of Entra, a moment later, if the identity takes that by now; else it stays as it was.

    Azure DevOps first tries to write the new credential itself: here it lacks the right to, as in many tenants. How a
    connection reads that could not be converted is documented nowhere.
    """
    if endpoint.converted_at is None and federation.takes_entra(endpoint):
        runtime = federation.runtime
        endpoint.converted_at = runtime.clock.now() + runtime.takes("endpoint_conversion")


def convert_scheme(endpoint: ServiceEndpoint, scheme: str, federation: Federation) -> None:
    """From a stored key to federation, or back within seven days; whether the identity trusts it is not looked at.

    :raises DevOpsError: it is shared, has another scheme, or can no longer go back.
    """
    if len(endpoint.references) > 1:
        raise endpoint_refused("The authentication scheme of a shared service connection cannot be converted.")
    now = federation.runtime.clock.now()
    if endpoint.type.lower() == "azurerm" and (endpoint.scheme, scheme) == (KEY, FEDERATION):
        endpoint.key_parameters, endpoint.reverts_until = endpoint.parameters, now + REVERTIBLE
        endpoint.parameters = {name: one for name, one in endpoint.parameters.items() if name.lower() not in OF_KEYS}
        endpoint.data[DEADLINE] = f"{datetime.fromtimestamp(now + REVERTIBLE, UTC):%Y-%m-%dT%H:%M:%S.%f}0Z"
        endpoint.scheme, endpoint.issuer_type, endpoint.converted_at = FEDERATION, federation.new_signer, None
    elif (endpoint.scheme, scheme) == (FEDERATION, KEY) and endpoint.reverts_until and now <= endpoint.reverts_until:
        endpoint.scheme, endpoint.parameters = KEY, endpoint.key_parameters
        endpoint.key_parameters, endpoint.reverts_until = {}, None
        del endpoint.data[DEADLINE]
    else:
        raise endpoint_refused(f"The authentication scheme {endpoint.scheme} cannot be converted to {scheme}.")
