from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='StoredBlob',
            fields=[
                ('digest', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('size', fields.BigIntField()),
                ('key', fields.CharField(unique=True, max_length=100)),
                ('kept_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'blob', 'app': 'blobs', 'indexes': [Index(fields=['kept_at'], name='blob_kept')], 'pk_attr': 'digest', 'table_description': 'Content that the store has, under a name that is never used twice.'},
            bases=['Model'],
        ),
    ]
