from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

from hub.database.migrations import index

class Migration(migrations.Migration):
    dependencies = [('access', '0001_initial'), ('calendar', '0001_initial'), ('people', '0001_initial'), ('people', '0002_system_groups')]

    initial = False

    operations = [
        ops.CreateModel(
            name='CalendarChoice',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('people.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('calendar', fields.ForeignKeyField('calendar.Calendar', source_field='calendar_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('is_shown', fields.BooleanField()),
            ],
            options={'table': 'calendar_choice', 'app': 'calendar', 'indexes': [Index(fields=['calendar_id'], name='calendar_choice_calendar')], 'pk_attr': 'id', 'table_description': 'Somebody wants a calendar beside their own to be drawn, or not.'},
            bases=['Model'],
        ),
        index('calendar_choice_once', 'calendar_choice', 'person_id', 'calendar_id', unique=True),
    ]
