"""Retention: what has served its purpose is destroyed, and an act says what, when and on which ground.

Clause: privacy (docs/privacy.md). Monthly figures stay in `indicator_month`; person-level rows, people who have left, raw files,
texts and the journal go when their terms are over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from casebook import Casebook
from etl.check import run_checks
from etl.derive import derive, make_local
from etl.keep import keep_before_purge, note_purge
from etl.publish import publish, single_writer, work_on
from settings import Settings
from warehouse.periods import school_year_start
from warehouse.place import Place, WarehouseMissing
from warehouse.tables import BY_NAME


@dataclass(frozen=True)
class Term:
    """What is destroyed, when it is due, and how much of it there was."""

    what: str
    ground: str
    count: int

    def __str__(self) -> str:
        return f"— {self.what}: {self.count}. Основание: {self.ground}."


def purge(place: Place, settings: Settings, as_of: date | None = None, *, dry_run: bool = False) -> str:
    """Destroy what is due and return the act (Russian text); a dry run only says what would go.

    Raises: WarehouseMissing; Busy.
    """
    if place.version() is None:
        raise WarehouseMissing("Уничтожать нечего: данные ещё не загружены.")
    today, keep = as_of or datetime.now(UTC).date(), settings.retention
    year = school_year_start(today)
    persons_before = (
        year
        if today >= year + timedelta(days=keep.person_days_after_year)
        else school_year_start(year - timedelta(days=1))
    )
    journal_before = date(persons_before.year - keep.journal_years, persons_before.month, 1)
    texts_before = today - timedelta(days=settings.text.keep_days)
    with single_writer(place), work_on(place) as work:
        connection = work.connection
        _find_due(connection, settings, persons_before)
        if not dry_run:
            keep_before_purge(work, place, settings, persons_before)
        terms = [
            _destroy(connection, "тексты сообщений", f"{settings.text.keep_days} дней",
                     {"private.kept_texts": "kept_at < ?"}, texts_before),
            _destroy(connection, "сведения о сообщениях прошлых учебных лет", f"учебный год и ещё {keep.person_days_after_year} дней",
                     {"messages": "day < ?"}, persons_before),
            *_destroy_lists(connection, f"выбытие до начала учебного года и ещё {keep.person_days_after_year} дней"),
            _destroy(connection, "записи журналов нарушений и мер", f"учебный год и ещё {keep.journal_years} год",
                     {"private.violations": "occurred_at < ?", "private.measures": "started_at < ?"}, journal_before),
        ]  # fmt: skip
        _destroy_what_hangs_on(connection, settings, persons_before)
        due = _raw_due(place, connection, today, keep.raw_days_after_close)
        terms.append(
            Term("исходные файлы", f"{keep.raw_days_after_close} дней после закрытия месяца", len(due))
        )
        act = _act(settings, today, terms, dry_run)
        if dry_run:
            return act
        connection.execute(
            "update source_files set raw_kept = false where file_id in (select unnest(?))",
            [[sha[:16] for sha in due]],
        )
        derive(work, settings)  # everyone who is left; names and numbers of the others go with their rows
        run_checks(work)
        note_purge(work, persons_before)
        # what is destroyed must not live on in an older version, nor in freed blocks of this one
        publish(work, versions=1, anew=True)
        for sha in due:
            (place.raw / sha).unlink(missing_ok=True)
        with Casebook(place.casebook) as book:
            book.purge(
                _midnight(journal_before),
                log_before=_midnight(date(today.year - keep.log_years, today.month, 1)),
            )
        _keep_act(place, today, act)
    return act


def _find_due(connection: duckdb.DuckDBPyConnection, settings: Settings, before: date) -> None:
    """List what is due of people and events (`due_rows`, `due_events`) while every row is still there to tell."""
    make_local(connection, settings)
    connection.execute("set variable before = ?", [before])
    connection.execute((Path(__file__).parent / "sql" / "purge_lists.sql").read_text(encoding="utf-8"))


def _destroy(
    connection: duckdb.DuckDBPyConnection, what: str, ground: str, tables: dict[str, str], value: date
) -> Term:
    """Delete rows that meet a condition on one date, and say how many there were."""
    n = sum(
        len(connection.execute(f"delete from {table} where {condition} returning 1", [value]).fetchall())
        for table, condition in tables.items()
    )
    return Term(what, ground, n)


def _destroy_lists(connection: duckdb.DuckDBPyConnection, ground: str) -> list[Term]:
    """Delete what is due of the lists of people: a line of the act for each list that lost rows."""
    terms = []
    for name, n in connection.execute(
        "select table_name, count(*) from due_rows group by all order by all"
    ).fetchall():
        connection.execute(
            f"delete from private.{name} where (row_id, source) in (select (row_id, source) from due_rows where table_name = ?)",
            [name],
        )
        terms.append(Term(f"строки списка «{BY_NAME[name].title}»", ground, n))
    return terms


def _destroy_what_hangs_on(
    connection: duckdb.DuckDBPyConnection, settings: Settings, persons_before: date
) -> None:
    """Delete what speaks of the messages of past years: roll-ups by person, events, findings, fragments, reactions."""
    zone = settings.institution.timezone
    for sql in (
        f"delete from private.messages where timezone('{zone}', timezone('UTC', sent_at))::date < ?",
        "delete from mart_member_chat_day where day < ?",
        "delete from mart_chat_hour where month < ?",
        "delete from mart_answer where month < ?",
        "delete from mart_marked_message where day < ?",
        "delete from events where occurred_at < ?",
        "delete from findings where month < ?",
    ):
        connection.execute(sql, [persons_before])
    for sql in (
        "delete from private.events where (row_id, source) in (select (row_id, source) from due_events)",
        "delete from private.fragments where finding_key not in (select finding_key from findings)",
        "delete from private.kept_texts where message_id not in (select message_id from messages)",
        "delete from private.vanished_messages where row_id not in (select message_id from messages)",
        """delete from private.reactions where (platform, chat_id, message_id) not in
               (select (platform, chat_id, message_id) from private.messages)""",
        "delete from reactions where message_id not in (select message_id from messages)",
    ):
        connection.execute(sql)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _raw_due(place: Place, connection: duckdb.DuckDBPyConnection, today: date, days: int) -> list[str]:
    """Raw files all of whose months are closed long enough; files without months follow their load date."""
    with Casebook(place.casebook) as book:
        closed = {each.period: each.at.date() for each in book.closed_months()}
    due = []
    for sha256, loaded_at, months in connection.execute("""
        select n.sha256, max(n.loaded_at)::date, list(distinct strftime(m.month, '%Y-%m')) filter (m.month is not null)
        from private.source_names n left join messages m using (file_id) group by 1""").fetchall():
        ends = [closed.get(month) for month in months or ()] or [loaded_at]
        if (
            all(end is not None and end + timedelta(days=days) < today for end in ends)
            and (place.raw / sha256).exists()
        ):
            due.append(sha256)
    return due


def _act(settings: Settings, today: date, terms: list[Term], dry_run: bool) -> str:
    head = "ПРОБА: что было бы уничтожено" if dry_run else "АКТ об уничтожении персональных данных"
    lines = [
        head,
        settings.institution.name,
        f"Дата: {today:%d.%m.%Y}",
        "",
        "Уничтожено в связи с окончанием сроков хранения:",
    ]
    lines += [str(term) for term in terms]
    lines += [
        "",
        "Помесячные показатели без персональных данных сохранены.",
        "Ответственный: ____________________",
    ]
    return "\n".join(lines)


def _keep_act(place: Place, today: date, act: str) -> None:
    folder = place.state / "acts"
    folder.mkdir(parents=True, exist_ok=True)
    name = folder / f"акт_{today:%Y-%m-%d}.txt"
    n = 1
    while name.exists():
        n += 1
        name = folder / f"акт_{today:%Y-%m-%d}_{n}.txt"
    name.write_text(act, encoding="utf-8")
