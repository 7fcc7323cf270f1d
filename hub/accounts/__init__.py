"""Accounts: how somebody proves to be a person of the directory, and what ends that.

An account belongs to one person; most people need none. What it can be entered with (password,
one-time link, slip, app password) and what it has opened (sessions) dies with it: `suspend` is the
one way to close an account, whoever asks.

Secrets: a password is stored as argon2id, a random token as SHA-256, and neither is ever logged,
journaled or queued. The link of an invitation is made while its mail is written, so no table holds
one. Limits of time are honoured where a row is read; jobs only sweep.
"""
