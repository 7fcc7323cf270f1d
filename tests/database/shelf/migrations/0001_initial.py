from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from hub.database.keys import KeyField, new_key
from hub.database.migrations import index


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Shelf",
            fields=[
                ("id", KeyField(primary_key=True, default=new_key)),
                ("name", fields.CharField(max_length=50)),
                ("code", fields.CharField(max_length=20, unique=True)),
            ],
            options={"table": "shelf", "app": "shelf"},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Book",
            fields=[
                ("id", KeyField(primary_key=True, default=new_key)),
                (
                    "shelf",
                    fields.ForeignKeyField(
                        "shelf.Shelf",
                        source_field="shelf_id",
                        related_name="books",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("title", fields.CharField(max_length=200)),
                ("place", fields.IntField()),
            ],
            options={"table": "book", "app": "shelf"},
            bases=["Model"],
        ),
        index("book_place", "book", "shelf_id", "place", unique=True),
        index("shelf_long_name", "shelf", "name", where="name <> ''"),
    ]
