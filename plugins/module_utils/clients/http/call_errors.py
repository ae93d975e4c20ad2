# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns whatever azure-core raises into our errors, in one place."""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import traceback
import typing as t

from ...errors import AuthenticationError, not_its_own_404, not_understood, service_error
from ...sdk import required
from ...session.session import Session
from ...transport.failures import TransportError

with required("azure-core"):
    from azure.core.exceptions import AzureError, ClientAuthenticationError, DecodeError, HttpResponseError


CLOCKS_DIFFER = 300.0
"""Seconds that a token's times allow clocks to differ."""
OURS = __name__.rpartition(".clients.")[0]
NOT_READ = (AttributeError, KeyError, TypeError, ValueError)
"""Exceptions that the vendors' clients raise when an answer has another form than theirs."""


@contextlib.contextmanager
def call_errors(asked: str, session: Session) -> t.Iterator[None]:
    """Wraps one call, and nothing but it.

    :param asked: completes "Could not ...": what is done to which resource.
    :raises ServiceError: status, code and message as the service gave them; Unreachable without an answer.
    :raises AuthenticationError: 401, with the way of signing in that was taken.
    """
    session.asked = asked
    try:
        yield
    except TransportError as error:
        raise error.while_asked(asked) from error
    except NOT_READ as error:
        if not _is_of_a_vendor(error):
            raise
        raise not_understood(asked, "what the vendor's client can read") from error
    except HttpResponseError as error:
        if isinstance(error, DecodeError) and error.response is not None and (error.status_code or 0) < 400:
            raise not_understood(asked, "what the vendor's client can read") from error
        code, message, inner, own = _said(error)
        if error.status_code == 404 and not own:
            raise not_its_own_404(asked) from error
        if error.status_code == 401 or isinstance(error, ClientAuthenticationError):
            raise AuthenticationError(
                f"Could not {asked}: signed in as {session.way.described}, the service refused the token. {code}: {message}",
                _clock(error) or "Check that the identity belongs to the tenant of the subscription and the vault.",
            ) from error
        raise service_error(asked, error.status_code, code, message, inner) from error
    except AzureError as error:
        raise service_error(asked, None, type(error).__name__, _first_line(error)) from error


def _clock(error: t.Any) -> str:
    """Remedy where this machine and the service do not agree about the time; a token's begin and end are times."""
    with contextlib.suppress(AttributeError, KeyError, TypeError, ValueError):
        there = email.utils.parsedate_to_datetime(error.response.headers["Date"])
        here = datetime.datetime.now(datetime.timezone.utc)
        if abs((here - there).total_seconds()) > CLOCKS_DIFFER:
            return (
                f"The clock of this machine may be wrong: here it is {here:%Y-%m-%d %H:%M:%S}, there {there:%Y-%m-%d %H:%M:%S} "
                "(UTC). Set it, and run again."
            )
    return ""


def _is_of_a_vendor(error: Exception) -> bool:
    """Raised in their code; what ours raises is not about the answer."""
    frames = [frame for frame, _line in traceback.walk_tb(error.__traceback__)]
    return not str(frames[-1].f_globals.get("__name__")).startswith(OURS)


def _said(error: t.Any) -> tuple[str, str, str, bool]:
    """Code, message and inner code of the error body; of the status line when there is no such body. Whether there is one."""
    try:
        body = error.response.json()
        if "error" not in body:
            # Some services behind ARM (docs/reference/resource_manager.md#throttling).
            return str(body["Code"]), str(body["Message"]), "", True
        said = body["error"]
        return str(said["code"]), " ".join([str(said["message"]), *_policies(said)]), _inner(said), True
    except (AttributeError, KeyError, TypeError, ValueError):
        return str(error.reason or ""), "", "", False


def _inner(said: dict[str, t.Any]) -> str:
    inner = said.get("innererror") or {}
    while isinstance(inner.get("innererror"), dict):
        inner = inner["innererror"]
    return str(inner.get("code", ""))


def _policies(said: dict[str, t.Any]) -> list[str]:
    """The policies that forbid a request, by the names that people gave (docs/reference/resource_manager.md#azure-policy)."""
    violations = [one["info"] for one in said.get("additionalInfo") or [] if one.get("type") == "PolicyViolation"]
    return [
        f"The policy {one.get('policyDefinitionDisplayName') or one['policyDefinitionName']!r} forbids it, by the assignment "
        f"{one.get('policyAssignmentDisplayName') or one['policyAssignmentName']!r} at {one.get('policyAssignmentScope')}."
        for one in violations
    ]


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", maxsplit=1)[0]
