"""Slips on paper: the data of the template `billet-connexion`, four to a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date

from hub import settings
from hub.accounts import clock, policy, secret
from hub.accounts.actions import Slip
from hub.accounts.queries.listing import positions_of
from hub.actor import Actor
from hub.language import _, locale
from hub.paper import Template, qr, render
from hub.people.queries import people


async def print_slips(slips: Sequence[Slip], *, by: Actor) -> bytes:
    """A PDF of the slips; the codes are nowhere else."""
    policy.check_manages(by)
    return await render(Template.SLIPS, await sheet(slips, by=by))


async def sheet(slips: Sequence[Slip], *, by: Actor) -> dict[str, Any]:
    """What the template takes."""
    ids = [slip.person_id for slip in slips]
    named, held = await people(ids, by=by), await positions_of(ids)
    now = settings.current.get()
    return {
        "authority": {"name": now.authority},
        "title": _("Sign-in slips"),
        "produced": clock.now().astimezone(now.zone).strftime("%Y-%m-%dT%H:%M"),
        "words": _words(urlsplit(now.public_url).netloc + "/slips"),
        "slips": [
            _slip(slip, named[slip.person_id].name, held.get(slip.person_id, ""), now.public_url)
            for slip in slips
        ],
    }


def _words(address: str) -> dict[str, Any]:
    return {
        "code": _("Your code, to be used once"),
        "steps": [
            _("Take your telephone and scan the square, or type the address."),
            _("Type your code."),
            _("Choose your password."),
        ],
        "address": address,
        "help": _(
            "This slip is for you alone; throw it away once used. Nobody will ask you for this"
            " code. Lost? Ask your IT contact or your service for another one."
        ),
    }


def _slip(slip: Slip, name: str, service: str, public_url: str) -> dict[str, Any]:
    last_day = slip.expires_at.astimezone(settings.current.get().zone).date()
    return {
        "name": name,
        "service": service or slip.login,
        "code": secret.slip_groups(slip.code),
        "until": _("Valid until {day}", day=_written(last_day)),
        "qr": qr(
            f"{public_url}/slips#{slip.code}",
            _("Code to scan: opens the sign-in page of {name}.", name=name),
        ),
    }


def _written(day: date) -> str:
    return str(format_date(day, "EEEE d MMMM y", locale=locale()))
