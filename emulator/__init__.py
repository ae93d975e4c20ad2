# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A local Azure behind HTTPS_PROXY: it answers for the real host names, on loopback only.

Not for real secrets: state lives in this process's memory and is gone when it ends.
"""
