from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from hub_calendar.models import FeedKind
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

from hub.database.migrations import index

class Migration(migrations.Migration):
    dependencies = [('access', '0001_initial'), ('calendar', '0002_choices'), ('people', '0001_initial'), ('people', '0002_system_groups'), ('people', '0003_secretaries'), ('people', '0004_planners')]

    initial = False

    operations = [
        ops.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('calendar', fields.ForeignKeyField('calendar.Calendar', source_field='calendar_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('maker', fields.ForeignKeyField('people.Person', source_field='maker_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('name', fields.CharField(max_length=100)),
                ('kind', fields.CharEnumField(description='', enum_type=FeedKind, max_length=10)),
                ('token_hash', fields.CharField(max_length=64)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_on', fields.DateField(null=True)),
            ],
            options={'table': 'calendar_feed', 'app': 'calendar', 'indexes': [Index(fields=['calendar_id'], name='calendar_feed_calendar'), Index(fields=['maker_id'], name='calendar_feed_maker')], 'pk_attr': 'id', 'table_description': 'A secret address at which programs read a calendar, while its maker may share it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CancelledEvent',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('calendar', fields.ForeignKeyField('calendar.Calendar', source_field='calendar_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('object_id', fields.BigIntField()),
                ('is_private', fields.BooleanField()),
                ('takes_time', fields.BooleanField()),
                ('cancelled_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ics', fields.TextField(unique=False)),
            ],
            options={'table': 'cancelled_event', 'app': 'calendar', 'indexes': [Index(fields=['cancelled_at'], name='cancelled_event_time')], 'pk_attr': 'id', 'table_description': 'When an event was that has left a calendar which has feeds.'},
            bases=['Model'],
        ),
        index('calendar_feed_token', 'calendar_feed', 'token_hash', unique=True),
        index('cancelled_event_once', 'cancelled_event', 'calendar_id', 'object_id', unique=True),
    ]
