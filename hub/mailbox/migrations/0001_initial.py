from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='ReceivedMessage',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('raw_sha256', fields.CharField(unique=True, max_length=64)),
                ('letter_sha256', fields.CharField(null=True, max_length=64)),
                ('sender', fields.CharField(max_length=320)),
                ('is_proven', fields.BooleanField()),
                ('subject', fields.CharField(max_length=200)),
                ('reason', fields.CharField(max_length=200)),
                ('tries', fields.IntField(db_default=0)),
                ('received_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'received_message', 'app': 'mailbox', 'indexes': [Index(fields=['received_at'], name='received_message_time'), Index(fields=['letter_sha256'], name='received_message_letter')], 'pk_attr': 'id', 'table_description': 'A message that was looked at, without its text: that stays in the mailbox.'},
            bases=['Model'],
        ),
    ]
