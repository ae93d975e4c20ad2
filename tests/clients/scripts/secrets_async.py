# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The asynchronous clients for secrets, on the vault of secrets_sync.py. Prints the JSON that the test looks at."""

import asyncio
import json
import os
import sys

from azure.identity.aio import ClientSecretCredential
from azure.keyvault.secrets.aio import SecretClient


async def main() -> dict[str, object]:
    names = ("TENANT_ID", "CLIENT_ID", "CLIENT_SECRET")
    async with (
        ClientSecretCredential(*(os.environ[f"AZURE_{name}"] for name in names)) as credential,
        SecretClient(f"https://{os.environ['VAULT']}.vault.azure.net", credential) as secrets,
    ):
        for number in range(30):
            await secrets.set_secret(f"s{number:02}", "x")
        listed = [one.name async for one in secrets.list_properties_of_secrets(max_page_size=7)]
        await secrets.delete_secret("s00")
        deleted = [one.name async for one in secrets.list_deleted_secrets()]
        return {"listed": listed, "deleted": deleted}


json.dump(asyncio.run(main()), sys.stdout)
