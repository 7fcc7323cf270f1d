"""The index of PostgreSQL: `tsvector` of the same stems, so that both databases find the same.

Lexemes are written here and not by a parser of the server, whose idea of a word depends on the
locale that the database was created with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from hub.search.columns import Columns
from hub.search.embedded import EmbeddedIndex
from hub.search.parsing import Query, Term, Word

LAST_POSITION = 16383
MOST_POSITIONS = 255
"""What a tsvector can hold: beyond, a phrase is no longer found, its words are."""
GAP = 2
"""Between the title and the text, so that no phrase goes from one into the other."""


class PostgresIndex(EmbeddedIndex):
    put_sql = (
        "INSERT INTO search_entry (id, kind, object_id, scope_id, changed_at, title_key, body,"
        " title_lexemes, lexemes) VALUES (:id, :kind, :object, :scope, :changed_at, :key, :body,"
        " :title_lexemes::text::tsvector, :lexemes::text::tsvector)"
        " ON CONFLICT (kind, object_id) DO UPDATE SET scope_id = excluded.scope_id,"
        " changed_at = excluded.changed_at, title_key = excluded.title_key, body = excluded.body,"
        " title_lexemes = excluded.title_lexemes, lexemes = excluded.lexemes"
        " WHERE search_entry.changed_at <= excluded.changed_at RETURNING id"
    )
    bodies_sql = "SELECT id, body FROM search_entry WHERE id IN :ids"
    matches_sql = "search_entry e WHERE e.lexemes @@ :match::text::tsquery"
    in_title_sql = (
        "e.id IN (SELECT id FROM search_entry WHERE title_lexemes @@ :in_title::text::tsquery)"
    )

    def stored(self, columns: Columns) -> dict[str, str]:
        title = _positions(columns.title, 1)
        text = _positions(columns.text, len(columns.title) + GAP)
        words = {*columns.title_words, *columns.text_words}
        return {
            "title_lexemes": _vector(title, columns.title_words),
            "lexemes": _vector(title | {it: [*title.get(it, []), *text[it]] for it in text}, words),
            "body": columns.body,
        }

    def match(self, query: Query) -> str:
        wanted = " & ".join(map(_term, query.terms))
        return wanted + "".join(f" & !{_term(term)}" for term in query.excluded)

    def match_in_title(self, query: Query) -> str:
        return " & ".join(map(_term, query.terms))


def _positions(stems: Iterable[str], first: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for position, stem in enumerate(stems, first):
        found[stem].append(position)
    return found


def _vector(places: dict[str, list[int]], words: Iterable[str]) -> str:
    lexemes = [f"'{word}'" for word in words if word not in places]
    for stem, found in places.items():
        near = [str(place) for place in found[:MOST_POSITIONS] if place <= LAST_POSITION]
        lexemes.append(f"'{stem}':{','.join(near)}" if near else f"'{stem}'")
    return " ".join(lexemes)


def _term(term: Term) -> str:
    return f"({' <-> '.join(map(_word, term.words))})"


def _word(word: Word) -> str:
    # Words hold letters and digits alone: nothing in the quotes can end them.
    ways = [f"'{stem}'" for stem in sorted(word.stems)]
    if word.prefix:
        ways.append(f"'{word.prefix}':*")
    return f"({' | '.join(ways)})"
