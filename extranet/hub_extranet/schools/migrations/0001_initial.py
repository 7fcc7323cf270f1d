from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from hub_extranet.schools.clock import Counting, Zone
from hub_extranet.schools.timetable import Weeks
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

from hub.database.migrations import index

class Migration(migrations.Migration):
    dependencies = [('access', '0001_initial'), ('calendar', '0001_initial'), ('people', '0002_system_groups')]

    initial = True

    operations = [
        ops.CreateModel(
            name='School',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('scope', fields.ForeignKeyField('access.Scope', source_field='scope_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('uai', fields.CharField(null=True, unique=True, max_length=8)),
                ('zone', fields.CharEnumField(description='', enum_type=Zone, max_length=1)),
                ('counting', fields.CharEnumField(default=Counting.SCHOOL, description='', enum_type=Counting, max_length=6)),
                ('site', fields.ForeignKeyField('people.Site', source_field='site_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('calendar', fields.ForeignKeyField('calendar.Calendar', source_field='calendar_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('version', fields.IntField(default=1)),
                ('published_version', fields.IntField(default=1)),
            ],
            options={'table': 'school', 'app': 'schools', 'indexes': [Index(fields=['scope_id'], name='school_scope')], 'pk_attr': 'id', 'table_description': "A school whose timetables the authority publishes. Its name is its group's."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SchoolClass',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('school', fields.ForeignKeyField('schools.School', source_field='school_id', db_constraint=True, to_field='id', related_name='classes', on_delete=OnDelete.CASCADE)),
                ('name', fields.CharField(max_length=60)),
                ('pupils', fields.SmallIntField(null=True)),
            ],
            options={'table': 'school_class', 'app': 'schools', 'indexes': [Index(fields=['school_id'], name='school_class_school')], 'pk_attr': 'id', 'table_description': 'A class of a school.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SchoolClosing',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('school', fields.ForeignKeyField('schools.School', source_field='school_id', db_constraint=True, to_field='id', related_name='closings', on_delete=OnDelete.CASCADE)),
                ('starts_on', fields.DateField()),
                ('ends_on', fields.DateField()),
                ('reason', fields.CharField(max_length=200)),
            ],
            options={'table': 'school_closing', 'app': 'schools', 'indexes': [Index(fields=['school_id'], name='school_closing_school')], 'pk_attr': 'id', 'table_description': "The draft of days on which one school is closed, beside its zone's holidays."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='TimetableEdition',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('school', fields.ForeignKeyField('schools.School', source_field='school_id', db_constraint=True, to_field='id', related_name='editions', on_delete=OnDelete.CASCADE)),
                ('number', fields.IntField()),
                ('published_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('published_by', fields.ForeignKeyField('people.Person', source_field='published_by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('content', fields.TextField(unique=False)),
            ],
            options={'table': 'timetable_edition', 'app': 'schools', 'pk_attr': 'id', 'table_description': 'A timetable as it was published; the last one is what the school reads.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='WeeklyLine',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('school', fields.ForeignKeyField('schools.School', source_field='school_id', db_constraint=True, to_field='id', related_name='lines', on_delete=OnDelete.CASCADE)),
                ('weekday', fields.SmallIntField()),
                ('weeks', fields.CharEnumField(default=Weeks.EVERY, description='', enum_type=Weeks, max_length=5)),
                ('starts_minute', fields.SmallIntField()),
                ('ends_minute', fields.SmallIntField()),
                ('activity', fields.CharField(max_length=100)),
                ('school_class', fields.ForeignKeyField('schools.SchoolClass', source_field='school_class_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('person', fields.ForeignKeyField('people.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('who', fields.CharField(default='', max_length=100)),
                ('place', fields.CharField(default='', max_length=100)),
                ('is_by_bus', fields.BooleanField(default=False)),
                ('starts_on', fields.DateField()),
                ('ends_on', fields.DateField()),
            ],
            options={'table': 'weekly_line', 'app': 'schools', 'indexes': [Index(fields=['school_id'], name='weekly_line_school'), Index(fields=['person_id'], name='weekly_line_person')], 'pk_attr': 'id', 'table_description': 'The draft of something that takes place each week, or each week of a letter.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='LineOverride',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('line', fields.ForeignKeyField('schools.WeeklyLine', source_field='line_id', db_constraint=True, to_field='id', related_name='overrides', on_delete=OnDelete.CASCADE)),
                ('due_on', fields.DateField()),
                ('is_cancelled', fields.BooleanField(default=False)),
                ('moved_on', fields.DateField(null=True)),
                ('starts_minute', fields.SmallIntField(null=True)),
                ('ends_minute', fields.SmallIntField(null=True)),
                ('person', fields.ForeignKeyField('people.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('place', fields.CharField(null=True, max_length=100)),
                ('reason', fields.CharField(default='', max_length=200)),
            ],
            options={'table': 'line_override', 'app': 'schools', 'pk_attr': 'id', 'table_description': 'The draft of what is different on one day of a line; null is as always.'},
            bases=['Model'],
        ),
        index('line_override_day', 'line_override', 'line_id', 'due_on', unique=True),
        index('timetable_edition_number', 'timetable_edition', 'school_id', 'number', unique=True),
    ]
