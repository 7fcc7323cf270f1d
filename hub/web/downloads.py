"""What a browser is to do with a file that it is handed, and what it calls it."""

from __future__ import annotations

from urllib.parse import quote


def disposition(name: str, how: str = "attachment") -> dict[str, str]:
    """The header (RFC 6266): the name in ASCII, which old programs need, and where that is another
    one as it is too (RFC 8187)."""
    plain = "".join(it if it.isascii() and it.isprintable() and it not in '"\\%' else "_"
                    for it in name)  # fmt: skip
    exact = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return {"Content-Disposition": f'{how}; filename="{plain}"{exact}'}
