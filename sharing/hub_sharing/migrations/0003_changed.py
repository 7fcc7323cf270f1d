from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('access', '0001_initial'), ('people', '0001_initial'), ('people', '0002_system_groups'), ('people', '0003_secretaries'), ('people', '0004_planners'), ('sharing', '0001_initial'), ('sharing', '0002_frozen')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='Node',
            index=Index(fields=['changed_at'], name='node_changed'),
        ),
    ]
