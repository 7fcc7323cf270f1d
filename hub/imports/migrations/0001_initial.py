from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from hub.imports.models import ImportState
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('people', '0002_system_groups')]

    initial = True

    operations = [
        ops.CreateModel(
            name='Import',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('kind', fields.CharField(max_length=20)),
                ('person', fields.ForeignKeyField('people.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('name', fields.CharField(max_length=200)),
                ('options_json', fields.TextField(unique=False)),
                ('state', fields.CharEnumField(description='', enum_type=ImportState, max_length=10)),
                ('version', fields.IntField(db_default=0)),
                ('plan_json', fields.TextField(null=True, unique=False)),
                ('report_json', fields.TextField(null=True, unique=False)),
                ('done', fields.IntField(db_default=0)),
                ('total', fields.IntField(db_default=0)),
                ('notice', fields.CharField(default='', max_length=500)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('over_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('tries', fields.IntField(db_default=0)),
                ('tries_before', fields.IntField(db_default=0)),
            ],
            options={'table': 'import', 'app': 'imports', 'indexes': [Index(fields=['person_id', 'kind', 'id'], name='import_person'), Index(fields=['due_at'], name='import_due')], 'pk_attr': 'id', 'table_description': 'One file that somebody brought, and what becomes of it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ImportContent',
            fields=[
                ('job', fields.OneToOneField('imports.Import', source_field='job_id', primary_key=True, db_index=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('content', fields.BinaryField()),
            ],
            options={'table': 'import_content', 'app': 'imports', 'pk_attr': 'job_id', 'table_description': "The file's bytes, apart from the row that pages ask for; gone once the import is over."},
            bases=['Model'],
        ),
        # Tortoise forgets the key of a table whose key is that of another one.
        ops.AlterModelOptions(
            name='ImportContent',
            options={'table': 'import_content', 'app': 'imports', 'pk_attr': 'job_id', 'table_description': "The file's bytes, apart from the row that pages ask for; gone once the import is over."},
        ),
    ]
