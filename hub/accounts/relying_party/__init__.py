"""Signing in with an account of elsewhere: the hub as relying party of OpenID providers.

`hub.openid` reads which providers the operator trusts. Somebody's account there is an
`ExternalIdentity` here, (issuer, subject), of one account; it comes to be by a link that was
proven (`actions.link`, an invitation, a command) and never by what a provider says of an e-mail
address: addresses are given again to whoever comes after (CVE-2023-3128, CVE-2026-47164).

The way of one sign-in: `attempts.begin` keeps what the answer must fit, bound to the browser;
`exchange` asks the provider for its tokens and `tokens` believes them or not; `actions` opens the
session. Whatever is refused on the way is journaled, and changes nothing.
"""
