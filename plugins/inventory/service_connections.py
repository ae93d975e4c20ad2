# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory of an organization's service connections."""

from __future__ import annotations

DOCUMENTATION = r"""
name: service_connections
short_description: Service connections of an Azure DevOps organization as hosts
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Makes a host of each service connection to Azure that the signed-in identity sees, so that a play works through all of them.
  - The host's name is the project's and the connection's, such as C(shop/azure-shop). Tasks run on the controller.
  - The variable C(service_connection) holds the connection as M(vaultpipe.azure.devops_service_connection_info) returns it,
    with its C(scheme), such as C(WorkloadIdentityFederation) or C(ServicePrincipal), and its C(issuer_kind), V(entra) or
    V(vstoken).
  - Groups are made by project, scheme, kind of issuer and identity, such as C(project_shop), C(scheme_ServicePrincipal),
    C(issuer_vstoken) and C(identity_00000000_0000_0000_0000_000000000000).
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - ansible.builtin.constructed
options:
  plugin:
    description: Says that the file is for this plugin.
    type: str
    required: true
    choices: [vaultpipe.azure.service_connections]
  projects:
    description: Names or ids of the projects to look into; all that the identity sees without it.
    type: list
    elements: str
notes:
  - The file's name ends with C(service_connections.yml) or C(service_connections.yaml).
  - A connection that projects share is a host for each of them.
"""

EXAMPLES = r"""
# service_connections.yml
plugin: vaultpipe.azure.service_connections
organization: vaultpipe
projects:
  - shop
groups:
  # Connections that sign in with a stored secret.
  with_secret: service_connection.scheme == 'ServicePrincipal'
keyed_groups:
  - key: service_connection.subscription_name
    prefix: subscription
compose:
  credential_name: service_connection.name
"""

import sys
import typing as t

from ansible import constants
from ansible.errors import AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.inventory import BaseInventoryPlugin, Constructable
from ansible.utils.unsafe_proxy import wrap_var

from ..module_utils.clients.context import TaskContext
from ..module_utils.engine.attempt import failure_result, prepare
from ..module_utils.progress import Reporter
from ..module_utils.redaction.masking import secrets_to_redact
from ..module_utils.redaction.messages import safe
from ..module_utils.resources.service_connection.fleet import SPEC, fleet
from ..module_utils.session.session import Session
from ..plugin_utils.validation import validated, with_near_names

CONSTRUCTED = {"compose", "groups", "keyed_groups", "leading_separator", "strict", "use_extra_vars", "plugin"}
"""Options that are Ansible's own."""
GROUPS = {"project": "project", "scheme": "scheme", "issuer": "issuer_kind", "identity": "identity_client_id"}
"""Beginnings of the groups' names, and the fields that end them."""


class InventoryModule(BaseInventoryPlugin, Constructable):
    NAME = "vaultpipe.azure.service_connections"

    def verify_file(self, path: str) -> bool:
        return bool(super().verify_file(path)) and path.endswith(("service_connections.yml", "service_connections.yaml"))

    def parse(self, inventory: InventoryData, loader: DataLoader, path: str, cache: bool = True) -> None:
        """:raises AnsibleParserError: the text holds no secret, and no exception is chained to it that would."""
        super().parse(inventory, loader, path, cache)
        config = self._read_config_data(path)
        for connection in self._found({name: value for name, value in config.items() if name not in CONSTRUCTED}):
            self._add(connection)

    def _found(self, given: dict[str, t.Any]) -> list[dict[str, t.Any]]:
        checked = validated(SPEC, given)
        hidden = secrets_to_redact(map(str, checked._no_log_values), given, SPEC.options)
        if checked.error_messages:
            raise AnsibleParserError(safe(with_near_names("; ".join(checked.error_messages), checked, SPEC), hidden))
        options = dict(checked.validated_parameters)
        session = Session(options, constants.DEFAULT_LOCAL_TMP)
        try:
            prepare(options, SPEC, session)
            return fleet(options, TaskContext(session, Reporter(hidden=hidden)))
        except Exception as error:
            told = failure_result(error, session, hidden)["msg"]
        raise AnsibleParserError(told)

    def _add(self, connection: dict[str, t.Any]) -> None:
        host, strict = f"{connection['project']}/{connection['name']}", bool(self.get_option("strict"))
        self.inventory.add_host(host)
        # Wrapped, since people in Azure DevOps choose texts, and ansible-core below 2.19 takes any for a template.
        here = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        variables = {**here, "service_connection": wrap_var(connection)}
        for name, value in variables.items():
            self.inventory.set_variable(host, name, value)
        for beginning, field in GROUPS.items():
            if connection[field] is not None:
                group = self.inventory.add_group(self._sanitize_group_name(f"{beginning}_{connection[field]}"))
                self.inventory.add_host(host, group=group)
        self._set_composite_vars(self.get_option("compose"), variables, host, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, host, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, host, strict=strict)
