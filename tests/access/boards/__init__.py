"""A small domain that only tests load, built as a real one is: boards with notes, and diaries."""

from hub.domain import Domain
from hub.language import N_
from tests.access.boards import pages
from tests.access.boards.attach import Boards

domain = Domain(name="boards", label=N_("Boards"), routes=pages.routes, attach=Boards())
