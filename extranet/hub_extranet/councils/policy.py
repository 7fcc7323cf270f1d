"""Who may do what with bodies, their meetings and what is decided there.

Bodies and seats are kept by administrators, as the chart is. The secretariat of a body prepares its
meetings: a draft is in nobody else's sight. Once a meeting is convened, the members and their
substitutes read it. Who gets a copy (L5211-40-2) reads it too, but for what is behind closed doors.
"""

from __future__ import annotations

from hub.access.policy import Ladder

BODY = Ladder(
    "body",
    "meeting",
    roles=("copy", "member", "secretary"),
    needed={"read": "copy", "see_closed": "member", "write": "secretary", "manage": "secretary"},
)


def shows_item(abilities: frozenset[str], *, is_sent: bool, is_closed: bool) -> bool:
    """Whether an item of a meeting is in sight of who has these abilities in the meeting.

    What no convocation lists yet is the secretariat's alone, even when the meeting is convened.
    """
    if "write" in abilities:
        return True
    return is_sent and ("see_closed" if is_closed else "read") in abilities
