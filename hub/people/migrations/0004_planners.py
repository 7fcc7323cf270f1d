"""Whoever plans the weeks of a school, as a group; its members come with the schools."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [('people', '0003_secretaries')]

    initial = False

    operations = [
        ops.RunSQL(
            "INSERT INTO principal (id, kind) VALUES (8, 'group')",
            'DELETE FROM principal WHERE id = 8',
        ),
        ops.RunSQL(
            "INSERT INTO people_group (id, name, name_key, kind)"
            " VALUES (8, 'Services qui planifient les écoles',"
            " ' services qui planifient les ecoles', 'system')",
            'DELETE FROM people_group WHERE id = 8',
        ),
    ]
