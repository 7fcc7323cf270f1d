"""The dossier of a meeting as it is read: what is open, what comes before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hub.actor import Actor
from hub.errors import NotFound
from hub_extranet.councils.forms import Wanted
from hub_extranet.councils.queries.agendas import Item, PieceLine
from hub_sharing import queries as shared
from hub_sharing.queries import FileTextOf


@dataclass(frozen=True, slots=True)
class Leaf:
    """Something to read: the note of an item, or one of its pieces."""

    item: Item
    piece: PieceLine | None

    @property
    def query(self) -> str:
        """What follows the `?` of its address."""
        return f"piece={self.piece.id}" if self.piece else f"item={self.item.id}"


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is open in the reader."""

    leaf: Leaf | None
    text: FileTextOf | None
    """Of a piece."""
    pages: Sequence[Sequence[str]]
    """The text, page by page, in paragraphs."""
    before: Leaf | None
    after: Leaf | None
    is_chosen: bool
    """The reader chose it: on a phone it lies over the list then."""


async def dossier(items: Sequence[Item], wanted: Wanted, *, by: Actor) -> Dossier:
    """
    Raises:
        NotFound: what is wanted is not in this agenda, as the actor sees it.
    """
    leaves = [leaf for item in items for leaf in _leaves(item)]
    at = _place(leaves, wanted)
    if at is None:
        return Dossier(None, None, (), None, None, is_chosen=False)
    leaf = leaves[at]
    text = await shared.text_of(leaf.piece.file_id, by=by) if leaf.piece else None
    return Dossier(
        leaf,
        text,
        pages=[shared.paragraphs(it) for it in text.pages] if text else [],
        before=leaves[at - 1] if at else None,
        after=leaves[at + 1] if at + 1 < len(leaves) else None,
        is_chosen=wanted != Wanted(None, None),
    )


def _leaves(item: Item) -> list[Leaf]:
    return [Leaf(item, None), *(Leaf(item, piece) for piece in item.pieces)]


def _place(leaves: Sequence[Leaf], wanted: Wanted) -> int | None:
    """The first one if nothing is wanted."""
    if wanted == Wanted(None, None):
        return 0 if leaves else None
    for at, leaf in enumerate(leaves):
        if wanted.piece == (leaf.piece.id if leaf.piece else None) and (
            wanted.piece is not None or leaf.item.id == wanted.item
        ):
            return at
    raise NotFound
