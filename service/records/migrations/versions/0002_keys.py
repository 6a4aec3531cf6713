"""The keys of screens, which of them were revoked, and the day each was last used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.records.errors import RecordsRefusal
from service.records.migrations import append_only

revision = "0002"
down_revision = "0001"

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and what protects those that follow from records."""
    op.create_table(
        "keys",
        _sequence(),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text),
    )
    op.create_table("revoked_keys", _sequence(), sa.Column("key", sa.Text, nullable=False, unique=True))
    op.create_table(
        "key_uses",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("last_used_on", sa.Text, nullable=False),
    )
    append_only.protect("keys", ("sequence",), ("key",))
    append_only.protect("revoked_keys", ("sequence",), ("key",))


def downgrade() -> None:
    """Take the tables away, unless there are records of keys."""
    if op.get_bind().execute(sa.text("SELECT sequence FROM keys")).first():
        message = "There are keys in these tables, and going back would take them away"
        raise RecordsRefusal("records-would-be-lost", message, "Export them, and start from an empty database")
    for name in ("key_uses", "revoked_keys", "keys"):
        op.drop_table(name)


def _sequence() -> sa.Column[int]:
    return sa.Column("sequence", WHOLE, sa.ForeignKey("ledger.sequence"), primary_key=True, autoincrement=False)
