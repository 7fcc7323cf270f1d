"""A mail with a secret goes out without a table ever holding its text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hub.app import Hub
from hub.errors import Unavailable
from hub.mail.compose import Composed, compose
from hub.mail.models import Mail, MailState
from hub.mail.unkept import send_unkept
from hub.settings import Settings
from tests.mail.letters import SENDER, Reader
from tests.mail.postbox import Postbox

pytestmark = pytest.mark.anyio

SECRET = "k7Jq2xW9"


def letter() -> Composed:
    context = {"title": "Invitation", "path": f"/invitations#{SECRET}"}
    return compose(Reader(), "letters/mail/convocation", context)


async def test_it_arrives_and_only_that_it_went_is_kept(mailing_hub: Hub, postbox: Postbox) -> None:
    assert await send_unkept(letter(), key=7) is MailState.SENT
    plain, html = postbox.messages[0].iter_parts()
    assert SECRET in plain.get_content()
    assert SECRET in html.get_content()
    row = await Mail.get()
    assert (row.state, row.text, row.html, row.due_at) == (MailState.SENT, "", "", None)
    assert row.message_id == postbox.messages[0]["Message-ID"]


async def test_the_same_key_is_the_same_message_and_one_row(
    mailing_hub: Hub, postbox: Postbox
) -> None:
    for key in (7, 7, 8):
        await send_unkept(letter(), key=key)
    first, again, other = [message["Message-ID"] for message in postbox.messages]
    assert first == again != other
    assert await Mail.all().count() == 2


@pytest.mark.parametrize("answer", ["451 4.7.1 later", "421 4.3.2 closing"])
async def test_its_job_comes_again_when_the_server_is_not_ready(
    mailing_hub: Hub, postbox: Postbox, answer: str
) -> None:
    postbox.rcpt = lambda _address: answer
    with pytest.raises(Unavailable):
        await send_unkept(letter(), key=7)
    assert await Mail.all().count() == 0


async def test_its_job_comes_again_when_the_server_is_down(
    new_settings: Callable[..., Settings],
) -> None:
    async with Postbox().open() as down:
        url = down.url
    async with Hub(new_settings(smtp_url=url, **SENDER)).running():
        with pytest.raises(Unavailable):
            await send_unkept(letter(), key=7)
        assert await Mail.all().count() == 0


async def test_a_refusal_for_good_is_kept_without_the_text(
    mailing_hub: Hub, postbox: Postbox
) -> None:
    postbox.rcpt = lambda _address: "550 5.1.1 alice@example.fr unknown"
    assert await send_unkept(letter(), key=7) is MailState.REFUSED
    row = await Mail.get()
    assert (row.state, row.fault, row.text, row.html) == (MailState.REFUSED, "550 5.1.1", "", "")


@pytest.mark.parametrize(("is_demo", "count"), [(True, 1), (False, 0)])
async def test_without_a_server_the_demo_alone_keeps_it(
    new_settings: Callable[..., Settings], is_demo: bool, count: int
) -> None:
    async with Hub(new_settings(demo=is_demo)).running():
        assert await send_unkept(letter(), key=7) is MailState.KEPT
        assert await Mail.filter(text__contains=SECRET).count() == count
        assert await Mail.all().count() == count
