"""Lines of iCalendar and vCard say what they were given, whatever that is, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Event
from icalendar.parser import Contentline

from hub.dav.lines import FORBIDDEN, LONGEST, escape, fold, unescape

ANYTHING = st.text(st.characters(codec=None) | st.sampled_from("\r\n\\;,:é€𝄞\x00\x7f\ud800"))
WRITABLE = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("é𝄞"))


@given(ANYTHING)
def test_a_text_ends_its_line_nowhere_and_comes_back(text: str) -> None:
    written = escape(text)
    assert not {"\r", "\n"} & set(written)
    assert not FORBIDDEN.search(written)
    broken = text.replace("\r\n", "\n").replace("\r", "\n")
    assert unescape(written) == FORBIDDEN.sub("", broken)


@given(ANYTHING, ANYTHING)
def test_texts_beside_each_other_stay_apart(one: str, other: str) -> None:
    """As the parts of a name are."""
    line = f"{escape(one)};{escape(other)}"
    bare = [at for at, letter in enumerate(line) if letter == ";" and not _is_escaped(line, at)]
    assert bare == [len(escape(one))]


@given(WRITABLE)
def test_folding_keeps_lines_short_and_characters_whole(line: str) -> None:
    folded = fold(line)
    parts = folded.split("\r\n")
    assert all(len(part.encode()) <= LONGEST for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line


def test_a_bare_carriage_return_begins_no_property() -> None:
    assert escape("Inès\rNOTE:x\r\nURL:y") == "Inès\\nNOTE:x\\nURL:y"


@given(st.text(st.sampled_from("aé \\;,\n𝄞"), min_size=1, max_size=200))
def test_another_program_reads_the_same(text: str) -> None:
    lines = ["BEGIN:VEVENT", fold(f"SUMMARY:{escape(text)}"), "END:VEVENT", ""]
    assert str(Event.from_ical("\r\n".join(lines))["SUMMARY"]) == text
    assert Contentline.from_ical(fold(f"X:{escape(text)}")) == f"X:{escape(text)}"


def _is_escaped(line: str, at: int) -> bool:
    marks = len(line[:at]) - len(line[:at].rstrip("\\"))
    return marks % 2 == 1
