"""What the pages of spaces, folders and files have in common."""

from __future__ import annotations

from typing import Any

from babel.lists import format_list
from markupsafe import Markup
from starlette.requests import Request

from hub.access.queries import who_can_see
from hub.access.queries.readers import Readers
from hub.actor import Actor
from hub.language import _, _n, locale
from hub_sharing import queries
from hub_sharing.queries import Held, Step

MOST_NAMED = 3


def by(request: Request) -> Actor:
    actor: Actor = request.scope["actor"]
    return actor


def trail(steps: list[Step]) -> list[tuple[str, str]]:
    """The way from the list of spaces down to a node, for the page's head."""
    return [(_("Documents"), "/spaces"), *((it.name, f"/spaces/{it.id}") for it in steps)]


async def around(held: Held, *, by: Actor) -> dict[str, Any]:
    """What surrounds a node: where it lies, and who sees it."""
    steps = await queries.path(held.node, by=by)
    top = steps[0].id if steps else held.node.id
    return {
        "node": held.node, "able": held.abilities, "trail": trail(steps), "top": top,
        "seen": seen(await who_can_see(held.node.scope_id, by=by)),
    }  # fmt: skip


def seen(found: Readers) -> Markup:
    """Who sees it, in one sentence; by name only to whoever may give rights there."""
    if found.is_for_anyone:
        return Markup(_("Seen by anybody, even signed out"))  # noqa: S704  # our own words
    if found.is_for_all:
        return Markup(_("Seen by everybody signed in"))  # noqa: S704
    if not found.is_full:
        return Markup("{}").format(
            _n("Seen by {number} person", "Seen by {number} people", found.people)
        )
    groups = [it for it in found.readers if it.kind == "group"]
    named = [Markup("<b>{}</b> ({})").format(it.name, it.people) for it in groups[:MOST_NAMED]]
    if more := len(groups) - len(named):
        named.append(Markup("{}").format(_n("{number} group", "{number} groups", more)))
    people = [it.name for it in found.readers if it.kind != "group"]
    if len(people) == 1:
        named.append(Markup("<b>{}</b>").format(people[0]))
    elif people:
        named.append(Markup("{}").format(_n("{number} person", "{number} people", len(people))))
    listed = Markup(format_list(named, locale=locale()))  # noqa: S704  # each was escaped
    return Markup("{}").format(_("Seen by {readers}")).format(readers=listed)
