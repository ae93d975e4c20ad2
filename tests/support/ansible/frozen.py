# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imported last by a process that is forked often: its forks' garbage collection passes over all that is imported by then.

Else each fork touches, and so copies, the memory of everything that it shares.
"""

import gc

gc.freeze()
