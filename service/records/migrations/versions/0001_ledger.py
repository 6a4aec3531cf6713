"""The ledger, what records say, and what finds them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.records.errors import RecordsRefusal
from service.records.migrations import append_only

revision = "0001"
down_revision = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "ledger", "contents", "head", "purging", "decisions", "requests", "decided_children", "met_rules",
    "recommended_steps", "outcomes", "second_persons",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables, the head of an empty chain, and what protects them."""
    _make_records()
    _make_finders()
    _make_outcomes()
    first = sa.table("head", sa.column("one"), sa.column("sequence"), sa.column("hash"))
    op.bulk_insert(first, [{"one": 1, "sequence": 0, "hash": "0" * 64}])
    append_only.make_checks()
    append_only.protect_chain()
    append_only.protect("contents", ("sequence",))
    append_only.protect("decisions", ("sequence",))
    append_only.protect("requests", ("sequence",), ("key",))
    append_only.protect("decided_children", ("sequence", "child"))
    append_only.protect("met_rules", ("sequence", "child", "rule"))
    append_only.protect("recommended_steps", ("sequence", "child", "step"))
    append_only.protect("outcomes", ("sequence",))
    append_only.protect("second_persons", ("sequence",))


def downgrade() -> None:
    """Take the tables away, unless there are records in them."""
    if op.get_bind().execute(sa.text("SELECT sequence FROM head")).scalar():
        message = "There are records in these tables, and going back would take them away"
        raise RecordsRefusal("records-would-be-lost", message, "Export them, and start from an empty database")
    for name in reversed(TABLES):
        op.drop_table(name)
    append_only.drop_checks()


def _sequence() -> sa.Column[int]:
    return sa.Column("sequence", WHOLE, sa.ForeignKey("ledger.sequence"), primary_key=True, autoincrement=False)


def _make_records() -> None:
    op.create_table(
        "ledger",
        sa.Column("sequence", WHOLE, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("about", sa.Text),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_index(None, "ledger", ["about", "kind"])
    op.create_index(None, "ledger", ["kind", "sequence"])
    op.create_index(None, "ledger", ["recorded_at"])
    op.create_table("contents", _sequence(), sa.Column("content", sa.LargeBinary, nullable=False))
    op.create_table(
        "head",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sequence", WHOLE, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_table(
        "purging",
        _sequence(),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column(
            "ends", WHOLE, sa.ForeignKey("ledger.sequence", deferrable=True, initially="DEFERRED"), nullable=False
        ),
    )


def _make_finders() -> None:
    op.create_table(
        "decisions",
        _sequence(),
        sa.Column("reference", sa.Text),
        sa.Column("family", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("as_of", sa.Text, nullable=False),
    )
    op.create_index(None, "decisions", ["reference", "sequence"])
    op.create_index(None, "decisions", ["family", "sequence"])
    op.create_table(
        "requests",
        _sequence(),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("sent", sa.Text, nullable=False),
    )
    op.create_table(
        "decided_children",
        _sequence(),
        sa.Column("child", sa.Text, primary_key=True),
        sa.Column("step", sa.Text),
        sa.Column("strength", sa.Text),
    )
    op.create_table(
        "met_rules",
        _sequence(),
        sa.Column("child", sa.Text, primary_key=True),
        sa.Column("rule", sa.Text, primary_key=True),
    )
    op.create_index(None, "met_rules", ["rule", "sequence"])
    op.create_table(
        "recommended_steps",
        _sequence(),
        sa.Column("child", sa.Text, primary_key=True),
        sa.Column("step", sa.Text, primary_key=True),
        sa.Column("strength", sa.Text, nullable=False),
        sa.Column("due_on", sa.Text),
        sa.Column("below", sa.Boolean, nullable=False),
    )
    op.create_index(None, "recommended_steps", ["step", "sequence"])
    op.create_index(None, "recommended_steps", ["due_on", "sequence"])


def _make_outcomes() -> None:
    op.create_table(
        "outcomes",
        _sequence(),
        sa.Column("decision", sa.Text, sa.ForeignKey("ledger.id"), nullable=False),
        sa.Column("child", sa.Text, nullable=False),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("step", sa.Text),
        sa.Column("needs_second", sa.Boolean, nullable=False),
    )
    op.create_index(None, "outcomes", ["decision", "child", "sequence"])
    op.create_table(
        "second_persons", _sequence(), sa.Column("outcome", sa.Text, sa.ForeignKey("ledger.id"), nullable=False)
    )
    op.create_index(None, "second_persons", ["outcome"])
