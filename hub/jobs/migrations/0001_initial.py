from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from hub.database.keys import KeyField, new_key
from hub.database.migrations import index


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Outbox",
            fields=[
                ("id", KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ("action", fields.CharField(max_length=80)),
                ("kind", fields.CharField(max_length=40)),
                ("object_id", fields.BigIntField()),
                ("person_id", fields.BigIntField(null=True)),
                ("detail", fields.TextField(unique=False)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("tries", fields.IntField(db_default=0)),
                ("fault", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "outbox",
                "app": "jobs",
                "pk_attr": "id",
                "table_description": "What happened and is still to be told to the rest of the hub (search, mail, notifications).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="PeriodicTask",
            fields=[
                ("id", KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ("name", fields.CharField(unique=True, max_length=80)),
                ("due_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("tries", fields.IntField(db_default=0)),
                ("fault", fields.TextField(null=True, unique=False)),
                ("started_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("done_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "periodic_task",
                "app": "jobs",
                "pk_attr": "id",
                "table_description": "When a task of the calendar is due next, and how it went last: once for all nodes.",
            },
            bases=["Model"],
        ),
        index("outbox_due", "outbox", "due_at", where="due_at IS NOT NULL"),
    ]
