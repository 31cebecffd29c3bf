"""THE declaration of the casebook's tables: what is appended, and which columns name the thing an event is about.

`migrations/*.sql` create them; a test holds that both say the same.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
from sqlalchemy import Boolean, Column, Dialect, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

METADATA = MetaData()
_MOMENT = "%Y-%m-%dT%H:%M:%S.%f"


class Moment(TypeDecorator):
    """An instant: aware in Python, UTC text of fixed width in the file (sorts as text)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """To the file. Raises: ValueError for a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return value.astimezone(UTC).strftime(_MOMENT)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """From the file."""
        return None if value is None else datetime.strptime(value, _MOMENT).replace(tzinfo=UTC)


class Day(TypeDecorator):
    """A date, ISO text in the file."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """To the file."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """From the file."""
        return None if value is None else date.fromisoformat(value)


def _events(name: str, *columns: Column) -> Table:
    return Table(name, METADATA, Column("event_id", Integer, primary_key=True), *columns)


def _text(name: str, *, required: bool = True) -> Column:
    return Column(name, Text, nullable=not required)


def _who_at() -> tuple[Column, Column]:
    return Column("who", Text, nullable=False), Column("at", Moment, nullable=False)


DECISIONS = _events(
    "decisions",
    _text("finding_key"),
    _text("kind"),
    _text("reason", required=False),
    *_who_at(),
    _text("batch"),
    _text("undoes", required=False),
    _text("state"),
    Column("effective_id", Integer),
    Column("revision", Integer, nullable=False),
)
NOTES = _events("notes", _text("subject"), _text("text"), *_who_at())
ASSIGNMENTS = _events(
    "assignments",
    _text("chat_key"),
    _text("kind", required=False),
    _text("association", required=False),
    _text("group_name", required=False),
    *_who_at(),
)
MATCHES = _events(
    "matches",
    _text("member_key"),
    _text("person_key", required=False),
    Column("is_withdrawn", Boolean, nullable=False),
    *_who_at(),
)
MAPPINGS = _events(
    "mappings", _text("table_name"), _text("heading"), _text("column_key", required=False), *_who_at()
)
DISAPPEARANCES = _events(
    "disappearances",
    _text("table_name"),
    _text("row_key"),
    _text("decision"),
    _text("reason", required=False),
    *_who_at(),
)
RULE_SWITCHES = _events(
    "rule_switches", _text("rule_id"), Column("is_on", Boolean, nullable=False), _text("reason"), *_who_at()
)
ANSWERS = _events(
    "answers",
    _text("indicator_id"),
    _text("period"),
    _text("decision"),
    Column("deadline", Day),
    _text("person", required=False),
    *_who_at(),
)
CLOSED_MONTHS = _events(
    "closed_months",
    _text("period"),
    Column("correction", Integer, nullable=False),
    _text("warehouse_version"),
    _text("details"),
    *_who_at(),
)
CLOSED_FILES = _events(
    "closed_files",
    _text("period"),
    Column("correction", Integer, nullable=False),
    _text("name"),
    _text("sha256"),
    Column("content", LargeBinary, nullable=False),
)
REPORT_LOG = _events(
    "report_log",
    _text("period"),
    _text("kind"),
    _text("version"),
    _text("step"),
    _text("person", required=False),
    *_who_at(),
)
VIEWING_LOG = _events(
    "viewing_log",
    _text("who"),
    _text("role"),
    _text("what"),
    _text("reason"),
    Column("at", Moment, nullable=False),
)

# What an event is about: of several events with the same key the last one holds.
KEYS: dict[str, tuple[str, ...]] = {
    "assignments": ("chat_key",),
    "matches": ("member_key",),
    "mappings": ("table_name", "heading"),
    "disappearances": ("table_name", "row_key"),
    "rule_switches": ("rule_id",),
    "answers": ("indicator_id", "period"),
}

# --- as Arrow, for DuckDB --------------------------------------------------------------------------------

_MOMENT_TYPE = pa.timestamp("us")
CURRENT_DECISIONS = pa.schema(
    [
        ("finding_key", pa.string()),
        ("state", pa.string()),
        ("who", pa.string()),
        ("recorded_at", _MOMENT_TYPE),
        ("reason", pa.string()),
        ("event_id", pa.int64()),
    ]
)
REPORTS = pa.schema(
    [
        ("period", pa.string()),
        ("kind", pa.string()),
        ("version", pa.string()),
        ("built_at", _MOMENT_TYPE),
        ("shown_to_director_at", _MOMENT_TYPE),
        ("shown_to", pa.string()),
        ("sent_at", _MOMENT_TYPE),
    ]
)


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table: instants as UTC timestamps without zone, like everywhere in the warehouse."""
    kinds = {
        Moment: _MOMENT_TYPE,
        Day: pa.date32(),
        Boolean: pa.bool_(),
        Integer: pa.int64(),
        Text: pa.string(),
        LargeBinary: pa.binary(),
    }
    names = {"at": "recorded_at"}  # «at» is a word of DuckDB's SQL
    return pa.schema(
        [(names.get(column.name, column.name), kinds[type(column.type)]) for column in table.columns]
    )
