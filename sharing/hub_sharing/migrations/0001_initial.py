from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from hub_sharing.models import NodeKind, TextState
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

from hub.database.migrations import index

class Migration(migrations.Migration):
    dependencies = [('access', '0001_initial'), ('people', '0002_system_groups')]

    initial = True

    operations = [
        ops.CreateModel(
            name='FileText',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('state', fields.CharEnumField(description='', enum_type=TextState, max_length=10)),
                ('why', fields.CharField(default='', max_length=20)),
                ('body', fields.TextField(default='', unique=False)),
                ('is_whole', fields.BooleanField(default=True)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('tries', fields.IntField(default=0)),
            ],
            options={'table': 'file_text', 'app': 'sharing', 'indexes': [Index(fields=['due_at'], name='file_text_due')], 'pk_attr': 'id', 'table_description': 'The text of one version, read once by a job: a row of due work until it is.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Node',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='', enum_type=NodeKind, max_length=10)),
                ('parent', fields.ForeignKeyField('sharing.Node', source_field='parent_id', null=True, db_constraint=True, to_field='id', related_name='nodes', on_delete=OnDelete.RESTRICT)),
                ('space', fields.ForeignKeyField('sharing.Node', source_field='space_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('name', fields.CharField(max_length=255)),
                ('name_key', fields.TextField(unique=False)),
                ('sort_key', fields.TextField(unique=False)),
                ('scope', fields.ForeignKeyField('access.Scope', source_field='scope_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('content', fields.IntField(default=0)),
                ('version', fields.IntField(default=1)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('changed_by', fields.ForeignKeyField('people.Person', source_field='changed_by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('trash_id', fields.BigIntField(null=True)),
                ('trashed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('trashed_by', fields.ForeignKeyField('people.Person', source_field='trashed_by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
            ],
            options={'table': 'node', 'app': 'sharing', 'indexes': [Index(fields=['parent_id', 'sort_key'], name='node_parent'), Index(fields=['scope_id'], name='node_scope'), Index(fields=['space_id', 'trash_id'], name='node_space'), Index(fields=['changed_by_id'], name='node_changed_by'), Index(fields=['trashed_by_id'], name='node_trashed_by')], 'pk_attr': 'id', 'table_description': 'A space, or a folder or file in one.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='FileVersion',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('node', fields.ForeignKeyField('sharing.Node', source_field='node_id', db_constraint=True, to_field='id', related_name='versions', on_delete=OnDelete.CASCADE)),
                ('number', fields.IntField()),
                ('digest', fields.CharField(max_length=64)),
                ('size', fields.BigIntField()),
                ('media_type', fields.CharField(max_length=100)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.ForeignKeyField('people.Person', source_field='by_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
            ],
            options={'table': 'file_version', 'app': 'sharing', 'indexes': [Index(fields=['digest'], name='file_version_digest'), Index(fields=['at'], name='file_version_at'), Index(fields=['by_id'], name='file_version_by')], 'pk_attr': 'id', 'table_description': 'What a file held from a moment on. Versions are only ever added.'},
            bases=['Model'],
        ),
        # Names are compared as Windows and macOS compare them; what is in the bin keeps its name.
        index('node_name', 'node', 'parent_id', 'name_key', unique=True, where='trash_id IS NULL'),
        index('file_version_once', 'file_version', 'node_id', 'number', unique=True),
    ]
