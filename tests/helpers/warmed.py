# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imported by a process that is forked for each start of Ansible: reads what each start would read again.

These are the routes of Ansible's own collection, the options of its own plugins, our plugins' code, and OpenSSL's algorithms.
"""

import functools
import ssl
from pathlib import Path

from ansible.plugins import loader
from ansible.utils.collection_loader import _collection_finder as collections

# Ansible foresees that others put a cache here.
collections._meta_yml_to_dict = functools.cache(collections._meta_yml_to_dict)
# Ansible compiles a collection's files at each start. The cache knows each by all of its text.
collections.compile = functools.cache(compile)
loader.init_plugin_loader()
for kind in (
    loader.cache_loader,
    loader.callback_loader,
    loader.connection_loader,
    loader.inventory_loader,
    loader.shell_loader,
    loader.strategy_loader,
    loader.vars_loader,
):
    list(kind.all(class_only=True))
for path in (Path(__file__).parents[2] / "plugins").rglob("*.py"):
    collections.compile(source=path.read_bytes(), filename=str(path), mode="exec", flags=0, dont_inherit=True)
# Each start makes its own.
collections._AnsibleCollectionFinder._remove()
ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
