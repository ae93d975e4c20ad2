# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m emulator serve|exec|record`."""

from __future__ import annotations

import sys
from pathlib import Path

if (
    not __package__ or __package__ != "emulator"
):  # an installed collection: `python -m ansible_collections.vaultpipe.azure.emulator`
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from emulator.command_line import main

sys.exit(main())
