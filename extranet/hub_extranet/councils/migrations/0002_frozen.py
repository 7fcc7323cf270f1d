"""The pieces that were sent before files could be frozen stay as they are too."""

from tortoise import migrations
from tortoise.migrations import operations as ops

_SENT = (
    "FROM piece p JOIN agenda_item i ON i.id = p.item_id"
    " JOIN convocation c ON c.id = i.convocation_id"
)
FREEZE = (
    "UPDATE node SET frozen_at = (SELECT CASE WHEN p.added_at > c.sent_at THEN p.added_at"
    f" ELSE c.sent_at END {_SENT} WHERE p.file_id = node.id)"
    f" WHERE id IN (SELECT p.file_id {_SENT})"
)


class Migration(migrations.Migration):
    dependencies = [('councils', '0001_initial'), ('sharing', '0002_frozen')]

    initial = False

    operations = [ops.RunSQL(FREEZE, 'UPDATE node SET frozen_at = NULL')]
