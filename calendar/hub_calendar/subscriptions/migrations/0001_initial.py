from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

from hub.database.migrations import index

class Migration(migrations.Migration):
    dependencies = [('calendar', '0004_components'), ('people', '0001_initial'), ('people', '0002_system_groups'), ('people', '0003_secretaries'), ('people', '0004_planners')]

    initial = True

    operations = [
        ops.CreateModel(
            name='Subscription',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('calendar', fields.ForeignKeyField('calendar.Calendar', source_field='calendar_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('maker', fields.ForeignKeyField('people.Person', source_field='maker_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('host', fields.CharField(max_length=255)),
                ('address', fields.TextField(unique=False)),
                ('etag', fields.CharField(default='', max_length=255)),
                ('modified', fields.CharField(default='', max_length=64)),
                ('content_sha256', fields.CharField(default='', max_length=64)),
                ('every', fields.IntField(default=0)),
                ('looked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('succeeded_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('reason', fields.CharField(default='', max_length=20)),
                ('status', fields.SmallIntField(default=0)),
                ('failures', fields.IntField(default=0)),
                ('unread', fields.IntField(default=0)),
                ('due_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('tries', fields.IntField(db_default=0)),
            ],
            options={'table': 'calendar_subscription', 'app': 'subscriptions', 'indexes': [Index(fields=['due_at'], name='calendar_subscription_due'), Index(fields=['maker_id'], name='calendar_subscription_maker')], 'pk_attr': 'id', 'table_description': 'The source of one calendar. Whoever subscribed last is whose right its job has.'},
            bases=['Model'],
        ),
        index('calendar_subscription_once', 'calendar_subscription', 'calendar_id', unique=True),
    ]
