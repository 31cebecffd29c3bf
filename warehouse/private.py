"""The only door to names, titles, texts and raw ids: asks the right to open them and writes the viewing log.

The private file is attached in an instance of its own for this one reader: an ATTACH is seen by every connection
of its instance, so it never happens on the shared one.
"""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

from casebook import Casebook
from settings import settings
from warehouse.access import What, demand
from warehouse.connect import Reader, casebook_of, open_reader, prepare
from warehouse.place import Place, WarehouseMissing, current_place


def private_reader(
    place: Place,
    who: str,
    reason: str,
    *,
    role: str | None = None,
    what: What = What.NAMES,
    is_bare: bool = False,
) -> Reader:
    """A reader of both files, for one named reader and one stated reason.

    A bare one has the tables alone, without decisions, views and calendar: enough to look a name or a text up, at a third
    of the cost.
    Raises: Denied; WarehouseMissing.
    """
    role = role or settings().access.local_role
    demand(role, what)
    version = place.version()
    if version is None:
        raise WarehouseMissing("Данные ещё не загружены. Выполните: python -m etl load ПАПКА")
    if reason:
        with Casebook(place.casebook) as book:
            book.log_view(who, role, f"версия {version}", reason, datetime.now(UTC))
    connection = duckdb.connect()
    connection.execute(f"attach '{_quoted(place.public_file(version))}' as published (read_only)")
    connection.execute(f"attach '{_quoted(place.private_file(version))}' as private (read_only)")
    connection.execute("use published")
    if is_bare:
        return Reader(connection, settings(), version, place)
    book = casebook_of(place)
    reader = Reader(
        connection, settings(), version, place, casebook_revision=book.revision, casebook_changed=book.changed
    )
    prepare(reader, book.tables)
    return reader


def _quoted(path: object) -> str:
    return str(path).replace("'", "''")


def private(reader: Reader | str, reason: str, *, role: str | None = None, what: What = What.NAMES) -> Reader:
    """Names, titles and texts beside what `reader` sees (or for a user named so): a new reader, for this one alone.

    Raises: Denied; WarehouseMissing.
    """
    place = reader.place if isinstance(reader, Reader) and reader.place else current_place()
    who = reader if isinstance(reader, str) else _user()
    return private_reader(place, who, reason, role=role, what=what)


def _user() -> str:
    import getpass

    return getpass.getuser()


__all__ = ["open_reader", "private", "private_reader"]
