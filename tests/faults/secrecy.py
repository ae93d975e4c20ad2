# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No fault brings a secret to light: what a cell shows, searched for each secret that its runs used."""

from __future__ import annotations

from pathlib import Path

import yaml

from ansible_collections.vaultpipe.azure.tests.support.ansible.growing_file import GrowingFile
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.secrecy import output_channels
from ansible_collections.vaultpipe.azure.tests.support.secrecy.canaries import Canary, told, with_overheard
from ansible_collections.vaultpipe.azure.tests.support.secrecy.output_channels import Sink

ARTIFACT = "artifact"
"""The folder that the tutorial's artifact, which is the secret, is unpacked into."""


class Secrecy:
    """From now on: the emulator has heard, and logged, other runs before."""

    def __init__(self, emulator: EmulatorProcess, heard: Path) -> None:
        """:param heard: what secret_capturing.py writes secrets to."""
        self._emulator = emulator
        self._heard = GrowingFile(heard)
        self._log = GrowingFile(Path(emulator.environment["AZURE_CONFIG_DIR"], "../emulator.log"))

    def secrets(self) -> list[Canary]:
        environment = self._emulator.environment
        planted = {
            "client secret": environment["AZURE_CLIENT_SECRET"],
            "personal access token": environment["AZURE_DEVOPS_EXT_PAT"],
            "value": yaml.safe_load(Path(environment["VAULTPIPE_VARS"]).read_text())["vaultpipe_secret_value"],
        }
        return with_overheard(planted, self._heard.news())

    def assert_kept(self, folder: Path, *outputs: str) -> None:
        """:param folder: of the runs, whose artifact is let be.
        :param outputs: what each of them printed."""
        seen = [
            *(output_channels.text(f"output {number}", output) for number, output in enumerate(outputs, 1)),
            output_channels.folder(
                "the folder of Ansible", folder, without=lambda path: ARTIFACT in path.relative_to(folder).parts
            ),
            *output_channels.emulator(self._emulator),
            Sink("the emulator's log", self._log.news()),
        ]
        secrets = self.secrets()
        assert {secret.what for secret in secrets} >= {"client secret", "personal access token", "value", "access_token"}
        assert [sink.name for sink in seen if not sink.content] == []
        leaks = {sink.name: told(secrets, sink.content) for sink in seen}
        assert not any(leaks.values()), {name: places for name, places in leaks.items() if places}
