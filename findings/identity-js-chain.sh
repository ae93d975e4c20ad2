#!/usr/bin/env bash
# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Expected: a chain of credentials ends at the first that can be used and is refused, as in Python: a wrong
#   secret is an error to be seen.
# Instead: in JavaScript the refusal of a ClientSecretCredential is an AuthenticationRequiredError, which the
#   chain takes for 'not available': the next identity, one of other rights, is used without a word.
# Seen on 2026-11-30 with @azure/identity 4.13.1, @azure/core-rest-pipeline 1.24.0; Node.js 20.20.2 on Linux x86-64:
#   alone: AuthenticationRequiredError
#   in a chain: a token of another identity
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund @azure/identity@4.13.1 @azure/core-rest-pipeline@1.24.0
node - <<'EOF'
const { ChainedTokenCredential, ClientSecretCredential } = require('@azure/identity')
const { createHttpHeaders } = require('@azure/core-rest-pipeline')
const refusal = { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.', error_codes: [7000215] }
const httpClient = { // in place of the network
  async sendRequest (request) {
    const base = request.url.split('/v2.0/')[0]
    const document = { token_endpoint: base + '/oauth2/v2.0/token', authorization_endpoint: base + '/authorize', issuer: base + '/v2.0' }
    const discovery = request.url.includes('openid-configuration')
    return { request, status: discovery ? 200 : 401, headers: createHttpHeaders({ 'content-type': 'application/json' }),
      bodyAsText: JSON.stringify(discovery ? document : refusal) }
  }
}
const refused = new ClientSecretCredential('11111111-1111-1111-1111-111111111111', 'client', 'wrong', { httpClient })
const other = { async getToken () { return { token: 'of another identity', expiresOnTimestamp: 4102444800000 } } }
;(async () => {
  const scope = 'https://vault.azure.net/.default'
  console.log('alone:', await refused.getToken(scope).catch(error => error.name))
  const { token } = await new ChainedTokenCredential(refused, other).getToken(scope)
  console.log('in a chain: a token', token)
})().catch(error => { console.error('The behaviour has changed.', error.name); process.exit(1) })
EOF
