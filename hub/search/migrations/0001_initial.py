from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from hub.database.keys import KeyField, new_key
from hub.database.migrations import index, only_on


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Entry',
            fields=[
                ('id', KeyField(primary_key=True, default=new_key, unique=True, db_index=True)),
                ('kind', fields.CharField(max_length=20)),
                ('object_id', fields.BigIntField()),
                ('scope_id', fields.BigIntField(null=True)),
                ('changed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('title_key', fields.CharField(max_length=200)),
            ],
            options={'table': 'search_entry', 'app': 'search', 'pk_attr': 'id', 'table_description': 'One thing of any kind. Short, because every hit of a query passes through its row.'},
            bases=['Model'],
        ),
        index('search_entry_once', 'search_entry', 'kind', 'object_id', unique=True),
        # Columns hold words that were stemmed and folded here: the tokenizer only parts them.
        only_on(
            'sqlite',
            'CREATE VIRTUAL TABLE search_index USING fts5('
            'title, title_words, text, text_words, body UNINDEXED,'
            " tokenize = 'unicode61 remove_diacritics 0', columnsize = 0)",
            undo=('DROP TABLE search_index',),
        ),
        only_on(
            'postgres',
            'ALTER TABLE search_entry ADD COLUMN body text NOT NULL DEFAULT \'\'',
            'ALTER TABLE search_entry ADD COLUMN title_lexemes tsvector NOT NULL DEFAULT \'\'',
            'ALTER TABLE search_entry ADD COLUMN lexemes tsvector NOT NULL DEFAULT \'\'',
            'CREATE INDEX search_entry_title ON search_entry USING gin (title_lexemes)',
            'CREATE INDEX search_entry_text ON search_entry USING gin (lexemes)',
            undo=(
                'ALTER TABLE search_entry DROP COLUMN lexemes',
                'ALTER TABLE search_entry DROP COLUMN title_lexemes',
                'ALTER TABLE search_entry DROP COLUMN body',
            ),
        ),
    ]
