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
            name='Link',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('from_kind', fields.CharField(max_length=20)),
                ('from_id', fields.BigIntField()),
                ('to_kind', fields.CharField(max_length=20)),
                ('to_id', fields.BigIntField()),
            ],
            options={'table': 'link', 'app': 'links', 'indexes': [Index(fields=['to_kind', 'to_id'], name='link_to')], 'pk_attr': 'id', 'table_description': 'Two things that belong together; no foreign keys, because any domain may be absent.'},
            bases=['Model'],
        ),
        index('link_once', 'link', 'from_kind', 'from_id', 'to_kind', 'to_id', unique=True),
    ]
