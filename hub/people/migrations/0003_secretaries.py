"""Whoever prepares the meetings of a body, as a group; its members come with the bodies."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [('people', '0002_system_groups')]

    initial = False

    operations = [
        ops.RunSQL(
            "INSERT INTO principal (id, kind) VALUES (7, 'group')",
            'DELETE FROM principal WHERE id = 7',
        ),
        ops.RunSQL(
            "INSERT INTO people_group (id, name, name_key, kind)"
            " VALUES (7, 'Secrétariats des assemblées', ' secretariats des assemblees', 'system')",
            'DELETE FROM people_group WHERE id = 7',
        ),
    ]
