"""What rows of hand-written SQL have in common."""

# only constants are put together

BRANCH = (
    "WITH RECURSIVE branch(id, kind) AS (SELECT id, kind FROM node WHERE id = :id"
    " UNION ALL SELECT n.id, n.kind FROM node n JOIN branch ON n.parent_id = branch.id) "
)
"""A node and all that lies in it, in the bin or not."""
