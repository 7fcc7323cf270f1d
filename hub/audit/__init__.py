"""The journal: one row a change, written in the change's own transaction."""
