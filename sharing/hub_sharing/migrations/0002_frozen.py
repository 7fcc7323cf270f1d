from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('access', '0001_initial'), ('people', '0004_planners'), ('sharing', '0001_initial')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Node',
            name='frozen_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
    ]
