from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('mail', '0001_initial')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Mail',
            name='calendar',
            field=fields.TextField(null=True, unique=False),
        ),
        ops.AddField(
            model_name='Mail',
            name='calendar_kind',
            field=fields.CharField(null=True, max_length=40),
        ),
        ops.AddField(
            model_name='Mail',
            name='reply_to',
            field=fields.CharField(null=True, max_length=320),
        ),
    ]
