from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from tortoise.fields.base import OnDelete
from tortoise import fields

from hub.database.migrations import index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Collection',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('epoch', fields.CharField(max_length=32)),
                ('seq', fields.BigIntField(db_default=0)),
                ('min_seq', fields.BigIntField(db_default=0)),
            ],
            options={'table': 'dav_collection', 'app': 'dav', 'pk_attr': 'id', 'table_description': 'Counts the changes of one calendar or address book.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Change',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('collection', fields.ForeignKeyField('dav.Collection', source_field='collection_id', db_constraint=True, to_field='id', related_name='changes', on_delete=OnDelete.CASCADE)),
                ('href', fields.CharField(max_length=255)),
                ('seq', fields.BigIntField()),
                ('is_deleted', fields.BooleanField()),
                ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'dav_change', 'app': 'dav', 'pk_attr': 'id', 'table_description': 'The last change of one object; the log is as long as there are names, alive or gone.'},
            bases=['Model'],
        ),
        index('dav_change_href', 'dav_change', 'collection_id', 'href', unique=True),
        index('dav_change_seq', 'dav_change', 'collection_id', 'seq'),
    ]
