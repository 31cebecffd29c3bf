"""The casebook: one method for each thing people do, one for what holds now. Times are passed in, always with a zone."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table

from casebook import store
from casebook.decisions import OPEN, STATES, UNDO, Decision, Event, Outcome, effective, is_taken_back
from casebook.store import CasebookError
from casebook.tables import (
    ANSWERS,
    ASSIGNMENTS,
    CLOSED_FILES,
    CLOSED_MONTHS,
    CURRENT_DECISIONS,
    DECISIONS,
    DISAPPEARANCES,
    KEYS,
    MAPPINGS,
    MATCHES,
    METADATA,
    NOTES,
    REPORT_LOG,
    REPORTS,
    RULE_SWITCHES,
    VIEWING_LOG,
    Moment,
    arrow_schema,
)

_CONTROL = sql_table("control", sql_column("name"), sql_column("value"))
_OF = "revision of "
_AT_A_TIME = 500  # parameters of one statement


@dataclass(frozen=True)
class ClosedMonth:
    """A month as it was closed: what was reported, by which definitions, from which files, and the very files."""

    period: str
    correction: int
    warehouse_version: str
    details: dict
    who: str
    at: datetime
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Snapshot:
    """What held at one revision, as tables for DuckDB (see `Casebook.as_arrow`)."""

    revision: int
    decided: tuple[int, int, str | None]  # the last decision, how many up to it, its batch
    tables: dict[str, pa.Table]
    changed: dict[str, int]  # table → the revision at which it last changed


class Casebook:
    """One open casebook; safe for several threads and processes at once.

    Raises: CasebookError where the file can't be used.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._engine = store.open_engine(self.path)

    def __enter__(self) -> Casebook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def revision(self) -> int:
        """A number that grows with every change that a figure may depend on: a cheap cache key."""
        with self._reading() as connection:
            return connection.scalar(select(_CONTROL.c.value).where(_CONTROL.c.name == "revision"))

    # --- findings ----------------------------------------------------------------------------------------

    def decide(
        self,
        finding_keys: Iterable[str],
        kind: Decision | str,
        who: str,
        at: datetime,
        *,
        reason: str | None = None,
        batch: str | None = None,
        seen: int | None = None,
    ) -> Outcome:
        """Record one decision on findings, all or none.

        `batch` names the click: repeating it records nothing twice. With `seen` (the revision this person looked
        at) findings that somebody else has since decided otherwise are returned, not overruled.
        Raises: CasebookError for a dismissal without a reason.
        """
        kind = Decision(kind)
        reason = (reason or "").strip() or None
        if kind is Decision.DISMISS and reason is None:
            raise CasebookError("Укажите причину, по которой признак отклонён.")
        keys, batch = list(dict.fromkeys(finding_keys)), batch or uuid4().hex
        sorted_out: dict[str, list[str]] = {"recorded": [], "unchanged": [], "overtaken": []}
        with self._writing(DECISIONS) as (connection, revision):
            history = _history(connection, keys)
            for key in keys:
                sorted_out[_fate(history.get(key, []), kind, reason, who, batch, seen)].append(key)
            shared = {"kind": kind, "reason": reason, "who": who, "at": at, "batch": batch}
            shared |= {"state": STATES[kind], "revision": revision}
            if sorted_out["recorded"]:
                rows = [{"finding_key": key} | shared for key in sorted_out["recorded"]]
                connection.execute(insert(DECISIONS), rows)
        return Outcome(batch, **{name: tuple(found) for name, found in sorted_out.items()})

    def undo(self, batch: str, who: str, at: datetime) -> Outcome:
        """Take back one batch: each finding returns to what held before it, unless it was decided again since."""
        own = uuid4().hex
        recorded, unchanged = [], []
        with self._writing(DECISIONS) as (connection, revision):
            touched = connection.scalars(
                select(DECISIONS.c.finding_key).where(DECISIONS.c.batch == batch)
            ).all()
            history = _history(connection, touched)
            for key in touched:
                if is_taken_back(history[key], batch):
                    unchanged.append(key)
                    continue
                after = effective([*history[key], Event(0, UNDO, own, who, undoes=batch)])
                connection.execute(
                    insert(DECISIONS),
                    {
                        "finding_key": key,
                        "kind": UNDO,
                        "who": who,
                        "at": at,
                        "batch": own,
                        "undoes": batch,
                        "state": STATES[Decision(after.kind)] if after else OPEN,
                        "effective_id": after.event_id if after else None,
                        "revision": revision,
                    },
                )
                recorded.append(key)
        return Outcome(own, tuple(recorded), tuple(unchanged))

    def current_decisions(self) -> list[dict]:
        """What holds on every finding that anybody ever touched.

        Rows: one per finding. Columns: finding_key, state (confirmed, dismissed, second_look, open), who, at, reason,
        event_id (of the decision that holds; of the undo where none does).
        """
        with self._reading() as connection:
            rows = connection.exec_driver_sql(_CURRENT).fetchall()
        parse = Moment().process_result_value
        names = ["finding_key", "state", "who", "at", "reason", "event_id"]
        return [dict(zip(names, row, strict=True)) | {"at": parse(row[3], None)} for row in rows]

    def decision_log(self, finding_key: str | None = None) -> list[dict]:
        """Every event on findings, oldest first: who did what and when."""
        return self._rows(DECISIONS, finding_key=finding_key)

    # --- what people say about chats, accounts, headings ---------------------------------------------------

    def note(self, subject: str, text: str, who: str, at: datetime) -> None:
        """Add a note to a finding, a case or an account."""
        self._append(NOTES, subject=subject, text=text, who=who, at=at)

    def notes(self, subject: str | None = None) -> list[dict]:
        """Notes, oldest first."""
        return self._rows(NOTES, subject=subject)

    def assign_chat(
        self,
        chat_key: str,
        kind: str | None,
        association: str | None,
        group_name: str | None,
        who: str,
        at: datetime,
    ) -> None:
        """Say what kind of chat it is and whose; without a kind the assignment is withdrawn."""
        self._append(
            ASSIGNMENTS,
            chat_key=chat_key,
            kind=kind,
            association=association,
            group_name=group_name,
            who=who,
            at=at,
        )

    def assignments(self) -> list[dict]:
        """Assignments in force. Rows: one per chat."""
        return [row for row in self._last(ASSIGNMENTS) if row["kind"] is not None]

    def match(self, member_key: str, person_key: str | None, who: str, at: datetime) -> None:
        """Say whose account it is; None: nobody of ours."""
        self._append(
            MATCHES, member_key=member_key, person_key=person_key, is_withdrawn=False, who=who, at=at
        )

    def unmatch(self, member_key: str, who: str, at: datetime) -> None:
        """Withdraw a manual match: the automatic one holds again."""
        self._append(MATCHES, member_key=member_key, person_key=None, is_withdrawn=True, who=who, at=at)

    def matches(self) -> list[dict]:
        """Manual matches in force. Rows: one per account."""
        return [row for row in self._last(MATCHES) if not row["is_withdrawn"]]

    def remember_mapping(self, table: str, heading: str, column: str | None, who: str, at: datetime) -> None:
        """Remember which column a heading means; None keeps it aside."""
        self._append(MAPPINGS, table_name=table, heading=heading, column_key=column, who=who, at=at)

    def mappings(self) -> list[dict]:
        """Remembered headings. Rows: one per table and heading."""
        return self._last(MAPPINGS)

    def decide_vanished(
        self, table: str, row_key: str, decision: str, who: str, at: datetime, *, reason: str | None = None
    ) -> None:
        """Settle a row that vanished from its journal: it still counts (`keep`) or no longer (`drop`)."""
        self._append(
            DISAPPEARANCES,
            table_name=table,
            row_key=row_key,
            decision=decision,
            reason=reason,
            who=who,
            at=at,
        )

    def vanished(self) -> list[dict]:
        """Settled disappearances. Rows: one per table and row."""
        return self._last(DISAPPEARANCES)

    def switch_rule(self, rule_id: str, is_on: bool, reason: str, who: str, at: datetime) -> None:
        """Switch a rule off (its findings are too often wrong) or on again."""
        self._append(RULE_SWITCHES, rule_id=rule_id, is_on=is_on, reason=reason, who=who, at=at)

    def rule_switches(self) -> list[dict]:
        """The last switch of each rule that was ever switched."""
        return self._last(RULE_SWITCHES)

    def answer(
        self,
        indicator_id: str,
        period: str,
        decision: str,
        deadline: date | None,
        person: str | None,
        who: str,
        at: datetime,
    ) -> None:
        """Answer a red indicator: what is to be done, until when, by whom.

        Clause: 2.2.
        """
        self._append(
            ANSWERS,
            indicator_id=indicator_id,
            period=period,
            decision=decision,
            deadline=deadline,
            person=person,
            who=who,
            at=at,
        )

    def answers(self) -> list[dict]:
        """The last answer to each indicator of each period."""
        return self._last(ANSWERS)

    # --- reports -------------------------------------------------------------------------------------------

    def close_month(
        self,
        period: str,
        warehouse_version: str,
        details: Mapping,
        files: Mapping[str, bytes],
        who: str,
        at: datetime,
    ) -> int:
        """Freeze a month: values, definitions, thresholds, hashes of sources (`details`, JSON) and the files made.

        Returns the number of the correction: 0 when the month is closed for the first time.
        """
        with self._writing(CLOSED_MONTHS) as (connection, _):
            last = connection.scalar(
                select(func.max(CLOSED_MONTHS.c.correction)).where(CLOSED_MONTHS.c.period == period)
            )
            number = 0 if last is None else last + 1
            connection.execute(
                insert(CLOSED_MONTHS),
                {
                    "period": period,
                    "correction": number,
                    "warehouse_version": warehouse_version,
                    "details": json.dumps(details, ensure_ascii=False, allow_nan=False),
                    "who": who,
                    "at": at,
                },
            )
            for name, content in files.items():
                connection.execute(
                    insert(CLOSED_FILES),
                    {
                        "period": period,
                        "correction": number,
                        "name": name,
                        "sha256": hashlib.sha256(content).hexdigest(),
                        "content": content,
                    },
                )
        return number

    def closed_month(self, period: str, correction: int | None = None) -> ClosedMonth | None:
        """A closed month with its files (the last correction unless one is named), or None."""
        months = [
            month
            for month in self.closed_months(period)
            if correction is None or month.correction == correction
        ]
        if not months:
            return None
        month = months[-1]
        with self._reading() as connection:
            files = connection.execute(
                select(CLOSED_FILES.c.name, CLOSED_FILES.c.content)
                .where(CLOSED_FILES.c.period == period, CLOSED_FILES.c.correction == month.correction)
                .order_by(CLOSED_FILES.c.event_id)
            ).all()
        return ClosedMonth(**(vars(month) | {"files": {name: bytes(content) for name, content in files}}))

    def closed_months(self, period: str | None = None) -> list[ClosedMonth]:
        """Closed months and their corrections in order, without the files."""
        return [
            ClosedMonth(
                row["period"],
                row["correction"],
                row["warehouse_version"],
                json.loads(row["details"]),
                row["who"],
                row["at"],
            )
            for row in sorted(
                self._rows(CLOSED_MONTHS, period=period), key=lambda row: (row["period"], row["correction"])
            )
        ]

    def log_report(
        self,
        period: str,
        kind: str,
        version: str,
        step: str,
        who: str,
        at: datetime,
        *,
        person: str | None = None,
    ) -> None:
        """Note that a report was `built`, `shown` to the director (`person`), or `sent`.

        Clause: 2.1 (the administrator brings the statistics to the director).
        """
        self._append(
            REPORT_LOG, period=period, kind=kind, version=version, step=step, person=person, who=who, at=at
        )

    def report_log(self) -> list[dict]:
        """Reports and how far each got.

        Rows: one per period, kind and version, in the order of building.
        Columns: period, kind, version, built_at, shown_to_director_at, shown_to, sent_at.
        """
        return _reports(self._rows(REPORT_LOG))

    # --- who looked ----------------------------------------------------------------------------------------

    def log_view(self, who: str, role: str, what: str, reason: str, at: datetime) -> None:
        """Note that somebody opened names, texts or the register. Doesn't change the revision."""
        with self._writing() as (connection, _):
            connection.execute(
                insert(VIEWING_LOG), {"who": who, "role": role, "what": what, "reason": reason, "at": at}
            )

    def views(self, *, since: datetime | None = None, limit: int | None = None) -> list[dict]:
        """The log of viewing, newest first."""
        query = select(VIEWING_LOG).order_by(VIEWING_LOG.c.event_id.desc()).limit(limit)
        if since is not None:
            query = query.where(VIEWING_LOG.c.at >= since)
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    # --- for the warehouse ---------------------------------------------------------------------------------

    def as_arrow(self) -> dict[str, pa.Table]:
        """What holds now as small tables for DuckDB; every declared column is there, rows or none.

        Tables: decisions (what holds on each finding), notes, assignments, matches, mappings,
        disappearances, rule_switches, answers, report_log. Instants are UTC without zone; the moment of an event is
        `recorded_at` here (`at` is a word of SQL).
        """
        return self.snapshot().tables

    def snapshot(self, known: Snapshot | None = None) -> Snapshot:
        """The same tables with the revision that they show; what `known` tells of decisions is not read again."""
        with self._reading() as connection:
            raw = connection.connection.driver_connection
            revision = raw.execute("select value from control where name = 'revision'").fetchone()[0]
            if known and _print_of(raw, known.decided[0]) != known.decided:
                known = None  # a purge took some of it, or a copy stands in its place
            if known and known.revision == revision:
                return known
            tables = {
                "decisions": _decisions_after(raw, known),
                "notes": _arrow(raw.execute(_select(NOTES)).fetchall(), arrow_schema(NOTES)),
            }
            for name in KEYS:
                table = METADATA.tables[name]
                tables[name] = _arrow(raw.execute(_select_last(table)).fetchall(), arrow_schema(table))
            events = [dict(row) for row in connection.execute(select(REPORT_LOG)).mappings()]
            decided = _print_of(raw)
            changed = dict(
                raw.execute(
                    f"select replace(name, '{_OF}', ''), value from control where name like '{_OF}%'"
                ).fetchall()
            )
        reports = [{name: _naive(value) for name, value in report.items()} for report in _reports(events)]
        tables["report_log"] = pa.Table.from_pylist(reports, schema=REPORTS)
        return Snapshot(revision, decided, tables, changed)

    def touched_since(self, decided: tuple[int, int, str | None]) -> list[str] | None:
        """Findings that people decided on, or took a decision back, since a snapshot said that so much was `decided`.

        None where that history is not the beginning of this one: a purge took some of it, or a copy stands in its place.
        """
        with self._reading() as connection:
            raw = connection.connection.driver_connection
            if _print_of(raw, decided[0]) != decided:
                return None
            rows = raw.execute("select distinct finding_key from decisions where event_id > ?", [decided[0]])
            return [key for (key,) in rows]

    # --- keeping -------------------------------------------------------------------------------------------

    def backup(self, copy: Path | str) -> None:
        """Copy the casebook to a file while it is in use."""
        store.backup(self.path, Path(copy))

    def restore(self, copy: Path | str) -> None:
        """Put a backup in place; what was there stays beside as «….before-restore».

        Raises: CasebookError where the copy is no casebook.
        """
        self._engine.dispose()
        store.restore(self.path, Path(copy))

    def purge(
        self, before: datetime, *, log_before: datetime | None = None, members: Collection[str] = ()
    ) -> dict[str, int]:
        """Delete what retention no longer allows, and wipe its bytes.

        Findings, notes and disappearances whose last event is before `before` go whole, so that what holds on the
        others doesn't change; the viewing log before `log_before`; manual matches of the accounts `members`.
        Assignments, answers and closed months name no participant and stay.
        Returns: rows deleted by table.
        """
        deleted: dict[str, int] = {}
        with self._writing(DECISIONS, NOTES, DISAPPEARANCES, MATCHES) as (connection, _):
            _set(connection, "purging", 1)
            for table, key in ((DECISIONS, "finding_key"), (NOTES, "subject"), (DISAPPEARANCES, "row_key")):
                column = table.c[key]
                old = select(column).group_by(column).having(func.max(table.c.at) < before)
                deleted[table.name] = connection.execute(delete(table).where(column.in_(old))).rowcount
            if log_before is not None:
                gone = connection.execute(delete(VIEWING_LOG).where(VIEWING_LOG.c.at < log_before))
                deleted[VIEWING_LOG.name] = gone.rowcount
            deleted[MATCHES.name] = sum(
                connection.execute(delete(MATCHES).where(MATCHES.c.member_key.in_(chunk))).rowcount
                for chunk in _chunks(members)
            )
            _set(connection, "purging", 0)
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("pragma wal_checkpoint(truncate)"))
        return deleted

    # --- plumbing ------------------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self, *changed: Table) -> Iterator[tuple[Connection, int]]:
        """One transaction that writes, with the revision that it makes of the tables it changes."""
        with self._engine.execution_options(writes=True).begin() as connection:
            name, value = _CONTROL.c.name, _CONTROL.c.value
            if changed:
                connection.execute(update(_CONTROL).where(name == "revision").values(value=value + 1))
            revision = connection.scalar(select(value).where(name == "revision"))
            for table in changed:
                _set(connection, _OF + table.name, revision)
            yield connection, revision

    def _append(self, table: Table, **values: object) -> None:
        with self._writing(table) as (connection, _):
            connection.execute(insert(table), values)

    def _rows(self, table: Table, **where: object) -> list[dict]:
        query = select(table).order_by(table.c.event_id)
        for name, value in where.items():
            if value is not None:
                query = query.where(table.c[name] == value)
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _last(self, table: Table) -> list[dict]:
        """The last event on each thing, in the order in which they were made."""
        keys = [table.c[name] for name in KEYS[table.name]]
        newest = select(func.max(table.c.event_id)).group_by(*keys)
        query = select(table).where(table.c.event_id.in_(newest)).order_by(table.c.event_id)
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


_STEP_COLUMNS = {"built": "built_at", "shown": "shown_to_director_at", "sent": "sent_at"}


def _reports(events: Iterable[Mapping]) -> list[dict]:
    reports: dict[tuple, dict] = {}
    for row in events:
        key = (row["period"], row["kind"], row["version"])
        report = reports.setdefault(
            key, dict.fromkeys(REPORTS.names) | dict(zip(REPORTS.names, key, strict=False))
        )
        report[_STEP_COLUMNS[row["step"]]] = row["at"]
        if row["step"] == "shown":
            report["shown_to"] = row["person"]
    return list(reports.values())


# The last event of each finding tells what holds and which event says so (itself, unless it is an undo).
_HOLDS = """
    select l.finding_key, l.state, coalesce(e.who, l.who), coalesce(e.at, l.at), coalesce(e.reason, l.reason),
           coalesce(e.event_id, l.event_id)
    from last join decisions l using (event_id) left join decisions e on e.event_id = l.effective_id
    order by l.event_id"""
_CURRENT = f"with last as (select max(event_id) as event_id from decisions group by finding_key) {_HOLDS}"
_CHANGED = f"""
    with touched as (select distinct finding_key from decisions where event_id > ?),
    last as (select max(event_id) as event_id from touched join decisions using (finding_key) group by finding_key)
    {_HOLDS}"""


def _print_of(raw: sqlite3.Connection, up_to: int | None = None) -> tuple[int, int, str | None]:
    """What tells one history of decisions from another; events are appended only, and batches are unique."""
    last, n = raw.execute(
        "select coalesce(max(event_id), 0), count(*) from decisions where ? is null or event_id <= ?",
        [up_to, up_to],
    ).fetchone()
    batch = raw.execute("select batch from decisions where event_id = ?", [last]).fetchone()
    return last, n, batch[0] if batch else None


def _decisions_after(raw: sqlite3.Connection, known: Snapshot | None) -> pa.Table:
    """What holds on each finding: all of it, or a known table with the findings touched since in place of theirs."""
    if known is None:
        return _arrow(raw.execute(_CURRENT).fetchall(), CURRENT_DECISIONS)
    changed = _arrow(raw.execute(_CHANGED, [known.decided[0]]).fetchall(), CURRENT_DECISIONS)
    if not changed.num_rows:
        return known.tables["decisions"]
    before = known.tables["decisions"]
    stays = pc.invert(pc.is_in(before["finding_key"], value_set=changed["finding_key"].combine_chunks()))
    return pa.concat_tables([before.filter(stays), changed]).combine_chunks()


def _fate(
    events: Sequence[Event], kind: Decision, reason: str | None, who: str, batch: str, seen: int | None
) -> str:
    """recorded, unchanged or overtaken: what becomes of a decision on a finding with this history."""
    if any(event.batch == batch for event in events):
        return "unchanged"
    holds = effective(events)
    if holds is None:
        return "unchanged" if kind is Decision.REOPEN else "recorded"
    if holds.kind == kind and holds.who == who and holds.reason == reason:
        return "unchanged"
    if seen is not None and holds.revision > seen and holds.who != who and holds.kind != kind:
        return "overtaken"
    return "recorded"


def _history(connection: Connection, keys: Sequence[str]) -> dict[str, list[Event]]:
    """Events of each finding, oldest first."""
    columns = DECISIONS.c
    found: dict[str, list[Event]] = {}
    for chunk in _chunks(keys):
        rows = connection.execute(
            select(
                columns.finding_key,
                columns.event_id,
                columns.kind,
                columns.batch,
                columns.who,
                columns.reason,
                columns.undoes,
                columns.revision,
            )
            .where(columns.finding_key.in_(bindparam("keys", expanding=True)))
            .order_by(columns.event_id),
            {"keys": chunk},
        )
        for key, *event in rows:
            found.setdefault(key, []).append(Event(*event))
    return found


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    left = iter(keys)
    while chunk := list(islice(left, _AT_A_TIME)):
        yield chunk


def _set(connection: Connection, name: str, value: int) -> None:
    connection.execute(update(_CONTROL).where(_CONTROL.c.name == name).values(value=value))


def _select(table: Table) -> str:
    return f"select {', '.join(table.columns.keys())} from {table.name} order by event_id"


def _select_last(table: Table) -> str:
    keys = ", ".join(KEYS[table.name])
    in_force = {"assignments": "kind is not null", "matches": "not is_withdrawn"}.get(table.name, "true")
    return (
        f"select {', '.join(table.columns.keys())} from {table.name} where {in_force} and event_id in "
        f"(select max(event_id) from {table.name} group by {keys}) order by event_id"
    )


def _arrow(rows: Sequence[Sequence], schema: pa.Schema) -> pa.Table:
    """Rows as the file holds them → Arrow: texts of moments and days are parsed by the column, not by the cell."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = []
    for kind, values in zip(schema.types, columns, strict=True):
        if pa.types.is_temporal(kind):
            arrays.append(pa.array(values, pa.string()).cast(kind))
        elif pa.types.is_boolean(kind):
            arrays.append(pa.array(values, pa.int64()).cast(kind))
        else:
            arrays.append(pa.array(values, kind))
    return pa.Table.from_arrays(arrays, schema=schema)


def _naive(value: object) -> object:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
