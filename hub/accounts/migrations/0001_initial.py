from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.accounts.models import AccountStatus, Door, Purpose
from hub.database.keys import KeyField, new_key
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('people', '0001_initial')]

    initial = True

    operations = [
        ops.CreateModel(
            name='Account',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('person', fields.OneToOneField('people.Person', source_field='person_id', db_constraint=True, to_field='id', related_name='account', on_delete=OnDelete.RESTRICT)),
                ('login', fields.CharField(unique=True, max_length=100)),
                ('status', fields.CharEnumField(description='', db_default=AccountStatus.INVITED, enum_type=AccountStatus, max_length=10)),
                ('password_hash', fields.CharField(null=True, max_length=200)),
                ('password_changed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('signed_in_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'account', 'app': 'accounts', 'indexes': [Index(fields=['status'], name='account_status')], 'pk_attr': 'id', 'table_description': 'What somebody of the directory signs in with.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AppPassword',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('accounts.Account', source_field='account_id', db_constraint=True, to_field='id', related_name='app_passwords', on_delete=OnDelete.CASCADE)),
                ('name', fields.CharField(max_length=100)),
                ('secret_hash', fields.CharField(max_length=64)),
                ('scopes', fields.CharField(max_length=60)),
                ('is_read_only', fields.BooleanField()),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('used_address', fields.CharField(db_default='', max_length=45)),
                ('used_agent', fields.CharField(db_default='', max_length=200)),
            ],
            options={'table': 'app_password', 'app': 'accounts', 'indexes': [Index(fields=['account_id', 'secret_hash'], name='app_password_account')], 'pk_attr': 'id', 'table_description': 'The secret of one telephone or program, for DAV alone.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='OneTimeToken',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('accounts.Account', source_field='account_id', db_constraint=True, to_field='id', related_name='tokens', on_delete=OnDelete.CASCADE)),
                ('purpose', fields.CharEnumField(description='', enum_type=Purpose, max_length=10)),
                ('lookup', fields.CharField(unique=True, max_length=64)),
                ('secret_hash', fields.CharField(null=True, max_length=200)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('tries', fields.SmallIntField(db_default=0)),
            ],
            options={'table': 'one_time_token', 'app': 'accounts', 'indexes': [Index(fields=['account_id', 'purpose'], name='one_time_token_account'), Index(fields=['expires_at'], name='one_time_token_expires')], 'pk_attr': 'id', 'table_description': 'An invitation, a reset or a slip, to be redeemed once.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Session',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('accounts.Account', source_field='account_id', db_constraint=True, to_field='id', related_name='sessions', on_delete=OnDelete.CASCADE)),
                ('token_hash', fields.CharField(unique=True, max_length=64)),
                ('csrf_key', fields.BinaryField()),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('seen_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('agent', fields.CharField(max_length=200)),
                ('address', fields.CharField(max_length=45)),
                ('assurance', fields.SmallIntField()),
            ],
            options={'table': 'session', 'app': 'accounts', 'indexes': [Index(fields=['account_id'], name='session_account'), Index(fields=['ends_at'], name='session_ends')], 'pk_attr': 'id', 'table_description': 'A browser that somebody signed in with. The row is deleted when it ends.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SignInFailure',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('bucket', fields.CharField(unique=True, max_length=64)),
                ('door', fields.CharEnumField(description='', enum_type=Door, max_length=12)),
                ('account_id', fields.BigIntField(null=True)),
                ('prefix', fields.CharField(max_length=50)),
                ('failures', fields.FloatField()),
                ('fingerprints', fields.TextField(db_default='', unique=False)),
                ('last_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('next_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'sign_in_failure', 'app': 'accounts', 'indexes': [Index(fields=['account_id', 'last_at'], name='sign_in_failure_account'), Index(fields=['last_at'], name='sign_in_failure_last')], 'pk_attr': 'id', 'table_description': 'How often a secret was wrong at one door, from one address, for one account or for all.'},
            bases=['Model'],
        ),
    ]
