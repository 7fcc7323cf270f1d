from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from hub.database.migrations import index
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('accounts', '0001_initial')]

    initial = True

    operations = [
        ops.CreateModel(
            name='Attempt',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('state_hash', fields.CharField(unique=True, max_length=64)),
                ('browser_hash', fields.CharField(max_length=64)),
                ('provider', fields.CharField(max_length=30)),
                ('back', fields.TextField(unique=False)),
                ('session', fields.ForeignKeyField('accounts.Session', source_field='session_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('token', fields.ForeignKeyField('accounts.OneTimeToken', source_field='token_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'sign_on_attempt', 'app': 'relying_party', 'indexes': [Index(fields=['expires_at'], name='sign_on_attempt_expires'), Index(fields=['session_id'], name='sign_on_attempt_session'), Index(fields=['token_id'], name='sign_on_attempt_token')], 'pk_attr': 'id', 'table_description': 'A sign-in on its way to a provider and back: once, by one browser, within ten minutes.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ExternalIdentity',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('account', fields.ForeignKeyField('accounts.Account', source_field='account_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('issuer', fields.CharField(max_length=300)),
                ('subject', fields.CharField(max_length=255)),
                ('shown', fields.CharField(db_default='', max_length=254)),
                ('linked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'external_identity', 'app': 'relying_party', 'indexes': [Index(fields=['account_id'], name='external_identity_account')], 'pk_attr': 'id', 'table_description': 'An account at a provider, which opens one account here. Unique by issuer and subject.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='ProviderSession',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('session', fields.OneToOneField('accounts.Session', source_field='session_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.CASCADE)),
                ('issuer', fields.CharField(max_length=300)),
                ('subject', fields.CharField(max_length=255)),
                ('sid', fields.CharField(db_default='', max_length=255)),
                ('sealed_token', fields.TextField(unique=False)),
            ],
            options={'table': 'provider_session', 'app': 'relying_party', 'indexes': [Index(fields=['issuer', 'subject'], name='provider_session_subject'), Index(fields=['issuer', 'sid'], name='provider_session_sid')], 'pk_attr': 'id', 'table_description': 'Which session of a provider one of ours came from, so that both end together.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SpentToken',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('jti_hash', fields.CharField(unique=True, max_length=64)),
                ('expires_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'spent_token', 'app': 'relying_party', 'indexes': [Index(fields=['expires_at'], name='spent_token_expires')], 'pk_attr': 'id', 'table_description': 'A logout token that was obeyed: its `jti` is good once (Back-Channel Logout 1.0 §2.6).'},
            bases=['Model'],
        ),
        index('external_identity_subject', 'external_identity', 'issuer', 'subject', unique=True),
    ]
