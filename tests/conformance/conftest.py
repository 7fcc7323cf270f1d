"""The people and telephones of the tests of DAV. Each file is one RFC, each test a section."""

from tests.access.conftest import reads
from tests.dav.conftest import cast, filled, template

__all__ = ["cast", "filled", "reads", "template"]
