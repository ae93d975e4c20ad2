# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Importing the vendors' packages so that a missing one becomes a clear error, not a traceback."""

from __future__ import annotations

import contextlib
import logging
import sys
import typing as t

from .errors import VaultpipeError

_missing: dict[str, str] = {}
_hindered: dict[str, str] = {}


@contextlib.contextmanager
def required(package: str) -> t.Iterator[None]:
    """Wraps the imports of one PyPI package at the top of a file; documentation and sanity tests need none of them."""
    try:
        yield
    except ImportError as error:
        _missing[package] = str(error)
    except OSError as error:  # azure-devops makes a folder when it is imported
        _hindered[package] = f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"


def missing() -> list[str]:
    """Packages that this interpreter lacks, among those that the loaded files need."""
    return sorted(_missing)


def check() -> None:
    """:raises VaultpipeError: a package is missing, which is named with the interpreter, or cannot be loaded."""
    if _missing:
        raise VaultpipeError(
            f"The Python packages {', '.join(missing())} are missing for {sys.executable}.",
            f"Install them there: {sys.executable} -m pip install {' '.join(missing())}",
            causes=dict(_missing),
        )
    for package, cause in _hindered.items():
        raise VaultpipeError(
            f"The Python package {package} could not be loaded: {cause}.",
            "Let HOME name a folder that can be written to, or set AZURE_DEVOPS_CACHE_DIR to one.",
        )


def silence() -> None:
    """Keeps the packages' own logging to themselves.

    Python prints their warnings to stderr, and ANSIBLE_LOG_PATH would collect their lines about each request.
    """
    for package in ("azure", "msal", "msrest", "urllib3"):
        logger = logging.getLogger(package)
        logger.propagate = False
        logger.handlers = [logging.NullHandler()]
