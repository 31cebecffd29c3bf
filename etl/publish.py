"""One writer; two files a version; one atomic pointer. kill -9 at any instant loses nothing and shows nothing half-done.

A load works on copies of the published pair. When all is done both copies are flushed, moved to their final
names (never reused), and only then the pointer is replaced. Leftovers of a killed load are swept by the next one.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from etl.pseudonym import install, key_of
from warehouse.place import Place
from warehouse.tables import SERVICE, TABLES, Table

KEPT_VERSIONS = 3
MEMORY_LIMIT = "600MB"


class Busy(Exception):
    """Another load is running; the text says so in Russian."""


@dataclass
class Work:
    """A load under way: the two work files open in one connection (the private one as `private`)."""

    place: Place
    connection: duckdb.DuckDBPyConnection
    public: Path
    private: Path
    base: str | None
    key: bytes


@contextmanager
def single_writer(place: Place) -> Iterator[None]:
    """Hold the writer's lock; the operating system frees it if the process dies.

    Raises: Busy.
    """
    place.warehouse.mkdir(parents=True, exist_ok=True)
    with open(place.warehouse / "writer.lock", "a+b") as handle:
        try:
            if sys.platform == "win32":
                import msvcrt

                handle.seek(0)
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy("Сейчас идёт другая загрузка. Дождитесь её окончания и повторите.") from error
        yield


@contextmanager
def work_on(place: Place) -> Iterator[Work]:
    """Copies of the published pair (or a new empty pair), open for writing; nothing remains of them unless published."""
    place.snapshots.mkdir(parents=True, exist_ok=True)
    folder = place.warehouse / "work"
    shutil.rmtree(folder, ignore_errors=True)  # of a load that was killed
    _sweep(place)
    folder.mkdir(mode=0o700)
    public, private = folder / "public.duckdb", folder / "private.duckdb"
    base = place.version()
    if base:
        shutil.copyfile(place.public_file(base), public)
        shutil.copyfile(place.private_file(base), private)
    private.touch(mode=0o600) if base else None
    connection = duckdb.connect(
        str(public), config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(folder / "spill")}
    )
    try:
        connection.execute(f"attach '{_quoted(private)}' as private")
        connection.execute("set timezone = 'UTC'")
        connection.execute("set preserve_insertion_order = false")
        key = key_of(place.key)
        install(connection, key)
        create_tables(connection)
        yield Work(place, connection, public, private, base, key)
    finally:
        with suppress(Exception):
            connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Every declared table, where it is not there yet: public ones in the first file, full rows in the private one."""
    public = {table.name: table.public() for table in TABLES} | {
        name: dict(it) for name, it in SERVICE.items()
    }
    private = {table.name: private_shape(table) for table in TABLES} | PRIVATE_SERVICE
    for prefix, tables in (("", public), ("private.", private)):
        script = ";".join(_create(f"{prefix}{name}", shape) for name, shape in tables.items())
        connection.execute(f"begin; {script}; commit")  # one wait for the disk a file, not one a table
    _add_columns(connection, public, private)


def _add_columns(
    connection: duckdb.DuckDBPyConnection, public: dict[str, dict], private: dict[str, dict]
) -> None:
    """Columns declared since the published version was made; its rows say nothing of them."""
    there = set(
        connection.execute(
            "select database_name = 'private', table_name, column_name from duckdb_columns() where not internal"
        ).fetchall()
    )
    for is_private, tables in ((False, public), (True, private)):
        for name, shape in tables.items():
            for column, kind in shape.items():
                if (is_private, name, column) not in there:
                    where = f"private.{name}" if is_private else name
                    connection.execute(f'alter table {where} add column "{column}" {kind}')


def _create(name: str, shape: dict[str, str]) -> str:
    columns = ", ".join(f'"{key}" {kind}' for key, kind in shape.items())
    return f"create table if not exists {name} ({columns})"


def private_shape(table: Table) -> dict[str, str]:
    """A full row as a source brought it; the text of a message is not among it."""
    brought = {
        key: kind for key, kind in table.brought().items() if not (table.name == "messages" and key == "text")
    }
    return {
        "row_id": "VARCHAR",
        "source": "VARCHAR",
        **brought,
        "platform": "VARCHAR",
        "platform_assumed": "BOOLEAN",
        **({"print": "UBIGINT", "words": "UBIGINT"} if table.name == "messages" else {}),
        "extras": "VARCHAR",
        "content_hash": "UBIGINT",
        "file_id": "VARCHAR",
        "seen_in": "VARCHAR",
        "locator": "VARCHAR",
        "is_corrected": "BOOLEAN",
        "first_as_of": "DATE",
        "last_as_of": "DATE",
        "vanished_on": "DATE",
    }


PRIVATE_SERVICE: dict[str, dict[str, str]] = {
    "ids": {"kind": "VARCHAR", "key": "VARCHAR", "platform": "VARCHAR", "raw_id": "VARCHAR"},
    "people": {
        "person_id": "VARCHAR",
        "person_kind": "VARCHAR",
        "full_name": "VARCHAR",
        "name_key": "VARCHAR",
    },
    "member_names": {"member_id": "VARCHAR", "full_name": "VARCHAR", "role": "VARCHAR"},
    "chat_titles": {"chat_id": "VARCHAR", "title": "VARCHAR"},
    "source_names": {
        "file_id": "VARCHAR",
        "name": "VARCHAR",
        "sha256": "VARCHAR",
        "options": "VARCHAR",
        "loaded_at": "TIMESTAMP",
    },
    "kept_texts": {
        "message_id": "VARCHAR",
        "text": "VARCHAR",
        "is_flagged": "BOOLEAN",
        "kept_at": "TIMESTAMP",
    },
    "fragments": {"finding_key": "VARCHAR", "fragment": "VARCHAR"},
    "reject_raw": {
        "file_id": "VARCHAR",
        "locator": "VARCHAR",
        "column_name": "VARCHAR",
        "code": "VARCHAR",
        "raw_masked": "VARCHAR",
    },
    "complete_lists": {"table_name": "VARCHAR", "scope": "VARCHAR", "as_of": "DATE", "file_id": "VARCHAR"},
    "whole_dumps": {
        "platform": "VARCHAR",
        "chat_id": "VARCHAR",
        "source": "VARCHAR",
        "file_id": "VARCHAR",
        "oldest_at": "TIMESTAMP",
        "newest_at": "TIMESTAMP",
        "until_at": "TIMESTAMP",
    },
    "vanished_messages": {"row_id": "VARCHAR", "deleted_after": "TIMESTAMP", "deleted_at": "TIMESTAMP"},
    "chat_aliases": {"platform": "VARCHAR", "raw_id": "VARCHAR", "canonical_id": "VARCHAR", "how": "VARCHAR"},
    "match_queue": {
        "member_id": "VARCHAR",
        "reason": "VARCHAR",
        "candidates": "VARCHAR[]",
        "is_suggestion": "BOOLEAN",
    },
    "unresolved_raw": {
        "table_name": "VARCHAR",
        "row_id": "VARCHAR",
        "column_key": "VARCHAR",
        "raw": "VARCHAR",
    },
}


def publish(work: Work, *, versions: int = KEPT_VERSIONS, anew: bool = False) -> str:
    """Make the work pair the published version; returns its name. Only the last `versions` stay.

    `anew`: both files are written afresh, so that what was deleted does not live on in freed blocks. The order is what makes it safe: contents, names, then the pointer, each flushed before the next.
    """
    work.connection.execute("checkpoint")
    work.connection.execute("checkpoint private")
    work.connection.close()
    if anew:
        for path in (work.public, work.private):
            _write_anew(path)
    place = work.place
    number = 1 + max(
        (_number(path) for path in place.snapshots.glob("*.duckdb")), default=_number(Path(work.base or "0-"))
    )
    version = f"{number:06d}-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    work.private.chmod(0o600)
    for source, target in (
        (work.private, place.private_file(version)),
        (work.public, place.public_file(version)),
    ):
        _flush(source)
        os.replace(source, target)
    _flush_folder(place.snapshots)
    pointer = place.pointer.with_suffix(".tmp")
    pointer.write_text(version, encoding="ascii")
    _flush(pointer)
    os.replace(pointer, place.pointer)
    _flush_folder(place.warehouse)
    _sweep(place, versions)
    return version


def _write_anew(path: Path) -> None:
    """Copy a database row by row into a new file in its place: freed blocks stay behind."""
    fresh = path.with_suffix(".fresh")
    fresh.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{_quoted(path)}' as old (read_only); attach '{_quoted(fresh)}' as fresh")
        connection.execute("copy from database old to fresh")
        connection.execute("checkpoint fresh; detach fresh; detach old")
    os.replace(fresh, path)


def _number(path: Path) -> int:
    head = path.name.split("-")[0]
    return int(head) if head.isdigit() else 0


def _sweep(place: Place, versions: int = KEPT_VERSIONS) -> None:
    """Remove versions beyond the last few, and pairs that were never published."""
    current = place.version()
    pairs = sorted({path.name.split(".")[0] for path in place.snapshots.glob("*.duckdb")})
    kept = [name for name in pairs if current and name <= current][-versions:]
    for name in pairs:
        if name not in kept:
            for path in (place.public_file(name), place.private_file(name)):
                with suppress(OSError):  # Windows keeps a file that is open: the next publish prunes it
                    path.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with open(path, "rb+") as handle:
        os.fsync(handle.fileno())


def _flush_folder(folder: Path) -> None:
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
