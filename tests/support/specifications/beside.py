# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of other people that some tests need. They are beside the project, not in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION

SHARED = COLLECTION.parent / "shared"
RECORDINGS = SHARED / "recordings"
REPLAYER = SHARED / "conformance"
SPECIFICATIONS = SHARED / "specs"


def needs(*folders: Path) -> pytest.MarkDecorator:
    """Leaves a test out where one of them is missing, and says how to get it."""
    missing = " and ".join(f"../shared/{one.name}" for one in folders if not one.is_dir())
    reason = f"left out without {missing}; docs/docsite/rst/contributor_guide.rst, Sources, says where to get it"
    return pytest.mark.skipif(bool(missing), reason=reason)
