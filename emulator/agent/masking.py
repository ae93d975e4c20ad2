# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps secrets out of logs: every form in which a known secret is likely to be printed becomes `***`."""

from __future__ import annotations

import base64
import json
import re
from urllib.parse import quote

from emulator.agent.logging_commands.syntax import escape_data

PASSWORD = re.compile(r"//[^:/?#\n]+:((?:[\w.~\-!$&'()*+,;=:]|(?:%|%AZP25)[0-9a-fA-F]{2})+)(?=@)")
"""The password in an address: masked whatever it is."""


class SecretMasker:
    """Knows the secrets of one job.

    A secret of any length is masked, even one character: the agent leaves short ones out only when told to.
    """

    def __init__(self) -> None:
        self._forms: set[str] = set()

    def add(self, secret: str) -> None:
        """A secret set while the job runs: plain and escaped (docs/reference/pipeline_task.md#masked-secrets)."""
        if not secret:
            return
        plain = re.sub(r"\\([\\'\"t])", lambda found: "\t" if found[1] == "t" else found[1], secret)
        for form in (secret, plain, escape_data(secret), secret.replace("\r", "%0D").replace("\n", "%0A")):
            self._forms |= {form, json.dumps(form, ensure_ascii=False)[1:-1], quote(form, safe="-_.~")}

    def add_from_job(self, secret: str) -> None:
        """A secret that came with the job: also without surrounding quotes and blanks, and in base64."""
        if not secret.strip():
            return
        for form in (secret, secret.strip(), secret.strip("'"), secret.strip('"')):
            self.add(form)
        self.add(base64.b64encode(secret.encode()).decode())

    def mask(self, text: str) -> str:
        """The text with `***` for each secret; secrets that touch or overlap become one."""
        found: list[tuple[int, int]] = []
        # A copy: other threads add while this one reads.
        for form in tuple(self._forms):
            start = text.find(form)
            while start >= 0:
                found.append((start, start + len(form)))
                start = text.find(form, start + 1)
        found += [match.span(1) for match in PASSWORD.finditer(text)]
        masked, position, last_end = "", 0, -1
        for start, end in sorted(found):
            if start > last_end:
                masked += text[position:start] + "***"
            position = last_end = max(last_end, end)
        return masked + text[position:]
