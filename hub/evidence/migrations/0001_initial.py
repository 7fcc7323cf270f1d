from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from tortoise import fields

from tortoise.migrations.operations import RunSQL

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Head',
            fields=[
                ('chain', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=20)),
                ('seq', fields.BigIntField()),
                ('seal', fields.CharField(max_length=64)),
                ('day', fields.DateField(null=True)),
            ],
            options={'table': 'evidence_head', 'app': 'evidence', 'pk_attr': 'chain', 'table_description': 'Where a chain ends: what a truncated journal is compared with. One row, `journal`.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Root',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('day', fields.DateField(unique=True)),
                ('seq', fields.BigIntField()),
                ('seal', fields.CharField(max_length=64)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('stamp', fields.BinaryField(null=True)),
            ],
            options={'table': 'evidence_root', 'app': 'evidence', 'pk_attr': 'id', 'table_description': 'Where the chain ended when a day of sealing was over; what a time stamp is asked for.'},
            bases=['Model'],
        ),
        RunSQL(
            "INSERT INTO evidence_head (chain, seq, seal) VALUES ('journal', 0, '" + "0" * 64 + "')",
            "DELETE FROM evidence_head",
        ),
    ]
