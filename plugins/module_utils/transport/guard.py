# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way to send a request, under every client, the vendors' too: it knows where one may go and how long it may last."""

from __future__ import annotations

import typing as t

from ..sdk import required

with required("azure-core"):
    import requests
    from azure.core.pipeline.transport import RequestsTransport

    from .adapter import GuardedAdapter, Inspection, Remembered, Renewal

    def azure_transport(
        addresses: t.Collection[str],
        inspect: Inspection | None = None,
        renew: Renewal | None = None,
        remembered: Remembered | None = None,
        **timeouts: float,
    ) -> RequestsTransport:
        """For clients over azure-core.

        :param addresses: of the services that the client may ask.
        :param inspect: looks at each answer before the client does.
        :param renew: gives another token in place of a refused one.
        :param remembered: answers that need not be asked for again.
        """
        session = requests.Session()
        guard(session, addresses, inspect, renew, remembered)
        return RequestsTransport(session=session, **timeouts)

    def guard(
        session: requests.Session,
        addresses: t.Collection[str],
        inspect: Inspection | None = None,
        renew: Renewal | None = None,
        remembered: Remembered | None = None,
    ) -> None:
        """Makes a session send to these addresses only."""
        for scheme in ("https://", "http://"):
            session.mount(scheme, GuardedAdapter(addresses, inspect, renew, remembered))
