"""Keeps the studies that were attached to versions of rulesets for good: no purge takes away what they say."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.records.errors import RecordsRefusal
from service.records.migrations import append_only

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Have the database refuse to let a purge take a study away."""
    append_only.keep_for_good((*append_only.KEPT_AT_FIRST, "study"))


def downgrade() -> None:
    """Let it be as it was before, unless there are studies: an older version would take them away."""
    if op.get_bind().execute(sa.text("SELECT COUNT(*) FROM ledger WHERE kind = 'study'")).scalar():
        message = "There are studies attached to versions of rulesets, and going back would take them away in time"
        raise RecordsRefusal("records-would-be-lost", message, "Export the records, and start from an empty database")
    append_only.keep_for_good(append_only.KEPT_AT_FIRST)
