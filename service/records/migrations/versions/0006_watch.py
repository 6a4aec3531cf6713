"""What finds the findings of the watch, and what services take turns at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.records.errors import RecordsRefusal
from service.records.migrations import append_only

revision = "0006"
down_revision = "0005"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and what protects those that follow from records."""
    op.create_table(
        "findings",
        _sequence(),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("child", sa.Text, nullable=False),
        sa.Column("what", sa.Text, primary_key=True),
    )
    op.create_index(None, "findings", ["decision", "child"])
    op.create_table("acknowledgements", _sequence(), sa.Column("finding", sa.Text, nullable=False, unique=True))
    op.create_table("notices", _sequence(), sa.Column("finding", sa.Text, nullable=False, unique=True))
    append_only.protect("findings", ("sequence", "what"))
    append_only.protect("acknowledgements", ("sequence",), ("finding",))
    append_only.protect("notices", ("sequence",), ("finding",))
    op.create_table(
        "sending",
        sa.Column("finding", sa.Text, primary_key=True),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_at", sa.Text, nullable=False, server_default=""),
        sa.Column("held_until", sa.Text, nullable=False, server_default=""),
        sa.Column("holder", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "turns",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("held_until", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Take the tables away, unless something was found: an older version could not check what it says."""
    found = sa.text("SELECT count(*) FROM ledger WHERE kind IN ('finding', 'acknowledgement', 'notice')")
    if op.get_bind().execute(found).scalar():
        message = "There are findings that are found by these tables, and going back would take them away"
        raise RecordsRefusal("records-would-be-lost", message, "Export the records, and start from an empty database")
    for name in ("turns", "sending", "notices", "acknowledgements", "findings"):
        op.drop_table(name)


def _sequence() -> sa.Column[int]:
    return sa.Column("sequence", WHOLE, sa.ForeignKey("ledger.sequence"), primary_key=True, autoincrement=False)
