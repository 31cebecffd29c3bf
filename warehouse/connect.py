"""Opening a published version for reading: the pseudonymous file, the casebook beside it, calendars and settings.

A `Reader` is one DuckDB connection of its own with temporary tables and macros that marts and indicators use.
Names, titles and texts are elsewhere: see `warehouse.private`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa

from casebook import Casebook, Snapshot
from settings import Settings
from settings import settings as settings_in_force
from warehouse.calendar import day_table
from warehouse.place import Place, WarehouseMissing, current_place
from warehouse.tables import JOURNALS

T = TypeVar("T")
_SQL = Path(__file__).parent / "sql"
_FIRST_DAY, _LAST_DAY = date(2011, 1, 1), date(2036, 12, 31)


@dataclass
class Reader:
    """One reader of one version: its connection, the settings in force and what is materialised already."""

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    version: str = ""
    place: Place | None = None
    as_of: datetime | None = None  # local «now» asked for, where it is later than the newest fact
    casebook_revision: int = 0
    casebook_changed: Mapping[str, int] = field(
        default_factory=dict
    )  # table → revision at which it last changed
    # mart → the periods it was built for, and what was measured for them
    built: dict[Hashable, tuple] = field(default_factory=dict)

    def rows(self, sql: str, parameters: list | dict | None = None) -> list[dict]:
        """Rows of a query as dictionaries."""
        cursor = self.connection.execute(sql, parameters or [])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def scalar(self, sql: str, parameters: list | None = None) -> object:
        """The first value of the first row, or None."""
        rows = self.connection.execute(sql, parameters or []).fetchall()
        return rows[0][0] if rows else None

    def once(self, question: Hashable, ask: Callable[[], T], *, of_casebook: bool = False) -> T:
        """What holds for the whole version (`of_casebook`: until people decide something): asked once, whatever periods are measured."""
        known = self._decided if of_casebook else self._known
        if question not in known:
            known[question] = ask()
        return known[question]

    def follow(self, book: Snapshot) -> None:
        """Go on with what people have decided since; marts stand where they read none of the tables that changed."""
        from warehouse.measure import casebook_tables_of, mart_names  # that module reads with this one

        before, self.casebook_revision, self.casebook_changed = (
            self.casebook_revision,
            book.revision,
            book.changed,
        )
        changed = {name for name in book.tables if book.changed.get(name, book.revision) > before}
        for name in changed:
            self.connection.register(f"casebook_{name}", book.tables[name])
        _rules_off(self)
        self._decided.clear()
        stand = {"period", *(name for name in mart_names() if not casebook_tables_of(name) & changed)}
        for name in [each for each in self.built if each not in stand]:
            del self.built[name]

    def has_rows(self, table: str) -> bool:
        """Whether a canonical table holds anything that was told: authors are no list of a chat's members."""
        told = " where not (coalesce(is_reconstructed, false) and joined_at is null and left_at is null)"
        only = told if table == "chat_members" else ""
        return self.once(
            ("has_rows", table),
            lambda: bool(self.scalar(f"select count(*) from (from {table}{only} limit 1)")),
        )

    _known: dict[Hashable, object] = field(default_factory=dict)
    _decided: dict[Hashable, object] = field(default_factory=dict)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_reader(
    place: Place | None = None, *, as_of: datetime | None = None, settings: Settings | None = None
) -> Reader:
    """A reader of the published version.

    A version pruned between reading the pointer and opening it is retried once with the new pointer.
    Raises: WarehouseMissing.
    """
    place = place or current_place()
    for attempt in range(3):
        version = place.version()
        if version is None:
            raise WarehouseMissing("Данные ещё не загружены. Выполните: python -m etl load ПАПКА")
        try:
            connection = duckdb.connect(str(place.public_file(version)), read_only=True)
            break
        except duckdb.IOException:
            if attempt == 2:
                raise
    book = casebook_of(place)
    reader = Reader(
        connection, settings or settings_in_force(), version, place, as_of, book.revision, book.changed
    )
    prepare(reader, book.tables)
    return reader


_known: dict[Path, Snapshot] = {}  # by the casebook's file: the next reader reads only what was decided since
_KNOWN_AT_MOST = 8


def casebook_of(place: Place) -> Snapshot:
    """The casebook's revision and its tables; empty ones where nobody has decided anything yet."""
    path = place.casebook
    with Casebook(path) as book:
        now = book.snapshot(_known.get(path) if path.exists() else None)
    _known[path] = now
    while len(_known) > _KNOWN_AT_MOST:
        _known.pop(next(iter(_known)), None)
    return now


def prepare(reader: Reader, casebook: Mapping[str, pa.Table]) -> None:
    """Give a connection what every formula may use: decisions, views over them, calendar, settings, clock."""
    connection = reader.connection
    connection.execute("set timezone = 'UTC'")
    for name, table in casebook.items():
        connection.register(f"casebook_{name}", table)
    _rules_off(reader)
    connection.execute(views_sql())
    _marked_messages(reader)
    _settings(reader)
    _zone(reader)
    _clock(reader)
    _workdays(reader)


@cache
def views_sql() -> str:
    """The views that marts read: those of journals, then what people decided laid over the rest (`sql/views.sql`).

    Rows of a journal's view: those that count. A row that vanished from a later edition counts until a person says that
    it was removed rightly; one that came back counts again, whatever was said of it.
    """
    journals = [
        f"create or replace temp view v_{table.name} as select * from {table.name} where vanished_on is null or row_id not in (\n"
        f"    select row_key from casebook_disappearances where table_name = '{table.name}' and decision = 'drop');\n"
        for table in JOURNALS
    ]
    return "".join(journals) + (_SQL / "views.sql").read_text(encoding="utf-8")


def _rules_off(reader: Reader) -> None:
    """Table `rules_off`: rules switched off in the settings or by a person.

    Clause: 5.3.
    """
    reader.connection.execute(
        "create or replace temp table rules_off as select distinct unnest(?::varchar[]) as rule "
        "union select rule_id from casebook_rule_switches where not is_on",
        [list(reader.settings.rules.off)],
    )


def marked_messages_sql() -> str:
    """What stands in `mart_marked_message`, found anew among all messages."""
    return (_SQL / "marked_messages.sql").read_text(encoding="utf-8")


def _marked_messages(reader: Reader) -> None:
    """A version that an earlier program published has no `mart_marked_message`: a view stands in for it until the next load."""
    try:
        reader.connection.execute("from mart_marked_message limit 0").fetchall()
    except duckdb.CatalogException:
        reader.connection.execute(f"create temp view mart_marked_message as {marked_messages_sql()}")


def _settings(reader: Reader) -> None:
    institution, rules = reader.settings.institution, reader.settings.rules
    texts = {
        "platform": institution.platform,
        "former_platform": institution.former_platform,
        "timezone": institution.timezone,
        "student_chats_bind": str(rules.student_chats_bind).lower(),
    }
    connection = reader.connection
    limits = {name: f"'{float(value)!r}'::double" for name, value in reader.settings.limits.items()}
    _constants(connection, "setting", limits)
    _constants(connection, "setting_text", {name: literal(value) for name, value in texts.items()})
    connection.execute("create or replace temp table allowed_platforms (platform varchar)")
    connection.executemany(
        "insert into allowed_platforms values (?)", [[name] for name in institution.allowed_platforms]
    )


def _constants(connection: duckdb.DuckDBPyConnection, macro: str, values: Mapping[str, str]) -> None:
    """A macro that tells a value by its name: a formula's name is known when it is planned, so the value stands there as a constant.

    (A look-up in a table would be planned as a join at every mention.)
    """
    told = " ".join(f"when {literal(name)} then {value}" for name, value in values.items())
    connection.execute(
        f"create or replace temp macro {macro}(name) as case name when '' then null {told} end"
    )


def literal(text: str) -> str:
    """A text as it is written in SQL."""
    return "'" + text.replace("'", "''") + "'"


def _clock(reader: Reader) -> None:
    """Macros of the daily clock: hours count between the allowed hours only (07–21 by default)."""
    quiet = reader.settings.quiet_hours
    opens = quiet.from_.hour + quiet.from_.minute / 60
    length = quiet.to.hour + quiet.to.minute / 60 - opens
    for name, body in {
        "clock_position(t)": f"date_diff('day', date '2000-01-01', t::date) * {length} + "
        f"greatest(0.0, least({length}::double, (epoch(t) - epoch(t::date::timestamp)) / 3600.0 - {opens}))",
        "clock_hours(a, b)": "clock_position(b) - clock_position(a)",
        "clock_at(p)": f"date '2000-01-01' + to_days((ceil(p / {length}) - 1)::integer) + "
        f"to_microseconds(((p - (ceil(p / {length}) - 1) * {length} + {opens}) * 3600000000)::bigint)",
        "clock_add(t, h)": "clock_at(clock_position(t) + h)",
    }.items():
        reader.connection.execute(f"create or replace temp macro {name} as {body}")


def _zone(reader: Reader) -> None:
    """Macros `local_of(utc)`, the institution's local time of a UTC moment, and `utc_of(local)`, the other way round."""
    name = reader.settings.zone.key
    reader.connection.execute(
        f"create or replace temp macro local_of(t) as timezone('{name}', timezone('UTC', t))"
    )
    reader.connection.execute(
        f"create or replace temp macro utc_of(t) as timezone('UTC', timezone('{name}', t))"
    )


def _workdays(reader: Reader) -> None:
    """Working days of the production calendar, the institution's own `calendar` rows over it."""
    own = reader.rows("select date, is_workday from calendar where date is not null")
    table = day_table(_FIRST_DAY, _LAST_DAY, tuple((row["date"], row["is_workday"]) for row in own))
    connection = reader.connection
    connection.register("_days", table)
    connection.execute("create or replace temp table workdays as from _days")
    connection.unregister("_days")
    for name, body in {
        "workdays_between(a, b)": "(select n from workdays where day = b::date) - (select n from workdays where day = a::date)",
        "add_workdays(a, k)": "(select min(day) from workdays where n = (select n from workdays where day = a::date) + k::bigint)",
    }.items():
        connection.execute(f"create or replace temp macro {name} as {body}")


def connect() -> duckdb.DuckDBPyConnection:
    """A read-only DuckDB connection to the published version, for notebooks: no names, titles or texts in it.

    Raises: WarehouseMissing.
    """
    return open_reader().connection
