from tortoise import migrations
from tortoise.migrations import operations as ops
from hub.database.keys import KeyField, new_key
from hub_extranet.councils.models import BodyKind, Channel, ItemKind, MeetingState, Presence, Regime, Role
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index

from hub.database.migrations import index

class Migration(migrations.Migration):
    dependencies = [('people', '0003_secretaries')]

    initial = True

    operations = [
        ops.CreateModel(
            name='Body',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('kind', fields.CharEnumField(description='', enum_type=BodyKind, max_length=12)),
                ('regime', fields.CharEnumField(description='', enum_type=Regime, max_length=6)),
                ('clear_days', fields.SmallIntField()),
                ('secretariat', fields.ForeignKeyField('people.Principal', source_field='secretariat_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('copied', fields.ForeignKeyField('people.Group', source_field='copied_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('calendar_id', fields.BigIntField(null=True)),
                ('space_id', fields.BigIntField(null=True)),
            ],
            options={'table': 'body', 'app': 'councils', 'indexes': [Index(fields=['secretariat_id'], name='body_secretariat'), Index(fields=['copied_id'], name='body_copied')], 'pk_attr': 'id', 'table_description': "A council, bureau or commission. Its name is its group's, its scope has its key."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Meeting',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('body', fields.ForeignKeyField('councils.Body', source_field='body_id', db_constraint=True, to_field='id', related_name='meetings', on_delete=OnDelete.RESTRICT)),
                ('title', fields.CharField(max_length=200)),
                ('starts_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('ends_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('place', fields.CharField(max_length=200)),
                ('state', fields.CharEnumField(default=MeetingState.DRAFT, description='', enum_type=MeetingState, max_length=5)),
                ('event_id', fields.BigIntField(null=True)),
                ('folder_id', fields.BigIntField(null=True)),
                ('pieces_folder_id', fields.BigIntField(null=True)),
                ('closed_folder_id', fields.BigIntField(null=True)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'meeting', 'app': 'councils', 'pk_attr': 'id', 'table_description': "A sitting of a body. Its scope has its key: the secretariat's alone until it is convened."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Answer',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('meeting', fields.ForeignKeyField('councils.Meeting', source_field='meeting_id', db_constraint=True, to_field='id', related_name='answers', on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('people.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('presence', fields.CharEnumField(description='', enum_type=Presence, max_length=7)),
                ('answered_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'answer', 'app': 'councils', 'indexes': [Index(fields=['person_id'], name='answer_person')], 'pk_attr': 'id', 'table_description': 'Whether somebody will come.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Convocation',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('meeting', fields.ForeignKeyField('councils.Meeting', source_field='meeting_id', db_constraint=True, to_field='id', related_name='convocations', on_delete=OnDelete.RESTRICT)),
                ('version', fields.IntField()),
                ('sent_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'convocation', 'app': 'councils', 'pk_attr': 'id', 'table_description': 'A version of the agenda that was sent; the next one is sent to everybody again.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('meeting', fields.ForeignKeyField('councils.Meeting', source_field='meeting_id', db_constraint=True, to_field='id', related_name='items', on_delete=OnDelete.RESTRICT)),
                ('rank', fields.IntField()),
                ('kind', fields.CharEnumField(description='', enum_type=ItemKind, max_length=12)),
                ('title', fields.CharField(max_length=300)),
                ('rapporteur', fields.ForeignKeyField('people.Person', source_field='rapporteur_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('theme', fields.CharField(default='', max_length=100)),
                ('synthesis', fields.TextField(unique=False)),
                ('is_closed', fields.BooleanField(default=False)),
                ('convocation', fields.ForeignKeyField('councils.Convocation', source_field='convocation_id', null=True, db_constraint=True, to_field='id', related_name='items', on_delete=OnDelete.RESTRICT)),
                ('version', fields.IntField(default=1)),
            ],
            options={'table': 'agenda_item', 'app': 'councils', 'indexes': [Index(fields=['meeting_id', 'rank'], name='agenda_item_meeting'), Index(fields=['rapporteur_id'], name='agenda_item_rapporteur'), Index(fields=['convocation_id'], name='agenda_item_convocation')], 'pk_attr': 'id', 'table_description': 'A point of the order of business.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Delivery',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('convocation', fields.ForeignKeyField('councils.Convocation', source_field='convocation_id', db_constraint=True, to_field='id', related_name='deliveries', on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('people.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('role', fields.CharEnumField(description='', enum_type=Role, max_length=10)),
                ('channel', fields.CharEnumField(description='', enum_type=Channel, max_length=5)),
                ('address', fields.CharField(default='', max_length=320)),
                ('mail_id', fields.BigIntField(null=True)),
                ('sent_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('posted_on', fields.DateField(null=True)),
                ('first_opened_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'delivery', 'app': 'councils', 'indexes': [Index(fields=['person_id', 'convocation_id'], name='delivery_person'), Index(fields=['convocation_id'], name='delivery_convocation')], 'pk_attr': 'id', 'table_description': 'A convocation on its way to one person, and what proves that it left.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Piece',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('item', fields.ForeignKeyField('councils.AgendaItem', source_field='item_id', db_constraint=True, to_field='id', related_name='pieces', on_delete=OnDelete.CASCADE)),
                ('rank', fields.IntField()),
                ('title', fields.CharField(max_length=200)),
                ('file_id', fields.BigIntField()),
                ('added_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'piece', 'app': 'councils', 'indexes': [Index(fields=['item_id', 'rank'], name='piece_item')], 'pk_attr': 'id', 'table_description': 'A file that belongs to an item.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Seat',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('body', fields.ForeignKeyField('councils.Body', source_field='body_id', db_constraint=True, to_field='id', related_name='seats', on_delete=OnDelete.RESTRICT)),
                ('commune', fields.ForeignKeyField('people.Commune', source_field='commune_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('holder', fields.ForeignKeyField('people.Person', source_field='holder_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('substitute', fields.ForeignKeyField('people.Person', source_field='substitute_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.SET_NULL)),
                ('starts_on', fields.DateField()),
                ('ends_on', fields.DateField(null=True)),
            ],
            options={'table': 'seat', 'app': 'councils', 'indexes': [Index(fields=['body_id', 'starts_on'], name='seat_body'), Index(fields=['commune_id'], name='seat_commune'), Index(fields=['holder_id'], name='seat_holder'), Index(fields=['substitute_id'], name='seat_substitute')], 'pk_attr': 'id', 'table_description': 'Somebody sits in a body from a day to a day, perhaps with a substitute (L5211-6).'},
            bases=['Model'],
        ),
        index('meeting_once', 'meeting', 'body_id', 'starts_at', unique=True),
        index('convocation_once', 'convocation', 'meeting_id', 'version', unique=True),
        index('piece_once', 'piece', 'file_id', unique=True),
        index('answer_once', 'answer', 'meeting_id', 'person_id', unique=True),
    ]
