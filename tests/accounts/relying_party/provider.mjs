// npm oidc-provider as organisations run it: one issuer a port, as standard input describes them.
import { readFileSync } from 'node:fs'
import * as oidc from 'oidc-provider'

for (const it of JSON.parse(readFileSync(0, 'utf8'))) {
  const provider = new oidc.Provider(it.issuer, {
    clients: it.clients,
    jwks: { keys: it.keys },
    cookies: { keys: ['a key of tests'] },
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    features: {
      devInteractions: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      userinfo: { enabled: true },
      jwtUserinfo: { enabled: true },
    },
    // Its own refuses loopback, where the hub of the tests is.
    fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
    pkce: { required: () => it.pkce },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...it.people[id] }),
    }),
  })
  provider.on('server_error', (_context, error) => console.error(error))
  await new Promise((done) => provider.listen(new URL(it.issuer).port, '127.0.0.1', done))
}
console.log('ready')
