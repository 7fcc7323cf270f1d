"""The index of SQLite: FTS5 over stems."""

from __future__ import annotations

from collections.abc import Iterable

from hub.search.columns import Columns
from hub.search.embedded import EmbeddedIndex
from hub.search.parsing import Query, Term

STEMS, TITLE = "{title text}", "{title title_words}"


class SqliteIndex(EmbeddedIndex):
    put_sql = (
        "INSERT INTO search_entry (id, kind, object_id, scope_id, changed_at, title_key)"
        " VALUES (:id, :kind, :object, :scope, :changed_at, :key)"
        " ON CONFLICT (kind, object_id) DO UPDATE SET scope_id = excluded.scope_id,"
        " changed_at = excluded.changed_at, title_key = excluded.title_key"
        " WHERE search_entry.changed_at <= excluded.changed_at RETURNING id"
    )
    fill_sql = (
        "INSERT OR REPLACE INTO search_index (rowid, title, title_words, text, text_words, body)"
        " VALUES (:id, :title, :title_words, :text, :text_words, :body)"
    )
    remove_sql = "DELETE FROM search_index WHERE rowid IN :ids"
    bodies_sql = "SELECT rowid AS id, body FROM search_index WHERE rowid IN :ids"
    # CROSS JOIN: the index first. The other way round every entry would be asked.
    matches_sql = (
        "search_index CROSS JOIN search_entry e ON e.id = search_index.rowid"
        " WHERE search_index MATCH :match"
    )
    in_title_sql = "e.id IN (SELECT rowid FROM search_index WHERE search_index MATCH :in_title)"

    def stored(self, columns: Columns) -> dict[str, str]:
        return {
            "title": " ".join(columns.title),
            "title_words": " ".join(columns.title_words),
            "text": " ".join(columns.text),
            "text_words": " ".join(columns.text_words),
            "body": columns.body,
        }

    def match(self, query: Query) -> str:
        wanted = " AND ".join(map(_term, query.terms))
        if not query.excluded:
            return wanted
        return f"({wanted}) NOT ({' OR '.join(map(_term, query.excluded))})"

    def match_in_title(self, query: Query) -> str:
        return f"{TITLE} : ({' AND '.join(map(_term, query.terms))})"


def _term(term: Term) -> str:
    *heads, last = term.words
    ways = [f'"{" ".join(way)}"' for way in term.phrases]
    if last.prefix:
        ways += [f'"{" ".join([*way, last.prefix])}" *' for way in Term(tuple(heads)).phrases]
    any_way = _any(dict.fromkeys(ways))
    return f"{STEMS} : {any_way}" if heads else any_way


def _any(ways: Iterable[str]) -> str:
    # Words hold letters and digits alone: nothing in the quotes can end them.
    return f"({' OR '.join(ways)})"
