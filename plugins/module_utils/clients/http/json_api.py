# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An API of JSON in and JSON out over azure-core's own pipeline: what ARM and Microsoft Graph have in common."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from ...sdk import required
from ..context import TaskContext
from .call_errors import call_errors
from .field_types import AZURE_KINDS
from .paging import ContinuationTokens
from .responses import Json, Kinds, the_list, the_object, understood
from .retries import SAFE_METHODS_AND_PATCH

with required("azure-core"):
    from azure.core import PipelineClient
    from azure.core.pipeline.policies import (
        ContentDecodePolicy,
        CustomHookPolicy,
        HeadersPolicy,
        HttpLoggingPolicy,
        ProxyPolicy,
        RequestIdPolicy,
        UserAgentPolicy,
    )
    from azure.core.rest import HttpRequest

    from .retries import RetryPolicy

__all__ = ["Json", "JsonApi"]

USER_AGENT = "vaultpipe.azure"
OF_PATHS = "/%()=:,;'$@!*+&~"
"""Characters that stay in a path; whatever ends it early or is no part of an address gets encoded."""


def policies(context: TaskContext, authentication: t.Any, repeatable: t.Collection[str]) -> list[t.Any]:
    """The policies that each request goes through.

    The list is ours also for azure-mgmt-keyvault, whose own registers a resource provider in the subscription, even for a read.

    :param authentication: the policy that signs requests.
    :param repeatable: the methods whose requests are safe to send again.
    """
    return [
        RequestIdPolicy(),
        HeadersPolicy(),
        UserAgentPolicy(USER_AGENT),
        ProxyPolicy(),
        ContentDecodePolicy(),
        RetryPolicy(context, repeatable),
        authentication,
        CustomHookPolicy(),
        HttpLoggingPolicy(),
    ]


class JsonApi:
    """One request with its errors, and lists with all their pages."""

    kinds: t.ClassVar[Kinds] = AZURE_KINDS

    def __init__(
        self, context: TaskContext, base_url: str, authentication: t.Any, repeatable: t.Collection[str] = SAFE_METHODS_AND_PATCH
    ) -> None:
        """:param authentication: the policy that signs requests.
        :param repeatable: the methods whose requests are safe to send again."""
        session = self._session = context.session
        self.reporter = context.reporter
        self._client: t.Any = PipelineClient(
            base_url=base_url,
            transport=session.requests.transport(base_url, renew=session.credential.renewed),
            policies=policies(context, authentication, repeatable),
        )

    def _pages(self, path: str, asked: str, query: t.Mapping[str, str], next_link: str) -> list[Json]:
        """:param next_link: the field with the address of the next page."""
        found: list[Json] = []
        marks, page = ContinuationTokens(asked), self._json("GET", path, asked, None, query)
        while True:
            found += the_list(page, asked)
            if not page.get(next_link):
                return found
            address = marks.following(page[next_link])
            with call_errors(asked, self._session):
                response = self._checked(HttpRequest("GET", address))
            page = the_object(understood(response.content, asked, self.kinds), asked)

    def _json(
        self,
        method: str,
        path: str,
        asked: str,
        body: Json | None,
        query: t.Mapping[str, str],
        headers: t.Mapping[str, str] | None = None,
    ) -> Json:
        """The answer's object; empty where a write has none.

        :param asked: completes "Could not ...".
        :raises ServiceError: the answer is something else.
        """
        with call_errors(asked, self._session):
            response = self._checked(self._request(method, path, body, query, headers))
        answered = response.content or (b"" if method == "GET" else b"{}")
        return the_object(understood(answered, asked, self.kinds), asked)

    def _request(
        self, method: str, path: str, body: Json | None, query: t.Mapping[str, str], headers: t.Mapping[str, str] | None = None
    ) -> HttpRequest:
        """The one place where values get into an address: azure-core encodes none of them."""
        address = self._client.format_url(quote(path, safe=OF_PATHS))
        params = {name: quote(value, safe="") for name, value in query.items()}
        return HttpRequest(method, address, params=params, json=body, headers=dict(headers or {}))

    def _checked(self, request: HttpRequest) -> t.Any:
        response = self._client.send_request(request)
        response.raise_for_status()
        return response
