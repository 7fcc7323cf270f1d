from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from hub.people.models import GroupKind, PersonStatus, PrincipalKind, Source, Weeks
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

from hub.database.migrations import index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Commune',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('insee_code', fields.CharField(unique=True, max_length=5)),
                ('postcode', fields.CharField(null=True, max_length=5)),
            ],
            options={'table': 'commune', 'app': 'people', 'pk_attr': 'id', 'table_description': "A commune of the authority; its group holds its officials and its town hall's staff."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Group',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=200)),
                ('name_key', fields.TextField(unique=False)),
                ('kind', fields.CharEnumField(description='', enum_type=GroupKind, max_length=10)),
                ('closed_on', fields.DateField(null=True)),
            ],
            options={'table': 'people_group', 'app': 'people', 'indexes': [Index(fields=['kind'], name='people_group_kind')], 'pk_attr': 'id', 'table_description': 'Any set of people; each unit, body, commune and school has one.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Person',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('given_name', fields.CharField(max_length=100)),
                ('family_name', fields.CharField(max_length=100)),
                ('name_key', fields.TextField(unique=False)),
                ('sort_key', fields.TextField(unique=False)),
                ('employee_number', fields.CharField(null=True, unique=True, max_length=40)),
                ('email', fields.CharField(null=True, max_length=254)),
                ('phone', fields.CharField(null=True, max_length=30)),
                ('mobile', fields.CharField(null=True, max_length=30)),
                ('language', fields.CharField(default='fr', max_length=2)),
                ('status', fields.CharEnumField(default=PersonStatus.ACTIVE, description='', enum_type=PersonStatus, max_length=10)),
                ('left_on', fields.DateField(null=True)),
                ('source', fields.CharEnumField(default=Source.HAND, description='', enum_type=Source, max_length=10)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'person', 'app': 'people', 'indexes': [Index(fields=['status', 'sort_key'], name='person_sorted'), Index(fields=['email'], name='person_email')], 'pk_attr': 'id', 'table_description': 'Somebody of the authority or around it, with or without an account.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Absence',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('people.Person', source_field='person_id', db_constraint=True, to_field='id', related_name='absences', on_delete=OnDelete.CASCADE)),
                ('starts_on', fields.DateField()),
                ('starts_at_noon', fields.BooleanField(default=False)),
                ('ends_on', fields.DateField()),
                ('ends_at_noon', fields.BooleanField(default=False)),
                ('replacement', fields.ForeignKeyField('people.Person', source_field='replacement_id', null=True, db_constraint=True, to_field='id', related_name='replacing', on_delete=OnDelete.SET_NULL)),
                ('message', fields.CharField(default='', max_length=300)),
            ],
            options={'table': 'absence', 'app': 'people', 'indexes': [Index(fields=['person_id', 'ends_on'], name='absence_person'), Index(fields=['replacement_id', 'ends_on'], name='absence_replacement')], 'pk_attr': 'id', 'table_description': "Somebody is away. Why is nobody's business: there is no reason to fill in."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='GroupPerson',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('group', fields.ForeignKeyField('people.Group', source_field='group_id', db_constraint=True, to_field='id', related_name='people', on_delete=OnDelete.CASCADE)),
                ('person', fields.ForeignKeyField('people.Person', source_field='person_id', db_constraint=True, to_field='id', related_name='groups', on_delete=OnDelete.CASCADE)),
                ('starts_on', fields.DateField()),
                ('ends_on', fields.DateField()),
            ],
            options={'table': 'group_person', 'app': 'people', 'indexes': [Index(fields=['person_id', 'starts_on', 'ends_on', 'group_id'], name='group_person_person')], 'pk_attr': 'id', 'table_description': 'The closure: on these days this person is in this group, directly or through other groups.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Principal',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='', enum_type=PrincipalKind, max_length=10)),
            ],
            options={'table': 'principal', 'app': 'people', 'pk_attr': 'id', 'table_description': 'Whatever a right can be given to.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Membership',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('group', fields.ForeignKeyField('people.Group', source_field='group_id', db_constraint=True, to_field='id', related_name='memberships', on_delete=OnDelete.CASCADE)),
                ('member', fields.ForeignKeyField('people.Principal', source_field='member_id', db_constraint=True, to_field='id', related_name='memberships', on_delete=OnDelete.CASCADE)),
                ('starts_on', fields.DateField()),
                ('ends_on', fields.DateField(null=True)),
                ('source', fields.CharEnumField(default=Source.HAND, description='', enum_type=Source, max_length=10)),
            ],
            options={'table': 'membership', 'app': 'people', 'indexes': [Index(fields=['member_id', 'group_id'], name='membership_member')], 'pk_attr': 'id', 'table_description': 'A person or a group is a member of a group, from a day to a day.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Site',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=200)),
                ('name_key', fields.TextField(unique=False)),
                ('address', fields.CharField(default='', max_length=300)),
                ('postcode', fields.CharField(null=True, max_length=5)),
                ('town', fields.CharField(default='', max_length=100)),
                ('phone', fields.CharField(null=True, max_length=30)),
                ('commune', fields.ForeignKeyField('people.Commune', source_field='commune_id', null=True, db_constraint=True, to_field='id', related_name='sites', on_delete=OnDelete.SET_NULL)),
            ],
            options={'table': 'site', 'app': 'people', 'pk_attr': 'id', 'table_description': 'A building where people work or are received.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Position',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('people.Person', source_field='person_id', db_constraint=True, to_field='id', related_name='positions', on_delete=OnDelete.CASCADE)),
                ('group', fields.ForeignKeyField('people.Group', source_field='group_id', db_constraint=True, to_field='id', related_name='positions', on_delete=OnDelete.RESTRICT)),
                ('title', fields.CharField(default='', max_length=200)),
                ('title_key', fields.TextField(unique=False)),
                ('is_head', fields.BooleanField(default=False)),
                ('manager', fields.ForeignKeyField('people.Person', source_field='manager_id', null=True, db_constraint=True, to_field='id', related_name='managed', on_delete=OnDelete.SET_NULL)),
                ('site', fields.ForeignKeyField('people.Site', source_field='site_id', null=True, db_constraint=True, to_field='id', related_name='positions', on_delete=OnDelete.SET_NULL)),
                ('starts_on', fields.DateField()),
                ('ends_on', fields.DateField(null=True)),
                ('source', fields.CharEnumField(default=Source.HAND, description='', enum_type=Source, max_length=10)),
            ],
            options={'table': 'position', 'app': 'people', 'indexes': [Index(fields=['person_id', 'starts_on'], name='position_person'), Index(fields=['group_id', 'starts_on'], name='position_group'), Index(fields=['manager_id'], name='position_manager')], 'pk_attr': 'id', 'table_description': 'A post or mandate somebody holds in a unit, commune, body or school, from a day to a day.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Unit',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('parent', fields.ForeignKeyField('people.Unit', source_field='parent_id', null=True, db_constraint=True, to_field='id', related_name='children', on_delete=OnDelete.RESTRICT)),
                ('rank', fields.IntField(default=0)),
                ('site', fields.ForeignKeyField('people.Site', source_field='site_id', null=True, db_constraint=True, to_field='id', related_name='units', on_delete=OnDelete.SET_NULL)),
                ('email', fields.CharField(null=True, max_length=254)),
                ('phone', fields.CharField(null=True, max_length=30)),
            ],
            options={'table': 'unit', 'app': 'people', 'indexes': [Index(fields=['parent_id'], name='unit_parent')], 'pk_attr': 'id', 'table_description': "A service of the chart. Its name is its group's."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='WorkingHours',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('people.Person', source_field='person_id', db_constraint=True, to_field='id', related_name='working_hours', on_delete=OnDelete.CASCADE)),
                ('weekday', fields.SmallIntField()),
                ('weeks', fields.CharEnumField(default=Weeks.ALL, description='', enum_type=Weeks, max_length=5)),
                ('starts_minute', fields.SmallIntField()),
                ('ends_minute', fields.SmallIntField()),
            ],
            options={'table': 'working_hours', 'app': 'people', 'pk_attr': 'id', 'table_description': "A stretch of somebody's usual working day, in minutes after midnight of the civil day."},
            bases=['Model'],
        ),
        index('membership_once', 'membership', 'group_id', 'member_id', 'starts_on', unique=True),
        index('group_person_once', 'group_person', 'group_id', 'person_id', 'starts_on', unique=True),
        index('position_once', 'position', 'person_id', 'group_id', 'title_key', 'starts_on', unique=True),
        index('working_hours_once', 'working_hours', 'person_id', 'weekday', 'weeks', 'starts_minute', unique=True),
        ops.RunSQL(
            "INSERT INTO principal (id, kind) VALUES (1, 'signed_in'), (2, 'anyone'), (3, 'group')",
            'DELETE FROM principal WHERE id IN (1, 2, 3)',
        ),
        ops.RunSQL(
            "INSERT INTO people_group (id, name, name_key, kind)"
            " VALUES (3, 'Administrateurs', ' administrateurs', 'system')",
            'DELETE FROM people_group WHERE id = 3',
        ),
    ]
