# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The classes of what the services keep: all that a snapshot may hold besides plain data and git repositories."""

from __future__ import annotations

import sys
import typing
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any

from emulator.core.operations import Operation
from emulator.job_protocol.jobs import Issue, Step, Variable
from emulator.services.arm.model.authorization.role_assignments import RoleAssignment
from emulator.services.arm.model.authorization.roles import Permissions as RolePermissions
from emulator.services.arm.model.authorization.roles import RoleDefinition
from emulator.services.arm.model.identities import Identity
from emulator.services.arm.model.resource_groups import ResourceGroup
from emulator.services.arm.model.resource_manager import Subscription
from emulator.services.azure_devops.model.connections.checks import Check
from emulator.services.azure_devops.model.connections.endpoint import Reference, ServiceEndpoint
from emulator.services.azure_devops.model.git.imports import ImportRequest
from emulator.services.azure_devops.model.git.repositories import Push, RefUpdate, Repository
from emulator.services.azure_devops.model.pipelines.definitions import Definition
from emulator.services.azure_devops.model.pipelines.folders import Folder
from emulator.services.azure_devops.model.pipelines.permissions import Changes, Grant, Permissions
from emulator.services.azure_devops.model.pipelines.pipeline import AuthoredJob, AuthoredStep, Pipeline, Trigger
from emulator.services.azure_devops.model.pipelines.pools import Pool, Queue
from emulator.services.azure_devops.model.pipelines.resolver import ResolvedJob, ResolvedPipeline
from emulator.services.azure_devops.model.pipelines.stored_variables import StoredVariable
from emulator.services.azure_devops.model.pipelines.variable_groups import VariableGroup
from emulator.services.azure_devops.model.projects.processes import Process
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.model.runs.builds import Artifact, Build, BuildJob, Log, Record
from emulator.services.entra.model.applications import Application
from emulator.services.entra.model.client_secrets import ClientSecret
from emulator.services.entra.model.groups import Group
from emulator.services.entra.model.principals import FederatedCredential, Principal
from emulator.services.key_vault.management.model.vaults import Vault
from emulator.services.key_vault.secrets import Secret, SecretVersion
from emulator.switches.policies import Policies
from emulator.switches.quotas import Bucket, Window

PACKAGE = "emulator"
CLASSES: tuple[type, ...] = (
    Application, Artifact, AuthoredJob, AuthoredStep, ResolvedJob, ResolvedPipeline, Bucket, Build, BuildJob, Changes, Check,
    ClientSecret, Definition, FederatedCredential, Folder, Grant, Group,
    Identity, ImportRequest, Issue, Log, Operation, Permissions, Pipeline, Pool, Principal, Process, Project,
    Push, Queue, Record, RefUpdate, Reference, Repository, ResourceGroup, RoleAssignment, RoleDefinition,
    RolePermissions, Policies, Secret, SecretVersion, ServiceEndpoint, Step, StoredVariable, Subscription, Trigger, Variable,
    VariableGroup, Vault, Window,
)  # fmt: skip


def _name(of: type) -> str:
    return f"{of.__module__.removeprefix(PACKAGE + '.')}.{of.__qualname__}"


NAMES = {one: _name(one) for one in CLASSES}
BY_NAME = {name: one for one, name in NAMES.items()}


def _hints(of: type) -> dict[str, Any]:
    """Some types are imported for type checkers only, so they are found here by their names."""
    known = {one.__name__: one for one in CLASSES} | vars(sys.modules[of.__module__])
    found = typing.get_type_hints(of, known)
    return {one.name: found[one.name] for one in fields(of)}


HINTS = {one: _hints(one) for one in CLASSES}
"""The type of each field of each class."""


def is_exactly(value: Any, *kinds: Any) -> bool:
    """Tells whether the value is of one of these classes itself; a subclass of one is no plain data."""
    return type(value) in kinds


def fits(value: Any, hint: Any) -> bool:
    """Says whether a value is of such a type; what a record itself holds is looked at when its turn comes."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return True
    if origin in (UnionType, typing.Union):
        return any(fits(value, one) for one in inner)
    if origin is tuple and inner[-1] is not ...:
        return is_exactly(value, tuple) and len(value) == len(inner) and all(map(fits, value, inner))
    if origin in (tuple, list):
        return is_exactly(value, origin) and all(_fits_inside(one, inner[0]) for one in value)
    if origin is dict:
        return is_exactly(value, dict) and all(fits(key, inner[0]) and _fits_inside(one, inner[1]) for key, one in value.items())
    if hint is float:
        return is_exactly(value, float, int)
    return is_exactly(value, hint)


def _fits_inside(value: Any, hint: Any) -> bool:
    """In tags and the like the services keep whatever JSON a client sent as a text."""
    return (hint is str and is_exactly(value, str, int, float, bool, NoneType, list, dict)) or fits(value, hint)
