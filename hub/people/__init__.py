"""People, the chart they work in, and every set of them that a right can be given to.

A `Principal` is whatever a right can be given to: a person, a group, a share link, everyone signed
in (1) or anyone (2). `Person.id`, `Group.id`, `Unit.id` and `Commune.id` are principals' keys: a
unit and a commune *are* their group, with columns of their own beside it. What makes a person
belong to a group is written once, in one of three places, dated in civil days, both included:

- `Membership`: a person or a group is a member of a group;
- `Position`: somebody holds a post or a mandate in a unit, commune, body or school;
- `Unit.parent`: a unit's group contains its child units' groups, as long as the tree says so.

`GroupPerson` is the closure of the three: for each group, each person that some path leads to, and
the days on which all of that path holds. `closure` keeps it true in the transaction of each change,
so rights are one indexed read, `queries.principals_of(person, day)`, and end on their last day even
if every job of the hub is stopped. No group contains itself: what would make it so is `Invalid`.

A person who leaves keeps the row, for what they signed and wrote. Names are searched and sorted by
folded keys (`folding`), alike on both databases. `staff_csv` turns a list of staff into a plan to
look at first. Administrators keep people, units and groups; one's own absences, hours and language
are one's own. Accounts, which prove who is there, are a floor up: nobody here needs one.
"""
