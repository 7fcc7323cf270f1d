"""The only writers of accounts."""

from hub.accounts.actions.accounts import (
    create_account,
    invite,
    reinstate,
    set_first_password,
    suspend,
    suspend_all,
)
from hub.accounts.actions.app_passwords import (
    add_app_password,
    keep_app_password,
    revoke_app_password,
)
from hub.accounts.actions.passwords import change_password
from hub.accounts.actions.signing_in import (
    Opened,
    end_session,
    end_sessions,
    sign_in,
    sign_out,
)
from hub.accounts.actions.slips import Slip, issue_slips
from hub.accounts.actions.tokens import ask_reset, issue_token, redeem, withdraw_token

__all__ = [
    "Opened",
    "Slip",
    "add_app_password",
    "ask_reset",
    "change_password",
    "create_account",
    "end_session",
    "end_sessions",
    "invite",
    "issue_slips",
    "issue_token",
    "keep_app_password",
    "redeem",
    "reinstate",
    "revoke_app_password",
    "set_first_password",
    "sign_in",
    "sign_out",
    "suspend",
    "suspend_all",
    "withdraw_token",
]
