"""One way to the database: read, change in a transaction, act after the commit."""

from hub.database.connection import Database, DatabaseError
from hub.database.keys import LARGEST, KeyField, first_key, new_key
from hub.database.statements import Row, read, together, write
from hub.database.transactions import is_in_transaction, on_commit, one_only, transaction

__all__ = [
    "LARGEST",
    "Database",
    "DatabaseError",
    "KeyField",
    "Row",
    "first_key",
    "is_in_transaction",
    "new_key",
    "on_commit",
    "one_only",
    "read",
    "together",
    "transaction",
    "write",
]
