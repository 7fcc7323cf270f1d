from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('access', '0001_initial'), ('calendar', '0005_invitations'), ('people', '0001_initial'), ('people', '0002_system_groups'), ('people', '0003_secretaries'), ('people', '0004_planners')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Message',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('people.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('address', fields.CharField(max_length=255)),
                ('method', fields.CharField(max_length=10)),
                ('uid', fields.CharField(max_length=255)),
                ('is_update', fields.BooleanField(default=False)),
                ('etag', fields.CharField(max_length=40)),
                ('written_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ics', fields.TextField(unique=False)),
            ],
            options={'table': 'message', 'app': 'calendar', 'indexes': [Index(fields=['person_id', 'uid'], name='message_person'), Index(fields=['written_at'], name='message_time')], 'pk_attr': 'id', 'table_description': 'What somebody is told of an event (RFC 5546): to people outside until it is in the mail, to'},
            bases=['Model'],
        ),
    ]
