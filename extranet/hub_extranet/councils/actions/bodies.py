"""Making bodies, and who sits in them. Administrators keep them, as they keep the chart."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict, Unpack

from tortoise.expressions import Q

from hub.access import giving
from hub.access.actions import open_scope
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.errors import Conflict, Invalid, NotFound
from hub.language import _
from hub.people import actions as people
from hub.people import policy as people_policy
from hub.people.models import Group, GroupKind, Membership
from hub_extranet.councils import rules
from hub_extranet.councils.actions import events
from hub_extranet.councils.actions.secretaries import settle_secretaries
from hub_extranet.councils.models import Body, BodyKind, Regime, Seat
from hub_extranet.councils.policy import BODY
from hub_sharing import actions as spaces


class Terms(TypedDict, total=False):
    """How a body is held to the law; what is left out is as for most councils."""

    kind: BodyKind
    """Whether it decides."""
    regime: Regime
    """Which delays the law asks for."""
    clear_days: int | None
    """What its rules of procedure ask for, if that is more than the law does."""
    copied_id: int | None
    """The group that gets a copy of each convocation."""


@action("councils.body.created")
async def create_body(*, by: Actor, name: str, secretariat_id: int, **terms: Unpack[Terms]) -> Body:
    """Makes a body and its group; the rest is as for `open_body`."""
    group = await people.create_group(by=by, name=name, kind=GroupKind.BODY)
    body = await open_body(group.id, by=by, secretariat_id=secretariat_id, **terms)
    happened("body", body.id, detail={"name": group.name})
    return body


@action("councils.body.opened")
async def open_body(
    group_id: int, *, by: Actor, secretariat_id: int, **terms: Unpack[Terms]
) -> Body:
    """Lets the group of a body meet: with a calendar, a space and a secretariat.

    Args:
        group_id: the group, of the kind of bodies.
        by: an administrator, who gains no right in it.
        secretariat_id: the person or group that prepares its meetings.
        terms: how it is held to the law.

    Raises:
        Conflict: it meets already.
        Invalid: the delay is shorter than the law's, or the secretariat is nobody.
    """
    people_policy.check_manages(by)
    group = await _group(group_id)
    await giving.check_principal(BODY, secretariat_id, BODY.roles[-1])
    held_to = _checked(terms)
    given = {group.id: "member", secretariat_id: "secretary"}
    await open_scope("body", group.id, by=by, given=given)
    body = await Body.create(
        id=group.id, secretariat_id=secretariat_id, **held_to,
        calendar_id=await events.open_calendar(group, secretariat_id, by=by),
        space_id=await _space(group, secretariat_id, by),
    )  # fmt: skip
    await settle_secretaries(by=by)
    happened("body", body.id, tells=[f"body:{body.id}"], detail={"name": group.name})
    return body


@action("councils.seat.taken")
async def take_seat(
    body_id: int,
    holder_id: int,
    *,
    by: Actor,
    starts_on: date,
    ends_on: date | None = None,
    substitute_id: int | None = None,
    commune_id: int | None = None,
) -> Seat:
    """Seats somebody, with their substitute, who both read from then on what the body is sent.

    Raises:
        Conflict: they sit there already on some of these days.
        Invalid: nobody stands in for themselves.
    """
    people_policy.check_manages(by)
    if await Body.get_or_none(id=body_id) is None:
        raise NotFound
    if holder_id == substitute_id:
        raise Invalid(substitute_id=_("Nobody stands in for themselves."))
    await _check_is_free(body_id, holder_id, starts_on, ends_on)
    for person_id in filter(None, (holder_id, substitute_id)):
        pair = (body_id, person_id)
        await people.add_members([pair], by=by, starts_on=starts_on, ends_on=ends_on)
    seat = await Seat.create(
        body_id=body_id, holder_id=holder_id, substitute_id=substitute_id,
        commune_id=commune_id, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    happened("seat", seat.id, tells=[f"body:{body_id}"], detail=_detail(seat))
    return seat


@action("councils.seat.left")
async def leave_seat(seat_id: int, *, by: Actor, on: date) -> None:
    """Makes `on` the last day of a seat, and of what its holder and substitute read by it."""
    people_policy.check_manages(by)
    seat = await Seat.get_or_none(id=seat_id)
    if seat is None:
        raise NotFound
    if seat.ends_on is not None and seat.ends_on <= on:
        return unchanged()
    if on < seat.starts_on:
        raise Invalid(on=_("The last day is before the first."))
    seat.ends_on = on
    await seat.save(update_fields=["ends_on"])
    for person_id in filter(None, (seat.holder_id, seat.substitute_id)):
        await _end_membership(seat.body_id, person_id, on, by)
    happened("seat", seat.id, tells=[f"body:{seat.body_id}"], detail=_detail(seat))


async def _group(group_id: int) -> Group:
    group = await Group.get_or_none(id=group_id, kind=GroupKind.BODY)
    if group is None:
        raise NotFound
    if await Body.exists(id=group_id):
        raise Conflict(_("This body has its calendar and its space already."))
    return group


def _checked(terms: Terms) -> dict[str, Any]:
    kind = terms.get("kind", BodyKind.DELIBERATING)
    regime = terms.get("regime", Regime.GE3500)
    least, asked = rules.least_clear_days(kind, regime), terms.get("clear_days")
    days = least if asked is None else asked
    if days < least:
        source = rules.delay(kind, regime).source
        raise Invalid(
            clear_days=_("The law asks for {days} ({source}).", days=least, source=source)
        )
    copied = terms.get("copied_id")
    return {"kind": kind, "regime": regime, "clear_days": days, "copied_id": copied}


async def _space(group: Group, secretariat_id: int, by: Actor) -> int:
    """The space of a new body: the secretariat's, of which members are given what is sent."""
    given = {secretariat_id: "manage"}
    return int((await spaces.open_space(by=by, name=group.name, given=given)).id)


async def _check_is_free(body_id: int, holder_id: int, first: date, last: date | None) -> None:
    others = Seat.filter(Q(ends_on=None) | Q(ends_on__gte=first), body_id=body_id)
    if last is not None:
        others = others.filter(starts_on__lte=last)
    if await others.filter(holder_id=holder_id).exists():
        raise Conflict(_("They sit there already on some of these days."))


async def _end_membership(body_id: int, person_id: int, on: date, by: Actor) -> None:
    """Unless another seat of theirs in that body lasts longer."""
    later = Q(ends_on=None) | Q(ends_on__gt=on)
    own = Q(holder_id=person_id) | Q(substitute_id=person_id)
    if await Seat.filter(later, own, body_id=body_id).exists():
        return
    for held in await Membership.filter(later, group_id=body_id, member_id=person_id):
        await people.remove_member(held.id, by=by, on=on)


def _detail(seat: Seat) -> dict[str, object]:
    return {
        "body": str(seat.body_id),
        "holder": str(seat.holder_id),
        "substitute": str(seat.substitute_id or ""),
        "starts_on": seat.starts_on.isoformat(),
        "ends_on": seat.ends_on.isoformat() if seat.ends_on else None,
    }
