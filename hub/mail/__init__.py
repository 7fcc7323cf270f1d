"""Outgoing mail: written in the transaction that causes it, sent after it, until it is taken."""
