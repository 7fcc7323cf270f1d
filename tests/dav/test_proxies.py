"""Delegates by DAV: found by Apple's way, in the home of whom they act for, and told to nobody
else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hub.access.actions import grant
from hub.actor import Via
from hub.app import Hub, create_app
from hub.audit.models import Entry
from hub.settings import Settings
from hub_calendar import actions
from hub_calendar.models import Calendar
from tests.dav.conftest import EVENT, PRIVATE, Cast, actor, on
from tests.dav.device import NAMESPACES, Device, propfind, sync
from tests.dav.test_doors import BUSY, READS, ask, told
from tests.home.counting import counting

pytestmark = pytest.mark.anyio

WRITE, READ = "calendar-proxy-write", "calendar-proxy-read"
NAMES = """<D:property name="displayname"/>
    <D:property name="calendar-user-address-set" namespace="urn:ietf:params:xml:ns:caldav"/>"""
EXPAND = f"""<D:expand-property xmlns:D="DAV:">
  <D:property name="{WRITE}-for" namespace="http://calendarserver.org/ns/">{NAMES}</D:property>
  <D:property name="{READ}-for" namespace="http://calendarserver.org/ns/">{NAMES}</D:property>
  <D:property name="unheard-of"/>
</D:expand-property>"""


def principal(device: Device, group: str = "") -> str:
    return f"/dav/principals/{device.person_id}/{group}"


async def names(cast: Cast, role: str, device: Device) -> int:
    """Alice lets somebody act for her; the key of her own calendar."""
    by = replace(await actor(cast.alice), via=Via.SESSION)
    await actions.name_delegate(device.person_id, role, by=by)
    return int((await Calendar.get(owner_id=cast.alice.person_id, slug="personal")).id)


@pytest.fixture(params=[True, False])
async def both(
    request: pytest.FixtureRequest, hub: Hub, cast: Cast, new_settings: Callable[..., Settings]
) -> Cast:
    """Answered natively, and by Radicale."""
    if request.param:
        return cast
    hub.settings = hub.settings.model_copy(update={"dav_native": False})
    return on(cast, create_app(hub))


async def test_apple_finds_whom_one_acts_for_and_their_calendar(cast: Cast) -> None:
    key = await names(cast, "edit", cast.bob)
    bob, alice = cast.bob, cast.alice
    assert "calendar-proxy" in (await bob.ask("OPTIONS", "/dav/")).header("dav")
    found = (await bob.ask("REPORT", principal(bob), EXPAND)).body.decode()
    assert f"<D:href>{principal(alice)}</D:href>" in found
    assert "Alice Martin" in found
    assert "mailto:alice@orbelle.example" in found
    assert f"<CS:{READ}-for/>" in found
    assert "unheard-of" in found
    member = (await bob.ask("PROPFIND", principal(bob), propfind("D:group-membership"))).body
    assert principal(alice, f"{WRITE}/").encode() in member
    home = await bob.ask("PROPFIND", principal(alice), propfind("C:calendar-home-set"))
    assert alice.home.encode() in home.body
    listed = await bob.ask("PROPFIND", alice.home, propfind("D:displayname"), depth="1")
    text = listed.body.decode()
    assert f"{alice.home}{key}/" in text
    # Of alice's too, since bob reads it; what is bob's own, or others', is not in her home.
    assert f"{alice.home}{cast.calendar_id}/" in text
    assert text.count("<D:response>") == 3


async def test_the_groups_name_both_ends(cast: Cast) -> None:
    await names(cast, "edit", cast.bob)
    await names(cast, "read", cast.edgar)
    asked = propfind("D:group-member-set", "D:resourcetype")

    async def members(by: Device, group: str) -> str:
        answer = await by.ask("PROPFIND", principal(cast.alice, f"{group}/"), asked)
        return answer.body.decode() if answer.status == 207 else str(answer.status)

    bob, edgar = f"<D:href>{principal(cast.bob)}", f"<D:href>{principal(cast.edgar)}"
    assert bob in (told := await members(cast.alice, WRITE))
    assert f"<CS:{WRITE}/>" in told
    assert edgar not in told
    assert edgar in await members(cast.alice, READ)
    assert bob in await members(cast.bob, WRITE)
    assert edgar not in await members(cast.bob, READ)
    for device in (cast.charlie, cast.denise, cast.school):
        assert await members(device, WRITE) == await members(device, READ) == "404"
    below = await cast.alice.ask("PROPFIND", principal(cast.alice), asked, depth="1")
    assert below.body.decode().count("<D:response>") == 3


async def test_a_delegate_reads_and_writes_in_the_home(both: Cast) -> None:
    key = await names(both, "edit", both.bob)
    place = f"{both.alice.home}{key}/"
    put = await both.bob.put(f"{place}a.ics", EVENT)
    assert put.status == 201
    entry = await Entry.filter(action="calendar.event.stored").order_by("-id").first()
    assert entry is not None
    assert '"for":"Alice Martin"' in entry.detail
    assert (await both.bob.ask("GET", f"{place}a.ics")).body.decode() == EVENT
    assert (await both.alice.put(f"{both.alice.home}personal/b.ics", PRIVATE)).status == 201
    assert b"secret" not in (await both.bob.ask("GET", f"{place}b.ics")).body
    changed = (await both.bob.ask("REPORT", place, sync(), depth="1")).body.decode()
    assert f"{place}a.ics" in changed
    assert "secret" not in changed
    listed = await both.bob.ask("PROPFIND", both.alice.home, propfind("D:owner"), depth="1")
    assert listed.body.count(b"</response>") + listed.body.count(b"</D:response>") == 3
    assert (await both.bob.ask("DELETE", f"{place}b.ics")).status in {403, 404}
    assert (await both.bob.ask("DELETE", f"{place}a.ics")).status == 204


async def test_who_only_looks_on_changes_nothing(cast: Cast) -> None:
    key = await names(cast, "read", cast.bob)
    place = f"{cast.alice.home}{key}/"
    assert (await cast.alice.put(f"{cast.alice.home}personal/a.ics", EVENT)).status == 201
    assert (await cast.bob.ask("GET", f"{place}a.ics")).status == 200
    assert (await cast.bob.put(f"{place}b.ics", EVENT)).status == 403
    assert (await cast.bob.ask("DELETE", f"{place}a.ics")).status == 403


async def test_the_home_holds_nothing_else(cast: Cast) -> None:
    """What is bob's own or another's is no part of alice's home, by key or by name."""
    await names(cast, "edit", cast.bob)
    bob = replace(await actor(cast.bob), via=Via.SESSION)
    own = await actions.personal_calendar(cast.bob.person_id, by=bob)
    edgar = replace(await actor(cast.edgar), via=Via.SESSION)
    shared = await actions.create_calendar(by=edgar, name="Edgar")
    await grant(shared.id, cast.bob.person_id, "edit", by=edgar)
    assert own is not None
    for segment in (own.id, shared.id, "personal", "new", cast.bob.person_id):
        place = f"{cast.alice.home}{segment}/"
        for method, body in (("PROPFIND", ""), ("MKCALENDAR", ""), ("DELETE", "")):
            assert (await cast.bob.ask(method, place, body)).status == 404, (segment, method)
        assert (await cast.bob.put(f"{place}x.ics", EVENT)).status == 404
    assert await Calendar.filter(id__in=[own.id, shared.id]).count() == 2
    refused = await cast.bob.ask("PROPPATCH", principal(cast.alice, f"{WRITE}/"), propfind())
    assert refused.status in {400, 403}


async def test_a_dismissed_delegate_finds_nothing_at_once(cast: Cast) -> None:
    key = await names(cast, "edit", cast.charlie)
    place = f"{cast.alice.home}{key}/"
    assert (await cast.charlie.ask("PROPFIND", place, "")).status == 207
    by = replace(await actor(cast.alice), via=Via.SESSION)
    await actions.dismiss_delegate(cast.charlie.person_id, by=by)
    missing = f"/dav/calendars/{cast.alice.person_id + 1}/{key}/"
    for asked in (*READS, *BUSY):
        one = await ask(cast, cast.charlie, asked, place)
        other = await ask(cast, cast.charlie, asked, missing)
        assert told(one) == told(other)
        assert one.status == 404
    found = (await cast.charlie.ask("REPORT", principal(cast.charlie), EXPAND)).body
    assert principal(cast.alice).encode() not in found


@pytest.mark.parametrize(
    ("name", "namespace"),
    [("", "DAV:"), ("a b", "DAV:"), ("x/><D:y", "DAV:"), ("x", "a}b"), ("1x", "DAV:")],
)
async def test_names_that_are_none_are_refused(cast: Cast, name: str, namespace: str) -> None:
    shown = name.replace("<", "&lt;").replace(">", "&gt;")
    body = (
        f'<D:expand-property xmlns:D="DAV:"><D:property name="{shown}" namespace="{namespace}"/>'
        "</D:expand-property>"
    )
    assert (await cast.bob.ask("REPORT", principal(cast.bob), body)).status == 400
    many = f'<D:expand-property xmlns:D="{NAMESPACES["D"]}">' + '<D:property name="x"/>' * 51
    answer = await cast.bob.ask("REPORT", principal(cast.bob), f"{many}</D:expand-property>")
    assert answer.status == 400


async def test_what_is_said_many_times_is_looked_up_once(cast: Cast) -> None:
    await names(cast, "edit", cast.bob)
    members = '<D:property name="group-member-set"><D:property name="displayname"/></D:property>'
    inside = '<D:property name="group-membership">{}</D:property>'

    def body(times: int) -> str:
        asked = inside.format(members * times) * times
        return f'<D:expand-property xmlns:D="DAV:">{asked}</D:expand-property>'

    with counting() as once:
        first = await cast.bob.ask("REPORT", principal(cast.bob), body(1))
    with counting() as often:
        second = await cast.bob.ask("REPORT", principal(cast.bob), body(20))
    assert b"Bob Martin" in first.body
    assert second.body == first.body
    assert len(often) <= len(once)
