"""Letters for tests: queued as an action would."""

from __future__ import annotations

from dataclasses import dataclass

from hub.database import transaction
from hub.mail.address import Address
from hub.mail.compose import queue_mail

SENDER = {
    "public_url": "https://parvis.example.fr",
    "mail_from": "parvis@example.fr",
    "authority": "Communauté de communes du Val",
}


@dataclass(frozen=True)
class Reader:
    """What a person is to mail."""

    id: int = 10
    name: str = "Alice Martin"
    email: str | None = "alice@example.fr"
    language: str = "fr"


async def write_to(
    to: Reader | Address | str, title: str = "Conseil du 7 décembre", path: str = "/meetings/7"
) -> int:
    async with transaction():
        return await queue_mail(to, "letters/mail/convocation", {"title": title, "path": path})


async def write_to_many(count: int) -> None:
    for number in range(count):
        await write_to(f"elu{number:03}@example.fr")
