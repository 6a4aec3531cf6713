"""What is kept, as tables. `ledger` and `contents` are the records; all others only find them, and follow from them.

Nothing of these is ever changed, and nothing taken away but by a recorded purge: the database refuses it (see
`migrations/append_only.py`). The one row that moves is the head of the chain. What is not a record stands
at the end.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

# Kinds of record whose content no purge takes away: without them the others could not be understood.
KEPT_FOR_GOOD = ("ruleset", "publication", "key", "purge", "study")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")


def _sequence() -> Column[int]:
    """Return the column that ties a row to its record."""
    return Column("sequence", WHOLE, ForeignKey("ledger.sequence"), primary_key=True, autoincrement=False)


# --- the records --------------------------------------------------------------------------------------------------

# One row a record, numbered from 1 without gaps, each with the hash of the one before it. Holds nothing of a case.
ledger = Table(
    "ledger",
    metadata,
    Column("sequence", WHOLE, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False, unique=True),
    Column("about", Text),
    Column("recorded_at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index(None, "about", "kind"),
    Index(None, "kind", "sequence"),
    Index(None, "recorded_at"),
)

# What a record says. A purge takes the row away; the hash of it stays in the ledger.
contents = Table("contents", metadata, _sequence(), Column("content", LargeBinary, nullable=False))

# The end of the chain. A missing tail shows against it, and replicas take turns by locking it.
head = Table(
    "head",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("sequence", WHOLE, nullable=False),
    Column("hash", Text, nullable=False),
)

# A permit to purge, there only inside the transaction of a recorded purge: `ends` names no record, so a transaction
# that leaves the permit behind cannot be committed.
purging = Table(
    "purging",
    metadata,
    _sequence(),
    Column("until", Text, nullable=False),
    Column("ends", WHOLE, ForeignKey("ledger.sequence", deferrable=True, initially="DEFERRED"), nullable=False),
)

# --- what finds them ----------------------------------------------------------------------------------------------

decisions = Table(
    "decisions",
    metadata,
    _sequence(),
    Column("reference", Text),
    Column("family", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("as_of", Text, nullable=False),
    Index(None, "reference", "sequence"),
    Index(None, "family", "sequence"),
)

# Requests answered, so that a retried one gets its first answer: hashes only.
requests = Table(
    "requests",
    metadata,
    _sequence(),
    Column("key", Text, nullable=False, unique=True),
    Column("sent", Text, nullable=False),
)

decided_children = Table(
    "decided_children",
    metadata,
    _sequence(),
    Column("child", Text, primary_key=True),
    Column("step", Text),
    Column("strength", Text),
)

met_rules = Table(
    "met_rules",
    metadata,
    _sequence(),
    Column("child", Text, primary_key=True),
    Column("rule", Text, primary_key=True),
    Index(None, "rule", "sequence"),
)

recommended_steps = Table(
    "recommended_steps",
    metadata,
    _sequence(),
    Column("child", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("strength", Text, nullable=False),
    Column("due_on", Text),
    Column("below", Boolean(create_constraint=False), nullable=False),
    Index(None, "step", "sequence"),
    Index(None, "due_on", "sequence"),
)

outcomes = Table(
    "outcomes",
    metadata,
    _sequence(),
    Column("decision", Text, ForeignKey("ledger.id"), nullable=False),
    Column("child", Text, nullable=False),
    Column("direction", Text, nullable=False),
    Column("step", Text),
    Column("needs_second", Boolean(create_constraint=False), nullable=False),
    Index(None, "decision", "child", "sequence"),
)

second_persons = Table(
    "second_persons",
    metadata,
    _sequence(),
    Column("outcome", Text, ForeignKey("ledger.id"), nullable=False),
    Index(None, "outcome"),
)

# Of the secret of a key there is only a hash. What a revocation names stays revoked.
keys = Table(
    "keys",
    metadata,
    _sequence(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("secret_hash", Text, nullable=False),
    Column("expires_at", Text),
)

revoked_keys = Table("revoked_keys", metadata, _sequence(), Column("key", Text, nullable=False, unique=True))

# What was done with versions of rulesets: `subject` is the id of the record that began the version.
publications = Table(
    "publications",
    metadata,
    _sequence(),
    Column("subject", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", Text),
    Column("starts", Text),
    Column("ends", Text),
    Index(None, "subject", "sequence"),
    Index(None, "family", "sequence"),
)

# The acts of the register, by the reference each is about; `ref` is the caller's own word for it.
register_acts = Table(
    "register_acts",
    metadata,
    _sequence(),
    Column("reference", Text, nullable=False),
    Column("of", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Index(None, "of", "ref", "sequence"),
    Index(None, "reference", "sequence"),
)

# Which references a decision was filled in from.
register_uses = Table(
    "register_uses",
    metadata,
    _sequence(),
    Column("reference", Text, primary_key=True),
    Column("child", Text),
    Index(None, "reference", "sequence"),
)

# What was found by watching: `what` is one rule, step or due date, found once about a child of a decision.
findings = Table(
    "findings",
    metadata,
    _sequence(),
    Column("decision", Text, nullable=False),
    Column("child", Text, nullable=False),
    Column("what", Text, primary_key=True),
    Index(None, "decision", "child"),
)

acknowledgements = Table(
    "acknowledgements", metadata, _sequence(), Column("finding", Text, nullable=False, unique=True)
)

# Notices of findings that were received.
notices = Table("notices", metadata, _sequence(), Column("finding", Text, nullable=False, unique=True))

FINDERS: Sequence[Table] = (
    decisions, requests, decided_children, met_rules, recommended_steps, outcomes, second_persons, keys, revoked_keys,
    publications, register_acts, register_uses, findings, acknowledgements, notices,
)  # fmt: skip

# --- what is not a record ------------------------------------------------------------------------------------------

# Notices on their way: who is sending each, until when, how often it was tried, and when to try again.
sending = Table(
    "sending",
    metadata,
    Column("finding", Text, primary_key=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_at", Text, nullable=False, server_default=""),
    Column("held_until", Text, nullable=False, server_default=""),
    Column("holder", Text, nullable=False, server_default=""),
)

# What services that share a database take turns at, and whose turn it is until when.
turns = Table(
    "turns",
    metadata,
    Column("name", Text, primary_key=True),
    Column("held_until", Text, nullable=False),
    Column("holder", Text, nullable=False),
)

# The London day each key was last used; changes as it is used.
key_uses = Table(
    "key_uses",
    metadata,
    Column("key", Text, primary_key=True),
    Column("last_used_on", Text, nullable=False),
)

# Who is signed in on the pages: the hash of what a browser holds, and how it was begun (`key`, `demo`, or `provider`).
sessions = Table(
    "sessions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("used_at", Text, nullable=False),
    Column("ends_at", Text, nullable=False),
)

# Sign-ins on their way through an identity provider.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("goes_to", Text, nullable=False),
    Column("ends_at", Text, nullable=False),
)
