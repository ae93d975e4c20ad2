# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where requests leave: it knows the addresses of the service that a token is for, and the bounds of an answer."""

from __future__ import annotations

import os
import typing as t
from urllib.parse import urljoin, urlsplit

from ..sdk import required
from .connections import CONNECTIONS, TRUST, kept_open
from .failures import EndlessAnswer, LedElsewhere, LocalTrouble

PIECE = 1 << 16
LARGEST = 256
"""Mebibytes of an answer, unpacked."""
PORTS = {"https": 443, "http": 80}
REMEDY = (
    "Nothing was sent there. This service does not send its clients elsewhere, so perhaps something else answered, such as a "
    "proxy: look at the network settings."
)


def origin(address: str) -> tuple[str, str, int | None]:
    """Scheme, host and port."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or PORTS.get(parts.scheme)


with required("azure-core"):
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3 import HTTPResponse

    from .deadline import POOLS

    Inspection = t.Callable[[requests.Response], None]
    Renewal = t.Callable[[str], t.Optional[str]]
    """Gives another bearer token in place of a refused one; None when there is none."""

    class RememberedAnswer(t.Protocol):
        """An answer that a service gave earlier."""

        status: int
        headers: dict[str, str]
        content: bytes

    class Remembered(t.Protocol):
        """Answers that the service need not be asked for again."""

        def recall(self, request: requests.PreparedRequest, /) -> RememberedAnswer | None:
            """None where the service has to be asked."""

        def keep(self, response: requests.Response, /) -> None:
            """Looks at each answer for what may be recalled."""

    class GuardedAdapter(HTTPAdapter):
        """Sends to its own addresses only, follows no redirect, and reads each answer to its end within bounds."""

        def __init__(
            self,
            addresses: t.Collection[str],
            inspect: Inspection | None = None,
            renew: Renewal | None = None,
            remembered: Remembered | None = None,
        ) -> None:
            super().__init__(pool_maxsize=CONNECTIONS)
            self._origins, self._inspect, self._renew = [origin(address) for address in addresses], inspect, renew
            self._remembered = remembered

        def init_poolmanager(self, *rest: t.Any, **more: t.Any) -> None:
            def made() -> t.Any:
                super(GuardedAdapter, self).init_poolmanager(*rest, **more)
                self.poolmanager.pool_classes_by_scheme = POOLS
                return self.poolmanager

            self.poolmanager = kept_open("", made)

        def proxy_manager_for(self, proxy: t.Any, **more: t.Any) -> t.Any:
            def made() -> t.Any:
                manager = super(GuardedAdapter, self).proxy_manager_for(proxy, **more)
                if not proxy.lower().startswith("socks"):
                    manager.pool_classes_by_scheme = POOLS
                return manager

            return kept_open(proxy, made)

        def close(self) -> None:
            """Leaves the connections to the tasks that come."""

        def send(  # type: ignore[override]
            self, request: t.Any, stream: bool = False, **more: t.Any
        ) -> requests.Response:
            """:raises TransportError: the address is another service's, or the answer has no end or leads elsewhere."""
            if origin(request.url) not in self._origins:
                there = _shown(request.url)
                raise LedElsewhere(f"the answer of {self._host} leads to another host: it goes on at {there}.", REMEDY, there)
            answer = self._remembered.recall(request) if self._remembered else None
            if answer is not None:
                return self._answered(request, answer)
            response = super().send(request, True, **more)
            if response.is_redirect:
                response.close()
                there = _shown(urljoin(request.url, response.headers["location"]))
                raise LedElsewhere(
                    f"{self._host} redirects to {there} (HTTP {response.status_code}), and no redirect is followed.",
                    REMEDY,
                    there,
                )
            response._content = self._read(response)
            if self._inspect:
                self._inspect(response)
            if self._remembered:
                self._remembered.keep(response)
            again = self._sent_again(request, response, more)
            return response if again is None else again  # an error's answer counts as false

        def _answered(self, request: t.Any, answer: RememberedAnswer) -> requests.Response:
            """The remembered answer, as if the service had given it."""
            raw = HTTPResponse(answer.content, answer.headers, answer.status, preload_content=False)
            response = self.build_response(request, raw)
            response._content = answer.content
            return response

        def _sent_again(self, request: t.Any, response: requests.Response, more: dict[str, t.Any]) -> requests.Response | None:
            """The answer to the same request with another token, where one was refused and there is another; once."""
            scheme, _blank, token = str(request.headers.get("Authorization", "")).partition(" ")
            claims = "claims=" in response.headers.get("WWW-Authenticate", "")  # the vendors' clients bring those
            if self._renew is None or response.status_code != 401 or scheme != "Bearer" or claims:
                return None
            other = self._renew(token)
            if other is None or other == token:
                return None
            again = request.copy()
            again.headers["Authorization"] = f"Bearer {other}"
            return self.send(again, True, **more)

        @property
        def _host(self) -> str:
            return self._origins[0][1]

        def _read(self, response: requests.Response) -> bytes:
            content = bytearray()
            for piece in response.iter_content(PIECE):
                content += piece
                if len(content) > LARGEST << 20:
                    response.close()
                    raise EndlessAnswer(
                        f"{self._host} gave an answer of more than {LARGEST} MiB.",
                        "Perhaps something else answered, such as a proxy: look at the network settings.",
                    )
            return bytes(content)

        def cert_verify(self, conn: t.Any, url: str, verify: t.Any, cert: t.Any) -> None:
            """:raises LocalTrouble: the file with the authorities to trust is not there."""
            if isinstance(verify, str) and not os.path.exists(verify):
                name = next((one for one in TRUST if os.environ.get(one) == verify), TRUST[0])
                raise LocalTrouble(f"{name} is {verify!r}, but there is no such file.", "Correct it, or unset it.")
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]


def _shown(address: str) -> str:
    """Without what may be a secret in it."""
    scheme, host, port = origin(address)
    return f"{scheme}://{host}{'' if port == PORTS.get(scheme) else f':{port}'}{urlsplit(address).path}"
