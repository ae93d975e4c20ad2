# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imported by a process that is forked for each start of Ansible: reads what each start would read again.

Uses private names of ansible-core 2.19 and newer; tests with an older one start Ansible without it (starts.py).

These are the routes of Ansible's own collection, its own plugins and their options, our plugins' code, what a module's code
imports, and OpenSSL's algorithms.
"""

import functools
import ssl
import sys
from pathlib import Path

from ansible._internal._datatag._tags import Origin
from ansible.executor import module_common
from ansible.plugins import loader
from ansible.utils.collection_loader import _collection_finder as collections

# Ansible foresees that others put a cache here.
collections._meta_yml_to_dict = functools.cache(collections._meta_yml_to_dict)
# Ansible compiles a collection's files at each start, and parses what a module imports for each task. The cache knows each by all
# of its text.
collections.compile = module_common.compile = functools.cache(compile)
loader.init_plugin_loader()
for kind in (
    loader.cache_loader,
    loader.callback_loader,
    loader.connection_loader,
    loader.filter_loader,
    loader.inventory_loader,
    loader.shell_loader,
    loader.strategy_loader,
    loader.test_loader,
    loader.vars_loader,
):
    list(kind.all(class_only=True))
ours = [str(path) for path in (Path(__file__).parents[3] / "plugins").rglob("*.py")]
for path in ours:
    collections.compile(source=Path(path).read_bytes(), filename=path, mode="exec", flags=0, dont_inherit=True)
used = [getattr(module, "__file__", None) for name, module in sys.modules.items() if name.startswith("ansible.module_utils.")]
for path in ours + [path for path in used if path]:
    module_common._compile_module_ast(path, Origin(path=path).tag(Path(path).read_bytes()))
# Each start makes its own.
collections._AnsibleCollectionFinder._remove()
ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
