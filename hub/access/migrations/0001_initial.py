from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

from hub.database.migrations import index

class Migration(migrations.Migration):
    dependencies = [('people', '0001_initial')]

    initial = True

    operations = [
        ops.CreateModel(
            name='Scope',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('kind', fields.CharField(max_length=20)),
                ('parent', fields.ForeignKeyField('access.Scope', source_field='parent_id', null=True, db_constraint=True, to_field='id', related_name='children', on_delete=OnDelete.CASCADE)),
                ('is_closed', fields.BooleanField(db_default=False)),
            ],
            options={'table': 'scope', 'app': 'access', 'indexes': [Index(fields=['parent_id'], name='scope_parent')], 'pk_attr': 'id', 'table_description': 'A place with rights of its own. Its key is the key of the thing it is the rights of.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Access',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('scope', fields.ForeignKeyField('access.Scope', source_field='scope_id', db_constraint=True, to_field='id', related_name='access', on_delete=OnDelete.CASCADE)),
                ('principal', fields.ForeignKeyField('people.Principal', source_field='principal_id', db_constraint=True, to_field='id', related_name='access', on_delete=OnDelete.CASCADE)),
                ('role', fields.CharField(max_length=20)),
                ('ends_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'access', 'app': 'access', 'indexes': [Index(fields=['principal_id', 'role', 'ends_at', 'scope_id'], name='access_principal')], 'pk_attr': 'id', 'table_description': 'What follows from all grants; written by `closure` alone.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Grant',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('scope', fields.ForeignKeyField('access.Scope', source_field='scope_id', db_constraint=True, to_field='id', related_name='grants', on_delete=OnDelete.CASCADE)),
                ('principal', fields.ForeignKeyField('people.Principal', source_field='principal_id', db_constraint=True, to_field='id', related_name='grants', on_delete=OnDelete.CASCADE)),
                ('role', fields.CharField(max_length=20)),
                ('given_by', fields.ForeignKeyField('people.Person', source_field='given_by_id', null=True, db_constraint=True, to_field='id', related_name='grants_given', on_delete=OnDelete.SET_NULL)),
                ('given_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('reason', fields.CharField(db_default='', max_length=200)),
            ],
            options={'table': 'access_grant', 'app': 'access', 'indexes': [Index(fields=['principal_id'], name='access_grant_principal'), Index(fields=['given_by_id'], name='access_grant_given_by')], 'pk_attr': 'id', 'table_description': 'A role that somebody gave to a principal in a scope, and in all that inherit from it.'},
            bases=['Model'],
        ),
        index('access_once', 'access', 'scope_id', 'principal_id', 'role', unique=True),
        index('access_grant_once', 'access_grant', 'scope_id', 'principal_id', 'role', 'reason', unique=True),
    ]
