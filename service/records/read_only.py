"""Versions of rulesets for whoever only reads: the files of a folder, with what a database of records has besides.

Nothing is written: no database is made or brought up to date, and no file is recorded as published.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from service.records.current_library import CurrentLibrary
from service.records.database import Database, address
from service.records.errors import RecordsRefusal
from service.records.ledger import Ledger
from service.records.revision import is_empty, is_newest
from service.records.seeding import differing
from service.ruleset.library import Library


def versions_in(where: str, files: Library) -> tuple[Library, list[str]]:
    """Return the versions a service would decide by, and in sentences which files of the folder are not taken.

    Where there is no database yet, or nothing in it, those are the files. Raises RecordsRefusal.
    """
    url = address(where)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return files, []
    database = Database.open(where)
    try:
        return _read(database, files)
    except SQLAlchemyError as error:
        message = "The database of records does not answer"
        raise RecordsRefusal("no-database", message, "Check that it is running and who may use it") from error
    finally:
        database.close()


def _read(database: Database, files: Library) -> tuple[Library, list[str]]:
    with database.reading.connect() as connection:
        if is_empty(connection):
            return files, []
        if not is_newest(connection):
            message = "The database of records is that of another version of the service"
            raise RecordsRefusal("other-database", message, "Start the service of this version once, or use its own")
    ledger = Ledger(database)
    try:
        return CurrentLibrary(files, ledger).snapshot.library, differing(ledger, files)
    finally:
        ledger.close()
