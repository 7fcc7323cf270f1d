"""A file's name reaches the browser as it is, and nothing of it becomes part of the header."""

from __future__ import annotations

import re
from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.web.downloads import disposition

HEADER = re.compile(r'(?:attachment|inline); filename="[\x20-\x7e]*"(?:; filename\*=UTF-8\'\'\S+)?')


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("access.csv", 'attachment; filename="access.csv"'),
        ("été.txt", "attachment; filename=\"_t_.txt\"; filename*=UTF-8''%C3%A9t%C3%A9.txt"),
        ('a"b\\c.txt', "attachment; filename=\"a_b_c.txt\"; filename*=UTF-8''a%22b%5Cc.txt"),
    ],
)
def test_a_name_in_ascii_and_as_it_is(name: str, header: str) -> None:
    assert disposition(name) == {"Content-Disposition": header}
    assert disposition(name, "inline")["Content-Disposition"].startswith("inline; ")


@given(st.text(st.characters(codec="utf-8") | st.sampled_from('"\\\r\n;%\x00é'), min_size=1))
def test_whatever_the_name_is_another_program_reads_it(name: str) -> None:
    header = disposition(name)["Content-Disposition"]
    assert HEADER.fullmatch(header)
    told = Message()
    told["Content-Disposition"] = header
    found = re.search(r"filename\*=UTF-8''(\S+)", header)
    assert (unquote(found[1]) if found else told.get_filename()) == name
