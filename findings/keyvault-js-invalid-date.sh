#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: setSecret refuses an expiresOn that is an invalid Date, as `new Date(text)` is for a text it
#   cannot read; toISOString throws for it.
# Instead: it is sent as 0: the secret is written with an expiry in 1970.
# Seen on 2026-11-30 with @azure/keyvault-secrets 4.11.2, @azure/core-rest-pipeline 1.24.0; Node.js 20.20.2 on Linux x86-64:
#   sent {"value":"x","attributes":{"exp":0}}
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund @azure/keyvault-secrets@4.11.2 @azure/core-rest-pipeline@1.24.0
node - <<'EOF'
const { SecretClient } = require('@azure/keyvault-secrets')
const { createHttpHeaders } = require('@azure/core-rest-pipeline')
let sent
const httpClient = { // in place of the network
  async sendRequest (request) {
    const headers = createHttpHeaders({ 'content-type': 'application/json' })
    if (!request.headers.get('authorization')) {
      headers.set('www-authenticate', 'Bearer authorization="https://login.microsoftonline.com/contoso", resource="https://vault.azure.net"')
      return { request, status: 401, headers, bodyAsText: '{}' }
    }
    sent = request.body
    return { request, status: 200, headers, bodyAsText: '{"id":"https://example.vault.azure.net/secrets/one/1","value":"x","attributes":{}}' }
  }
}
const credential = { async getToken () { return { token: 'token', expiresOnTimestamp: 4102444800000 } } }
;(async () => {
  await new SecretClient('https://example.vault.azure.net', credential, { httpClient }).setSecret('one', 'x', { expiresOn: new Date('31.12.2030') })
  console.log('sent', sent)
  if (!sent.includes('"exp":0')) throw new Error()
})().catch(() => { console.error('The behaviour has changed.'); process.exit(1) })
EOF
