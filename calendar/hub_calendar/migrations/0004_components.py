from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('access', '0001_initial'), ('calendar', '0003_feeds'), ('people', '0001_initial'), ('people', '0002_system_groups'), ('people', '0003_secretaries'), ('people', '0004_planners')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Calendar',
            name='components',
            field=fields.CharField(default='', db_default='', max_length=30),
        ),
        ops.RemoveIndex(
            model_name='Occurrence',
            name='occurrence_time',
            fields=None,
        ),
        ops.AddIndex(
            model_name='Occurrence',
            index=Index(fields=['calendar_id', 'is_long', 'starts_at', 'ends_at', 'object_id'], name='occurrence_time'),
        ),
    ]
