"""Finding: what the index proposes, less what the actor may not read any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.access import things
from hub.access.things import Thing
from hub.actor import Actor
from hub.search import kinds as search_kinds
from hub.search import port
from hub.search.highlights import Highlighted, Snippet, highlight, snippet
from hub.search.parsing import Query, parse
from hub.search.policy import readable
from hub.search.port import Candidate, Place

Seen = tuple[Candidate, Thing]
"""What the index proposed, and what it is to the actor."""

MOST = 100
"""Of each kind, things that are counted; the index is asked for no more at a time."""


@dataclass(frozen=True, slots=True)
class Hit:
    thing: Thing
    title: Highlighted
    snippet: Snippet
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of a kind there are."""

    number: int
    is_more: bool
    """There may be more: they were not all counted."""


@dataclass(frozen=True, slots=True)
class Results:
    hits: tuple[Hit, ...] = ()
    counts: dict[str, Count] | None = None
    """By kind, of all kinds whichever were asked for; None on a page that is not the first."""
    next: str = ""
    """The cursor of the next page, empty on the last."""


async def find(
    text: str, *, by: Actor, kinds: Collection[str] = (), limit: int = 20, cursor: str = ""
) -> Results:
    """What `by` may read of what was typed, of these kinds or of all, the best first.

    Neither hits, counts, snippets nor their order say anything of what `by` may not read.

    Raises:
        Invalid: the cursor is none of ours.
    """
    query = parse(text)
    after = Place.of_cursor(cursor) if cursor else None
    known = search_kinds.current.get()
    wanted = [kind for kind in known if not kinds or kind in kinds]
    if not query or not wanted:
        return Results(counts=None if cursor else {})
    window = await _look(query, wanted if cursor else list(known), after, by=by)
    found = await _enough(query, wanted, window, limit + 1, by=by)
    return Results(
        await _hits(found[:limit], query),
        None if cursor else window.counts(known),
        found[limit - 1][0].place.cursor if len(found) > limit else "",
    )


async def survey(text: str, *, by: Actor, each: int = 5) -> Results:
    """The best `each` of every kind, as `find` would give them; `next` is empty."""
    query, known = parse(text), list(search_kinds.current.get())
    if not query or not known:
        return Results(counts={})
    window = await _look(query, known, None, by=by)
    return Results(await _hits(window.best(each), query), window.counts(known))


@dataclass(frozen=True, slots=True)
class _Window:
    """The best of each kind after a place, in their order."""

    seen: list[Seen]
    ends: dict[str, Place]
    """The last place that was looked at, of each kind that may have more."""

    def counts(self, known: Iterable[str]) -> dict[str, Count]:
        numbers = self.numbers
        return {
            it: Count(min(numbers[it], MOST), numbers[it] >= MOST) for it in known if numbers[it]
        }

    def best(self, each: int) -> list[Seen]:
        taken: Counter[str] = Counter()
        kept = []
        for it in self.seen:
            taken[it[0].ref.kind] += 1
            if taken[it[0].ref.kind] <= each:
                kept.append(it)
        return kept

    def end(self, kinds: Collection[str]) -> Place | None:
        """Up to where nothing of these kinds is missing; None: everywhere."""
        ends = [place for kind, place in self.ends.items() if kind in kinds]
        return min(ends, key=lambda place: place.key, default=None)

    @property
    def numbers(self) -> Counter[str]:
        return Counter(candidate.ref.kind for candidate, _thing in self.seen)


async def _enough(
    query: Query, wanted: Sequence[str], window: _Window, enough: int, *, by: Actor
) -> list[Seen]:
    """At least so many in their order, or all there are."""
    found: list[Seen] = []
    while True:
        end = window.end(wanted)
        found += [
            it
            for it in window.seen
            if it[0].ref.kind in wanted and (end is None or it[0].place.key <= end.key)
        ]
        if end is None or len(found) >= enough:
            return found
        window = await _look(query, wanted, end, by=by)


async def _look(query: Query, kinds: Sequence[str], after: Place | None, *, by: Actor) -> _Window:
    """Of each kind as many as are counted, or all there are.

    Those that the index proposes and the actor may not read are made up for: else a number would
    tell that they are there.
    """
    window = await _glance(query, kinds, after, by=by)
    short = [kind for kind in window.ends if window.numbers[kind] < MOST]
    for kind in short:
        while kind in window.ends and window.numbers[kind] < MOST:
            more = await _glance(query, [kind], window.ends.pop(kind), by=by)
            window.seen.extend(more.seen)
            window.ends.update(more.ends)
    window.seen.sort(key=lambda it: it[0].place.key)
    return window


async def _glance(query: Query, kinds: Sequence[str], after: Place | None, *, by: Actor) -> _Window:
    candidates = await port.current.get().candidates(
        query, readable(by), kinds=kinds, after=after, most=MOST
    )
    numbers = Counter(candidate.ref.kind for candidate in candidates)
    ends = {it.ref.kind: it.place for it in candidates if numbers[it.ref.kind] >= MOST}
    found = await things.current.get().find([it.ref for it in candidates], by=by)
    seen = [(it, found[it.ref]) for it in candidates if it.ref in found]
    return _Window([it for it in seen if "read" in it[1].abilities], ends)


async def _hits(found: Sequence[Seen], query: Query) -> tuple[Hit, ...]:
    bodies = await port.current.get().bodies([candidate.row for candidate, _thing in found])
    return tuple(
        Hit(
            thing,
            highlight(thing.title, query),
            snippet(bodies.get(candidate.row, ""), query),
            candidate.place.changed_at,
        )
        for candidate, thing in found
    )
