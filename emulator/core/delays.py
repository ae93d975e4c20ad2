# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time that the services take for what they do later than they answer."""

from __future__ import annotations

SECONDS: dict[str, tuple[float, float]] = {
    # What: (normally, with --eventual). Normally 0 where clients poll at once and then wait for whole seconds.
    "vault_dns": (0.0, 5.0),
    "vault_purge": (0.0, 6.0),
    "vault_purge_poll": (1.0, 5.0),
    "group_delete": (0.0, 20.0),
    "group_delete_poll": (1.0, 15.0),
    "secret_delete": (0.0, 4.0),
    "secret_recover": (0.0, 4.0),
    "secret_purge": (0.0, 4.0),
    "resource_list": (0.0, 10.0),
    "application_replication": (0.0, 6.0),
    "principal_replication": (0.0, 8.0),
    "federated_credential": (0.0, 10.0),
    "federated_credential_list": (0.0, 3.0),
    "federated_credential_write": (0.02, 0.5),
    "role_assignment": (0.0, 10.0),
    "access_policy": (0.0, 6.0),
    "provider_registration": (0.0, 5.0),
    "project_create": (0.1, 5.0),
    "project_visible": (0.0, 4.0),
    "project_delete": (0.1, 10.0),
    "import": (0.2, 8.0),
    "default_branch": (0.0, 4.0),
    "endpoint": (0.1, 5.0),
    "endpoint_conversion": (0.2, 60.0),
    "pipeline_permission": (0.0, 3.0),
    "run_start": (0.05, 2.0),
    "run_cancel": (0.1, 2.0),
}


def takes(what: str, eventual: bool) -> float:
    """Seconds; for `..._poll` what the service tells the client to wait (Retry-After)."""
    return SECONDS[what][eventual]
