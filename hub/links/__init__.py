"""Links between things of any kind: an event and the folder of its papers, a meeting and a poll.

A link is shown only where both of its ends may be read, and never counted where they may not.
Domains know each other by nothing else.
"""
