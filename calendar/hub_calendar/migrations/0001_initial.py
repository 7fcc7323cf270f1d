from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from hub_calendar.models import BusyKind, CalendarKind, Component
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

from hub.database.migrations import index

class Migration(migrations.Migration):
    dependencies = [('access', '0001_initial'), ('people', '0001_initial'), ('people', '0002_system_groups')]

    initial = True

    operations = [
        ops.CreateModel(
            name='Calendar',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('scope', fields.ForeignKeyField('access.Scope', source_field='scope_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('owner', fields.ForeignKeyField('people.Principal', source_field='owner_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharEnumField(description='', enum_type=CalendarKind, max_length=10)),
                ('slug', fields.CharField(max_length=60)),
                ('name', fields.CharField(max_length=200)),
                ('description', fields.TextField(default='', unique=False)),
                ('colour', fields.SmallIntField(default=1)),
                ('rank', fields.IntField(default=0)),
                ('timezone', fields.CharField(max_length=64)),
                ('is_transparent', fields.BooleanField(default=False)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'calendar', 'app': 'calendar', 'indexes': [Index(fields=['scope_id'], name='calendar_scope')], 'pk_attr': 'id', 'table_description': 'Events of a person, a group, a resource, a school or a body.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='CalendarObject',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('calendar', fields.ForeignKeyField('calendar.Calendar', source_field='calendar_id', db_constraint=True, to_field='id', related_name='objects', on_delete=OnDelete.CASCADE)),
                ('href', fields.CharField(max_length=255)),
                ('uid', fields.CharField(max_length=255)),
                ('component', fields.CharEnumField(description='', enum_type=Component, max_length=10)),
                ('etag', fields.CharField(max_length=40)),
                ('busy_etag', fields.CharField(null=True, max_length=40)),
                ('is_private', fields.BooleanField()),
                ('summary', fields.TextField(default='', unique=False)),
                ('summary_key', fields.TextField(default='', unique=False)),
                ('location', fields.TextField(default='', unique=False)),
                ('status', fields.CharField(default='', max_length=20)),
                ('organizer', fields.CharField(default='', max_length=255)),
                ('timezone', fields.CharField(default='', max_length=64)),
                ('sequence', fields.IntField(default=0)),
                ('is_all_day', fields.BooleanField(default=False)),
                ('is_recurring', fields.BooleanField(default=False)),
                ('starts_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('expanded_from', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expanded_until', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1)),
                ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ics', fields.TextField(unique=False)),
                ('busy_ics', fields.TextField(null=True, unique=False)),
            ],
            options={'table': 'calendar_object', 'app': 'calendar', 'indexes': [Index(fields=['calendar_id', 'expanded_until'], name='calendar_object_until'), Index(fields=['calendar_id', 'expanded_from'], name='calendar_object_from'), Index(fields=['expanded_until'], name='calendar_object_expanded')], 'pk_attr': 'id', 'table_description': 'An event with all its repetitions, or a task, as RFC 4791 §4.1 puts it into one resource.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Attendee',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('object', fields.ForeignKeyField('calendar.CalendarObject', source_field='object_id', db_constraint=True, to_field='id', related_name='attendees', on_delete=OnDelete.CASCADE)),
                ('address', fields.CharField(max_length=255)),
                ('name', fields.CharField(default='', max_length=255)),
                ('role', fields.CharField(default='', max_length=20)),
                ('partstat', fields.CharField(default='', max_length=20)),
                ('person', fields.ForeignKeyField('people.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
            ],
            options={'table': 'attendee', 'app': 'calendar', 'indexes': [Index(fields=['object_id'], name='attendee_object'), Index(fields=['person_id'], name='attendee_person')], 'pk_attr': 'id', 'table_description': 'Somebody invited, by address; `person` when the directory knows it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Occurrence',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('calendar', fields.ForeignKeyField('calendar.Calendar', source_field='calendar_id', db_constraint=True, to_field='id', related_name='occurrences', on_delete=OnDelete.CASCADE)),
                ('object', fields.ForeignKeyField('calendar.CalendarObject', source_field='object_id', db_constraint=True, to_field='id', related_name='occurrences', on_delete=OnDelete.CASCADE)),
                ('recurrence_id', fields.CharField(max_length=16)),
                ('starts_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('starts_on', fields.DateField(null=True)),
                ('ends_on', fields.DateField(null=True)),
                ('is_long', fields.BooleanField()),
                ('busy', fields.CharEnumField(description='', enum_type=BusyKind, max_length=10)),
                ('summary', fields.TextField(null=True, unique=False)),
                ('location', fields.TextField(null=True, unique=False)),
                ('status', fields.CharField(null=True, max_length=20)),
            ],
            options={'table': 'occurrence', 'app': 'calendar', 'indexes': [Index(fields=['calendar_id', 'is_long', 'starts_at', 'ends_at'], name='occurrence_time'), Index(fields=['object_id'], name='occurrence_object')], 'pk_attr': 'id', 'table_description': 'One time of an object: a row of everything that asks who does what when.'},
            bases=['Model'],
        ),
        index('calendar_slug', 'calendar', 'owner_id', 'slug', unique=True),
        index('calendar_object_href', 'calendar_object', 'calendar_id', 'href', unique=True),
        index('calendar_object_uid', 'calendar_object', 'calendar_id', 'uid', unique=True),
    ]
