"""The whole ledger as a file of lines, and back: from one kind of database to another, or out of a lost one.

The first line says where the chain ends; every other line is one record, in order, with what it says as it is stored.
Nothing is written from a ledger that is not sound, and nothing is taken in unless all of it is.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from service.records.chain import Record, Unreadable, unpack
from service.records.database import Database
from service.records.errors import RecordsRefusal
from service.records.finders import rows_for
from service.records.tables import contents, head
from service.records.tables import ledger as records
from service.records.verification import BATCH, Progress, Verification, one_moment, verify, verify_seen

FORMAT = 1
COLUMNS = [each.name for each in fields(Record)]


def export(database: Database, out: BinaryIO, progress: Progress | None = None) -> int:
    """Write every record of one moment, and return how many. Raises RecordsRefusal when the ledger is not sound."""
    with one_moment(database.reading) as connection:
        found = verify_seen(connection, progress)
        if not found.sound:
            raise _unsound(found, "The ledger is not sound, so it is not exported")
        out.write(orjson.dumps({"threshold records": FORMAT, "sequence": found.records, "hash": found.hash}) + b"\n")
        query = select(records, contents.c.content).join_from(records, contents, isouter=True)
        query = query.order_by(records.c.sequence)
        with connection.execute(query, execution_options={"yield_per": BATCH}) as rows:
            out.writelines(_line(*row) for row in rows)
    return found.records


def bring_in(database: Database, lines: Iterable[bytes], progress: Progress | None = None) -> int:
    """Fill an empty ledger with what `export` wrote, and return how many records. All of it or, on any doubt, nothing.

    Raises RecordsRefusal.
    """
    try:
        with database.writing.begin() as connection:
            if connection.execute(select(head.c.sequence).with_for_update()).scalar_one():
                message = "There are records in this database already"
                raise RecordsRefusal("not-empty", message, "Import into an empty database")
            _fill(connection, _lines(lines))
            found = verify_seen(connection, progress)
            if not found.sound:
                raise _unsound(found, "The file does not hold a sound ledger, so nothing was imported")
    except (SQLAlchemyError, Unreadable, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise _not_ours() from error
    return found.records


def back_up(database: Database, to: Path) -> Verification:
    """Copy the file of records while it is in use, and return what verifying the copy found. Raises RecordsRefusal."""
    if database.file is None:
        raise RecordsRefusal("not-a-file", "The records are in PostgreSQL, so they are not copied as a file", _PG_DUMP)
    if to.exists():
        raise RecordsRefusal("file-there", "There is a file with this name already", "Name one that is not there")
    copy = Database.open(str(to))
    try:
        with database.reading.connect() as source, closing(copy.writing.raw_connection()) as target:
            original: Any = source.connection.dbapi_connection
            original.backup(target.dbapi_connection)
        return verify(copy.reading)
    finally:
        copy.close()


_PG_DUMP = "Use `pg_dump`, or `threshold records export`"


def _fill(connection: Connection, lines: Iterator[Any]) -> None:
    heading = next(lines, None)
    if not isinstance(heading, dict) or heading.get("threshold records") != FORMAT:
        raise _not_ours()
    for line in lines:
        _put(connection, line)
    if heading["sequence"]:
        connection.execute(update(head).values(sequence=heading["sequence"], hash=heading["hash"]))


def _put(connection: Connection, line: dict[str, Any]) -> None:
    content = line.pop("content")
    connection.execute(insert(records).values(**line))
    if content is not None:
        stored = base64.b64decode(content, validate=True)
        connection.execute(insert(contents).values(sequence=line["sequence"], content=stored))
        for table, row in rows_for(line["kind"], line["about"], unpack(stored)):
            connection.execute(insert(table).values(sequence=line["sequence"], **row))


def _lines(lines: Iterable[bytes]) -> Iterator[Any]:
    for line in lines:
        try:
            yield orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise _not_ours() from error


def _line(*row: Any) -> bytes:  # noqa: ANN401 - a record and its content
    *record, content = row
    said = None if content is None else base64.b64encode(content).decode()
    return orjson.dumps({**dict(zip(COLUMNS, record, strict=True)), "content": said}) + b"\n"


def _not_ours() -> RecordsRefusal:
    message = "The file is not a whole export of records, so nothing was imported"
    return RecordsRefusal("wrong-export", message, "Use a file that `threshold records export` wrote, unchanged")


def _unsound(found: Verification, message: str) -> RecordsRefusal:
    return RecordsRefusal("ledger-unsound", message, found.findings[0].says)
