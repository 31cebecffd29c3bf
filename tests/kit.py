"""A warehouse of rows worked out by hand: real DuckDB, the declared tables, the real engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

import duckdb
import pyarrow as pa

from casebook import Casebook
from regulation.indicators import BY_ID
from settings import ROOT, Settings
from settings import read as read_settings
from warehouse.connect import Reader, marked_messages_sql, prepare
from warehouse.measure import Figure, breaches, figures
from warehouse.periods import month
from warehouse.tables import SERVICE, TABLES


def reader_of(
    *,
    newest: datetime | str = "2026-10-31T23:59:59",
    settings: Settings | None = None,
    casebook: Mapping[str, pa.Table] | None = None,
    **tables: list[dict],
) -> Reader:
    """A reader over the declared public tables with these rows; columns that a row lacks are missing.

    `newest` is the newest fact loaded. Months with messages are covered.
    """
    connection = duckdb.connect(config={"threads": 1})  # a few rows: threads only cost
    shapes = {table.name: table.public() for table in TABLES} | {
        name: dict(shape) for name, shape in SERVICE.items()
    }
    columns = {
        name: ", ".join(f'"{key}" {kind}' for key, kind in shape.items()) for name, shape in shapes.items()
    }
    connection.execute(";".join(f"create table {name} ({shape})" for name, shape in columns.items()))
    for name, rows in tables.items():
        for row in rows:
            unknown = set(row) - set(shapes[name])
            assert not unknown, f"{name} has no columns {unknown}"
            marks = ", ".join("?" * len(row))
            connection.execute(f"insert into {name} ({', '.join(row)}) values ({marks})", list(row.values()))
    connection.execute("insert into facts values ('newest_fact_local', ?)", [str(newest)])
    if "coverage" not in tables:
        connection.execute(
            "insert into coverage (chat_id, month, n_messages) select chat_id, month, count(*) from messages group by all"
        )
    if "mart_member_chat_day" not in tables:
        connection.execute((ROOT / "etl/sql/marts/mart_member_chat_day.sql").read_text(encoding="utf-8"))
    if "mart_marked_message" not in tables:
        connection.execute(f"insert into mart_marked_message by name {marked_messages_sql()}")
    reader = Reader(connection, settings or _settings_in_force())
    prepare(reader, dict(casebook) if casebook is not None else empty_casebook())
    return reader


@cache
def _settings_in_force() -> Settings:
    return read_settings(ROOT / "settings.toml")


@cache
def empty_casebook() -> Mapping[str, pa.Table]:
    """The casebook's tables before anybody has decided anything."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder, Casebook(Path(folder) / "casebook.sqlite") as book:
        return MappingProxyType(book.as_arrow())


def measured(reader: Reader, indicator_id: str, of: str, *, by: str | None = None) -> list[Figure]:
    """Figures of one indicator for one month «YYYY-MM»."""
    return figures(reader, [BY_ID[indicator_id]], [month(of)], by=by)


def value(reader: Reader, indicator_id: str, of: str) -> tuple[float | None, float | None, float | None]:
    """(numerator, denominator, value) of one indicator in total."""
    figure = measured(reader, indicator_id, of)[0]
    return figure.numerator, figure.denominator, figure.value


def broken(reader: Reader, indicator_id: str, of: str) -> list[dict]:
    """Rows behind a check, level and all."""
    return breaches(reader, BY_ID[indicator_id], month(of))


def utc(local: str) -> datetime:
    """A moment of Tomsk (UTC+7 all year) as the warehouse keeps it."""
    return datetime.fromisoformat(local) - timedelta(hours=7)
