from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('audit', '0001_initial')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='Entry',
            index=Index(fields=['action', 'id'], name='audit_entry_action'),
        ),
    ]
