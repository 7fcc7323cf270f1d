from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('access', '0001_initial'), ('calendar', '0004_components'), ('people', '0001_initial'), ('people', '0002_system_groups'), ('people', '0003_secretaries'), ('people', '0004_planners')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Invitation',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('timezone', fields.CharField(max_length=64)),
                ('ics', fields.TextField(default='', unique=False)),
            ],
            options={'table': 'invitation', 'app': 'calendar', 'pk_attr': 'id', 'table_description': "What the guests of an organizer's object know of it."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Reply',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('object_id', fields.BigIntField()),
                ('uid', fields.CharField(max_length=255)),
                ('address', fields.CharField(max_length=255)),
                ('partstat', fields.CharField(max_length=20)),
                ('comment', fields.TextField(unique=False)),
                ('sequence', fields.IntField()),
                ('stamp', fields.CharField(max_length=32)),
                ('recurrence', fields.TextField(unique=False)),
            ],
            options={'table': 'reply', 'app': 'calendar', 'indexes': [Index(fields=['object_id'], name='reply_object')], 'pk_attr': 'id', 'table_description': 'What a guest answers, on its way to the organizer. Its object may be gone.'},
            bases=['Model'],
        ),
        ops.AddField(
            model_name='CalendarObject',
            name='schedule_tag',
            field=fields.CharField(null=True, max_length=32),
        ),
        ops.AddIndex(
            model_name='CalendarObject',
            index=Index(fields=['uid'], name='calendar_object_copies'),
        ),
    ]
