# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates of secrets that somebody else's tool set past the year 9999, which Python cannot hold and a vault can."""

from __future__ import annotations

import datetime
import typing as t

from ...progress import Reporter
from ...sdk import required

with required("azure-core"):
    from azure.core.pipeline.policies import SansIOHTTPPolicy

    class ReadableDates(SansIOHTTPPolicy[t.Any, t.Any]):
        """Takes them out of an answer, before the vendor's client trips over one and with it over all other secrets."""

        def __init__(self, report: Reporter) -> None:
            super().__init__()
            self._report, self._told = report, set[str]()

        def on_response(self, request: t.Any, response: t.Any) -> None:
            answer = response.http_response
            if answer.status_code != 200:
                return
            try:
                found = answer.json()  # which the vendor's client gets too, and not a copy
            except ValueError:
                return
            if not isinstance(found, dict):
                return
            listed = found.get("value")
            for secret in [found, *(listed if isinstance(listed, list) else [])]:
                self._clean(secret)

        def _clean(self, secret: t.Any) -> None:
            attributes = secret.get("attributes") if isinstance(secret, dict) else None
            if not isinstance(attributes, dict):
                return
            for field, option in DATES.items():
                seconds = attributes.get(field)
                if isinstance(seconds, (int, float)) and not isinstance(seconds, bool) and not is_readable(seconds):
                    del attributes[field]
                    self._tell(str(secret.get("id") or "a secret"), option)

        def _tell(self, secret: str, field: str) -> None:
            if (told := f"{secret} has a date in {field} that lies past the year 9999, so it is not shown.") not in self._told:
                self._told.add(told)
                self._report.warn(told)


DATES = {"exp": "expires", "nbf": "not_before", "created": "created", "updated": "updated"}
"""Seconds on the wire: what a person calls them."""


def is_readable(seconds: float) -> bool:
    try:
        datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    except (OverflowError, OSError, ValueError):
        return False
    return True
