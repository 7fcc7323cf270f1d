from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from tortoise import fields
from tortoise.indexes import Index

from hub.database.migrations import index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Entry',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('action', fields.CharField(max_length=80)),
                ('kind', fields.CharField(max_length=40)),
                ('object_id', fields.BigIntField()),
                ('actor_id', fields.BigIntField(null=True)),
                ('actor_name', fields.CharField(max_length=200)),
                ('via', fields.CharField(max_length=20)),
                ('detail', fields.TextField(unique=False)),
                ('seq', fields.BigIntField(null=True, unique=True)),
                ('seal', fields.CharField(null=True, max_length=64)),
            ],
            options={'table': 'audit_entry', 'app': 'audit', 'indexes': [Index(fields=['kind', 'object_id', 'id'], name='audit_entry_object'), Index(fields=['actor_id', 'id'], name='audit_entry_actor')], 'pk_attr': 'id', 'table_description': "Who did what to which thing, and through which door. Never changed, never without a person's"},
            bases=['Model'],
        ),
        index('audit_entry_unsealed', 'audit_entry', 'id', where='seq IS NULL'),
    ]
