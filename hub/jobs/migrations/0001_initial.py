from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from tortoise import fields

from hub.database.migrations import index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Outbox',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('action', fields.CharField(max_length=80)),
                ('kind', fields.CharField(max_length=40)),
                ('object_id', fields.BigIntField()),
                ('detail', fields.TextField(unique=False)),
                ('due_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('tries', fields.IntField(db_default=0)),
                ('fault', fields.TextField(null=True, unique=False)),
                ('done_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'outbox', 'app': 'jobs', 'pk_attr': 'id', 'table_description': 'What happened and is still to be told to the rest of the hub (search, mail, notifications).'},
            bases=['Model'],
        ),
        index('outbox_due', 'outbox', 'due_at', where='done_at IS NULL'),
    ]
