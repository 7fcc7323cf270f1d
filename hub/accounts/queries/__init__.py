"""Reads of accounts: of a credential, of one account, of all of them."""

from hub.accounts.queries.credentials import (
    AppPasswordFacts,
    Credentials,
    SessionFacts,
    app_password_of,
    credentials_of,
    live_sessions,
    session_of,
    token_of,
)

__all__ = [
    "AppPasswordFacts",
    "Credentials",
    "SessionFacts",
    "app_password_of",
    "credentials_of",
    "live_sessions",
    "session_of",
    "token_of",
]
