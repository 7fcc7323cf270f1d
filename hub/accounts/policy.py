"""Who may do what with an account.

Its owner, in a session: password, sessions, app passwords. Administrators, in a session or by a
command: invite, print a slip, suspend, reinstate, end sessions and app passwords; they never
read or choose a password. A telephone's secret and a link do none of this. To everybody else an
account is not there.
"""

from __future__ import annotations

from hub.actor import Actor, Via
from hub.errors import Forbidden, NotFound
from hub.language import _


def abilities(by: Actor, account_id: int | None = None) -> frozenset[str]:
    """What the actor may do with this account or, without one, with all: `read write manage`."""
    able = set()
    if account_id is not None and _owns(by, account_id):
        able |= {"read", "write"}
    if administers(by):
        able |= {"read", "manage"}
    return frozenset(able)


def administers(by: Actor) -> bool:
    """An administrator in a session or command, or the hub's own work, such as provisioning."""
    if by.via is Via.JOB and by.person_id is None:
        return True
    return by.is_administrator and by.via in {Via.SESSION, Via.JOB} and not by.scope


def check_reads(by: Actor, account_id: int) -> None:
    _check(by, account_id, "read")


def check_writes(by: Actor, account_id: int) -> None:
    """Raises `NotFound` unless it is the actor's own account, in a session."""
    _check(by, account_id, "write")


def check_manages(by: Actor) -> None:
    """Raises `NotFound` unless an administrator acts."""
    if not administers(by):
        raise NotFound(_("There is no such account."))


def check_suspends(by: Actor, account_id: int) -> None:
    """Raises `Forbidden` for one's own account: the last administrator would lock the house."""
    check_manages(by)
    if by.account_id == account_id:
        raise Forbidden(_("You cannot suspend your own account."))


def check_issues(by: Actor) -> None:
    """Raises `Forbidden` unless a job or a command acts: nobody in a session sees another's link
    or chooses another's password."""
    if by.via is not Via.JOB:
        raise Forbidden


def check_gives_app_password(by: Actor, account_id: int) -> None:
    """Raises `NotFound` unless its owner acts, or a command of the machine's own administrator."""
    if by.via is Via.JOB:
        check_manages(by)
    else:
        check_writes(by, account_id)


def _check(by: Actor, account_id: int, ability: str) -> None:
    if ability not in abilities(by, account_id):
        raise NotFound(_("There is no such account."))


def _owns(by: Actor, account_id: int) -> bool:
    return by.via is Via.SESSION and by.account_id == account_id
