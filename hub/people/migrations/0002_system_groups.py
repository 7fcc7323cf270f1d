"""Staff, officials and schools as groups, with the people who are in them already.

A person may be in several bodies at overlapping times, and rows of one pair may not overlap: the
inner selects join what overlaps into one stretch. The negative key cannot meet another.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

_GROUPS = ((4, 'Agents', 'agents'), (5, 'Élus', 'elus'), (6, 'Écoles', 'ecoles'))
_MEMBERS = {
    4: "SELECT id FROM unit WHERE parent_id IS NULL",
    5: "SELECT id FROM people_group WHERE kind = 'body'",
    6: "SELECT id FROM people_group WHERE kind = 'school'",
}
_FILL = (
    "INSERT INTO group_person (id, group_id, person_id, starts_on, ends_on)"
    " SELECT -MIN(id), {group}, person_id, MIN(starts_on), MAX(ends_on) FROM ("
    "SELECT id, person_id, starts_on, ends_on,"
    " SUM(is_new) OVER (PARTITION BY person_id ORDER BY starts_on, id) AS stretch FROM ("
    "SELECT id, person_id, starts_on, ends_on,"
    " CASE WHEN starts_on <= MAX(ends_on) OVER (PARTITION BY person_id ORDER BY starts_on, id"
    " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS is_new"
    " FROM group_person WHERE group_id IN ({members})) AS marked) AS joined"
    " GROUP BY person_id, stretch"
)


class Migration(migrations.Migration):
    dependencies = [('people', '0001_initial')]

    initial = False

    operations = [
        ops.RunSQL(
            "INSERT INTO principal (id, kind) VALUES (4, 'group'), (5, 'group'), (6, 'group')",
            'DELETE FROM principal WHERE id IN (4, 5, 6)',
        ),
        *(
            ops.RunSQL(
                "INSERT INTO people_group (id, name, name_key, kind)"
                f" VALUES ({group}, '{name}', ' {key}', 'system')",
                f'DELETE FROM people_group WHERE id = {group}',
            )
            for group, name, key in _GROUPS
        ),
        *(
            ops.RunSQL(
                _FILL.format(group=group, members=members),
                f'DELETE FROM group_person WHERE group_id = {group}',
            )
            for group, members in _MEMBERS.items()
        ),
    ]
