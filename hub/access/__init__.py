"""The one answer to who may do what, and why.

A `Scope` is a place with rights of its own: a calendar, a space, a folder that was shared apart.
Its key is the key of the thing it is the rights of. Things inside carry `scope_id`, their nearest
ancestor that is one; scopes form trees, and take what their parent gives unless they are closed.

A `Grant` is what somebody gave: a role, to a principal, in a scope, perhaps until a day. `Access`
is what follows from all grants: for each scope, its own and the inherited ones, written by
`closure` inside the change of a grant. So a read joins thing → access → the actor's principals and
walks no tree, and no end of a grant waits for a job: `ends_at` is part of every read.

Roles are words, ordered by the `Ladder` of each kind (`policy`), which says once which ability
needs which role, and answers both ways: the abilities of a role, and the readable things as SQL.
"""
