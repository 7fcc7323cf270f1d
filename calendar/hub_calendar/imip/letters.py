"""The mail that takes a message about an event to somebody outside."""

from __future__ import annotations

from dataclasses import replace

from hub import settings as hub_settings
from hub.language import N_, _, using
from hub.mail.address import Address, one_line
from hub.mail.compose import CalendarPart, Composed, compose
from hub_calendar.ics.lines import Component, Property, parse, serialise
from hub_calendar.ics.messages import CANCEL, REPLY, REQUEST
from hub_calendar.ics.objects import Parsed, address_of, invited, parsed
from hub_calendar.imip import telling

TEMPLATES = {
    REQUEST: "calendar/mail/invitation",
    CANCEL: "calendar/mail/cancellation",
    REPLY: "calendar/mail/answer",
}
ANSWERS = {
    "ACCEPTED": N_("Accepted: {title}"),
    "DECLINED": N_("Declined: {title}"),
    "TENTATIVE": N_("Perhaps: {title}"),
}
_NOT_SENT = {"VALARM"}
"""Alarms are each reader's own."""


def letter(method: str, ics: str, *, to: str, key: str, is_update: bool = False) -> Composed:
    """The mail of one message.

    Args:
        method: REQUEST, CANCEL or REPLY.
        ics: the message, with its METHOD.
        to: the address of whom it is for.
        key: of this message: the same one is sent once.
        is_update: whether this recipient was invited before.

    Raises:
        Malformed: the text is no message about one event. Invalid: `to` is no address.
    """
    tree = parse(ics)
    whole = parsed(_without_method(tree), ics, hub_settings.current.get().zone)
    language = hub_settings.current.get().language
    with using(language):  # the recipient's own is not known
        told, name = telling.told(whole), _sender(method, whole)
        context = {
            "told": told, "is_update": is_update, "as_of": _subject(method, whole, told, is_update),
            "from_name": name, "comment": _comment(whole), "is_guest": _is_guest(method, whole, to),
        }  # fmt: skip
    mail = compose(_recipient(whole, to), TEMPLATES[method], context, language=language)
    return replace(
        mail, sender_name=name, reply_to=_answers_to(method, whole), key=key,
        calendar=CalendarPart(method, whole.kind.value, outgoing(method, tree)),
    )  # fmt: skip


def outgoing(method: str, tree: Component) -> str:
    """The text as it is sent: without alarms and HTML, and with an organizer whose mail the hub
    reads, since programs answer to that address and to no other (RFC 5546 §3.2.3)."""
    sent = Component(tree.name, [it for it in tree.properties if it.name != "METHOD"])
    sent.properties.append(Property.of("METHOD", method))
    sent.components = [_sent(it, method) for it in tree.components]
    return serialise(sent)


def _sent(part: Component, method: str) -> Component:
    if part.name == "VTIMEZONE":
        return part
    lines = [_of_us(it, method) for it in part.properties if not _is_ours(it)]
    return Component(part.name, lines, [it for it in part.components if it.name not in _NOT_SENT])


def _is_ours(line: Property) -> bool:
    """What says nothing outside: an event's HTML is a program's, and the mail programs of others
    would show it (E1); a guest without an address is a path of the hub."""
    if line.name == "ATTENDEE":
        return "@" not in address_of(line.value)
    return line.name == "X-ALT-DESC"


def _of_us(line: Property, method: str) -> Property:
    mailbox = hub_settings.current.get().mailbox_address
    if line.name != "ORGANIZER" or method == REPLY or not mailbox:
        return line
    name = line.params.get("CN", "") or address_of(line.value)
    return Property.of("ORGANIZER", f"mailto:{mailbox}", CN=name)


def _without_method(tree: Component) -> Component:
    """What an event is when it is no message: readers of events refuse those."""
    lines = [it for it in tree.properties if it.name != "METHOD"]
    return Component(tree.name, lines, tree.components, tree.line)


def _subject(method: str, whole: Parsed, told: telling.Told, is_update: bool) -> str:
    if method == REPLY:
        pattern = ANSWERS.get(_answer(whole), N_("Answer: {title}"))
        return _(pattern, title=told.title)
    title = f"{told.title}, {told.when}" if told.when else told.title
    if method == CANCEL:
        return _("Cancelled: {title}", title=title)
    pattern = N_("Changed: {title}") if is_update else N_("Invitation: {title}")
    return _(pattern, title=title)


def _answer(whole: Parsed) -> str:
    return next((it.partstat for it in invited(whole.main)), "")


def _comment(whole: Parsed) -> str:
    return whole.main.text("COMMENT").strip()[: telling.LONGEST_TEXT]


def _sender(method: str, whole: Parsed) -> str:
    if method != REPLY:
        return telling.organizer(whole.main)
    return next((one_line(it.name or it.address) for it in invited(whole.main)), "")


def _answers_to(method: str, whole: Parsed) -> str:
    """The mailbox that the hub reads, else whoever it is written for, else nobody."""
    mailbox = hub_settings.current.get().mailbox_address
    if mailbox and method != REPLY:
        return mailbox
    own = [it.address for it in invited(whole.main)] if method == REPLY else [whole.organizer]
    return next((it for it in own if "@" in it), "")


def _recipient(whole: Parsed, to: str) -> Address:
    names = {it.address: it.name for it in invited(whole.main)}
    return Address(to, one_line(names.get(to.lower(), "")))


def _is_guest(method: str, whole: Parsed, to: str) -> bool:
    return method == REQUEST and to.lower() in {it.address for it in invited(whole.main)}
