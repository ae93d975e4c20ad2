# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imported by a process that is forked for each start of Ansible: reads what each start would read again.

These are the routes of Ansible's own collection, the options of its own plugins, and OpenSSL's algorithms.
"""

import functools
import ssl

from ansible.plugins import loader
from ansible.utils.collection_loader import _collection_finder as collections

# Ansible foresees that others put a cache here.
collections._meta_yml_to_dict = functools.cache(collections._meta_yml_to_dict)
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
# Each start makes its own.
collections._AnsibleCollectionFinder._remove()
ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
