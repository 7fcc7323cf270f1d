from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from hub.database.migrations import index


class Migration(migrations.Migration):
    dependencies = [("shelf", "0002_longer_names")]

    operations = [
        ops.AddField(model_name="Book", name="pages", field=fields.IntField(db_default=0)),
        index("book_pages", "book", "pages"),
    ]
