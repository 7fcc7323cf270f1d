from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    """On SQLite this rebuilds the parent table, which as shipped deletes every child row."""

    dependencies = [("shelf", "0001_initial")]

    operations = [
        ops.AlterField(
            model_name="Shelf", name="name", field=fields.CharField(max_length=80)
        ),
        ops.AlterField(
            model_name="Book", name="place", field=fields.BigIntField()
        ),
    ]
