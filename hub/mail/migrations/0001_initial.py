from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from hub.database.keys import KeyField, new_key
from hub.database.migrations import index
from hub.mail.models import MailState


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Mail",
            fields=[
                ("id", KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ("recipient", fields.CharField(max_length=320)),
                ("recipient_name", fields.CharField(max_length=200)),
                ("person_id", fields.BigIntField(null=True)),
                ("sender", fields.CharField(max_length=320)),
                ("sender_name", fields.CharField(max_length=200)),
                ("subject", fields.CharField(max_length=200)),
                ("text", fields.TextField(unique=False)),
                ("html", fields.TextField(unique=False)),
                ("language", fields.CharField(max_length=2)),
                ("message_id", fields.CharField(unique=True, max_length=300)),
                ("state", fields.CharEnumField(description="", enum_type=MailState, max_length=10)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("tries", fields.IntField(db_default=0)),
                ("fault", fields.CharField(null=True, max_length=100)),
                ("over_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "mail_outbox",
                "app": "mail",
                "indexes": [
                    Index(fields=["state", "created_at"], name="mail_outbox_state"),
                    Index(fields=["person_id"], name="mail_outbox_person"),
                ],
                "pk_attr": "id",
                "table_description": "One message to one recipient.",
            },
            bases=["Model"],
        ),
        index("mail_outbox_due", "mail_outbox", "due_at", where="due_at IS NOT NULL"),
    ]
