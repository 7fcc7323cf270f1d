"""The one mailbox that the hub reads: what guests outside answer to (decision 0017).

A message does something only if the mail server at our border vouches for its sender, a domain has
a receiver for what is in it (`Domain.letters`), and that receiver finds that this sender may say
it. Everything else changes nothing, and is kept for an administrator to look at.
"""
