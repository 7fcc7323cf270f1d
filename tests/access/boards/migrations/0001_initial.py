from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('access', '0001_initial')]

    initial = True

    operations = [
        ops.CreateModel(
            name='Board',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('title', fields.CharField(max_length=100)),
                ('scope', fields.ForeignKeyField('access.Scope', source_field='scope_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'board', 'app': 'boards', 'indexes': [Index(fields=['scope_id'], name='board_scope')], 'pk_attr': 'id', 'table_description': 'Notes that some people share; its scope is its own.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Diary',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('title', fields.CharField(max_length=100)),
                ('scope', fields.ForeignKeyField('access.Scope', source_field='scope_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'diary', 'app': 'boards', 'indexes': [Index(fields=['scope_id'], name='diary_scope')], 'pk_attr': 'id', 'table_description': 'What somebody does when; of some, others see only that they are busy.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Note',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('board', fields.ForeignKeyField('boards.Board', source_field='board_id', db_constraint=True, to_field='id', related_name='notes', on_delete=OnDelete.CASCADE)),
                ('parent', fields.ForeignKeyField('boards.Note', source_field='parent_id', null=True, db_constraint=True, to_field='id', related_name='notes', on_delete=OnDelete.CASCADE)),
                ('text', fields.CharField(max_length=200)),
                ('scope', fields.ForeignKeyField('access.Scope', source_field='scope_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'note', 'app': 'boards', 'indexes': [Index(fields=['parent_id'], name='note_parent'), Index(fields=['board_id'], name='note_board'), Index(fields=['scope_id'], name='note_scope')], 'pk_attr': 'id', 'table_description': 'A note, on a board and perhaps below another note.'},
            bases=['Model'],
        ),
    ]
