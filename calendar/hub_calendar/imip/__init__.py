"""Invitations, answers and cancellations by mail (RFC 6047): out for guests who are no people of
the hub, and in from its mailbox."""
