"""What finds the acts by which versions of rulesets are published."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.records.errors import RecordsRefusal
from service.records.migrations import append_only

revision = "0003"
down_revision = "0002"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table, and what protects it."""
    op.create_table(
        "publications",
        sa.Column("sequence", WHOLE, sa.ForeignKey("ledger.sequence"), primary_key=True, autoincrement=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("family", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.Text),
        sa.Column("starts", sa.Text),
        sa.Column("ends", sa.Text),
    )
    op.create_index(None, "publications", ["subject", "sequence"])
    op.create_index(None, "publications", ["family", "sequence"])
    append_only.protect("publications", ("sequence",))


def downgrade() -> None:
    """Take the table away, unless versions have been published."""
    if op.get_bind().execute(sa.text("SELECT COUNT(*) FROM publications")).scalar():
        message = "There are versions of rulesets in these tables, and going back would take them away"
        raise RecordsRefusal("records-would-be-lost", message, "Export them, and start from an empty database")
    op.drop_table("publications")
