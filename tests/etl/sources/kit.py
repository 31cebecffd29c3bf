"""How a source is tried: files on disk, a real DuckDB, the rows that come out as plain dictionaries."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from etl.sources.base import Context, Incoming, Reading, Source, sources

TOMSK = ZoneInfo("Asia/Tomsk")


def incoming(path: Path, name: str | None = None) -> Incoming:
    """A file at the door, under the name it has in its folder."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Incoming(path, name or path.name, digest)


def files_in(folder: Path) -> list[Incoming]:
    """Every file of a folder, named with its subfolders."""
    return [
        incoming(path, path.relative_to(folder).as_posix())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def context(allowed: Sequence[Sequence[str]] | None = None) -> Context:
    """A context with a connection of its own; `allowed`: pairs of platform and chat."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("set TimeZone = 'UTC'").fetchall()
    chosen = None if allowed is None else frozenset((platform, chat) for platform, chat in allowed)
    return Context(connection, TOMSK, "VK Мессенджер", chosen)


def source_of(file: Incoming) -> Source | None:
    """Which source takes the file. Raises: Refused."""
    return next((source for source in sources() if source.recognise(file)), None)


def rows_of(reading: Reading, *, counted: bool | None = None) -> dict[str, list[dict[str, object]]]:
    """Table → rows of all its batches (or only of those that count), empty cells left out."""
    tables: dict[str, list[dict[str, object]]] = {}
    for batch in reading.batches:
        if counted is not None and batch.counts is not counted:
            continue
        if isinstance(batch.rows, pa.Table):
            rows = batch.rows.to_pylist()
        else:
            columns = batch.rows.columns
            rows = [dict(zip(columns, row, strict=True)) for row in batch.rows.fetchall()]
        tables.setdefault(batch.table, []).extend(
            {key: value for key, value in row.items() if value is not None and key != "row_order"}
            for row in rows
        )
    return {table: rows for table, rows in tables.items() if rows}


def told(reading: Reading, files: Sequence[Incoming]) -> dict[str, object]:
    """Everything a reading says, as JSON: what a case's `expected.json` holds."""
    names = {file.file_id: file.name for file in files}
    tables = {
        table: sorted((_plain(row, names) for row in rows), key=lambda row: json.dumps(row, sort_keys=True))
        for table, rows in sorted(rows_of(reading).items())
    }
    rejects = sorted([names[r.file_id], r.locator, r.column, r.code] for r in reading.rejects)
    outcomes = {
        names[file_id]: {
            key: value
            for key, value in {
                "status": outcome.status,
                "reason": outcome.reason,
                "declared_count": outcome.declared_count,
                "as_of": str(outcome.as_of) if outcome.as_of else None,
                "complete": outcome.complete,
                "needs_as_of": outcome.needs_as_of,
                "notes": outcome.notes,
            }.items()
            if value not in (None, "", False, [])
        }
        for file_id, outcome in reading.outcomes.items()
    }
    return {"rows": tables, "rejects": rejects, "outcomes": dict(sorted(outcomes.items()))}


def _plain(row: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    shown: dict[str, object] = {}
    for key, value in sorted(row.items()):
        if key == "file_id":
            key, value = "file", names[str(value)]
        elif key == "extras":
            value = json.loads(str(value))
            if not value:
                continue
        elif isinstance(value, (datetime, date)):
            value = value.isoformat()
        shown[key] = value
    return shown
