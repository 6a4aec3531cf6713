"""What finds the acts of the register, and the decisions that were filled in from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.records.errors import RecordsRefusal
from service.records.migrations import append_only

revision = "0005"
down_revision = "0004"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make both tables, and what protects them."""
    op.create_table(
        "register_acts",
        _sequence(),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("of", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
    )
    op.create_index(None, "register_acts", ["of", "ref", "sequence"])
    op.create_index(None, "register_acts", ["reference", "sequence"])
    op.create_table(
        "register_uses",
        _sequence(),
        sa.Column("reference", sa.Text, primary_key=True),
        sa.Column("child", sa.Text),
    )
    op.create_index(None, "register_uses", ["reference", "sequence"])
    append_only.protect("register_acts", ("sequence",))
    append_only.protect("register_uses", ("sequence", "reference"))


def downgrade() -> None:
    """Take both away, unless the register holds anything: an older version could not check what it says."""
    kept = sa.text("SELECT count(*) FROM ledger WHERE kind = 'register'")
    if op.get_bind().execute(kept).scalar():
        message = "The register holds something that is found by these tables, and going back would take them away"
        raise RecordsRefusal("records-would-be-lost", message, "Export the records, and start from an empty database")
    op.drop_table("register_uses")
    op.drop_table("register_acts")


def _sequence() -> sa.Column[int]:
    return sa.Column("sequence", WHOLE, sa.ForeignKey("ledger.sequence"), primary_key=True, autoincrement=False)
