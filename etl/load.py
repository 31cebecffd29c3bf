"""One load from the door to the pointer: recognise, read, stage, derive, judge, roll up, check, publish.

Every row that comes in is loaded, rejected with a reason or unchanged; what is refused is refused as a whole file.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from casebook import Casebook
from etl import check, door, keep, messages, raw, twins, vanished
from etl.derive import derive
from etl.pseudonym import pseudonym
from etl.publish import Work, publish, single_writer, work_on
from etl.sources.base import Context, Incoming, Outcome, Reading, Refused, Reject, Source, Survey, sources
from etl.sources.spreadsheet import as_of_name
from etl.stage import (
    KEPT_DELTAS,
    SCOPES,
    Change,
    apply_aliases,
    arrived,
    gather,
    merge,
    nothing_new,
    settle_platforms,
)
from etl.zone_doubt import note_zone_doubts
from settings import Settings
from warehouse.place import Place
from warehouse.tables import BY_NAME, TABLES

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Options:
    """How to load: zone of times without one, the date of state lists, which chats."""

    tz: ZoneInfo | None = None
    as_of: date | None = None
    complete: bool = False
    chats: frozenset[str] = frozenset()
    all_chats: bool = False
    dry_run: bool = False
    tables: dict[str, str] = field(default_factory=dict)  # file (or file#sheet) → table, answered by hand


@dataclass
class FileResult:
    """What became of one file, as `load --json` says it."""

    name: str
    format: str = ""
    status: str = "loaded"  # loaded | unchanged | refused | asked
    rows_in: int = 0
    loaded: int = 0
    rejected: int = 0
    unchanged: int = 0
    table_rows: dict[str, int] = field(default_factory=dict)
    reason: str = ""
    notes: list[str] = field(default_factory=list)
    asked_chats: tuple[str, ...] = ()
    mappings: dict[str, dict[str, str]] = field(default_factory=dict)
    unknown_headings: list[str] = field(default_factory=list)
    file_id: str = ""
    private_dialogs: int = 0
    untold_chats: int = 0

    def as_json(self) -> dict:
        """The entry of the contract."""
        keys = (
            "name",
            "format",
            "status",
            "rows_in",
            "loaded",
            "rejected",
            "unchanged",
            "table_rows",
            "reason",
        )
        return {key: getattr(self, key) for key in keys} | {
            "notes": self.notes,
            "private_dialogs": self.private_dialogs,
        }


@dataclass
class LoadResult:
    """What a load did: the version published (the old one where nothing changed), files, rows of each table."""

    version: str | None
    files: list[FileResult]
    tables: dict[str, int]
    changes: dict[str, Change] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Nothing was refused and nothing is asked."""
        return all(file.status in {"loaded", "unchanged"} for file in self.files)

    def as_json(self) -> dict:
        """The document of `load --json`."""
        return {
            "version": self.version,
            "files": [file.as_json() for file in self.files],
            "tables": self.tables,
        }


@dataclass
class _Job:
    """Files of one source and what is known about each."""

    source: Source
    files: list[Incoming]
    surveys: dict[str, Survey] = field(default_factory=dict)


def load(
    paths: Sequence[Path],
    place: Place,
    settings: Settings,
    options: Options | None = None,
    *,
    now: datetime | None = None,
    progress: Progress = lambda _what, _share: None,
) -> LoadResult:
    """Load files, folders and archives into a new version.

    Raises: Busy where another load runs; OSError where the disk is full (nothing is published then).
    """
    options, now = options or Options(), now or datetime.now(UTC).replace(tzinfo=None)
    with (
        single_writer(place),
        tempfile.TemporaryDirectory(prefix="sferum-") as unpacked,
        work_on(place) as work,
    ):
        progress("Разбираю, что принесли", 0.0)
        incoming, refused = door.open_paths([Path(path) for path in paths], Path(unpacked))
        results = {}
        refusals = [FileResult(name, status="refused", reason=reason) for name, reason in refused]
        known = _unchanged(work, incoming, options)
        results |= known
        jobs, unrecognised = _recognise([file for file in incoming if file.file_id not in known])
        refusals += unrecognised
        if not jobs:
            return LoadResult(work.base, [*known.values(), *refusals], _table_rows(work))
        context = _context(work, settings, options)
        for job in jobs:
            refusals += _survey(job, context)
        allowed, asked = _allowed_chats(work, place, jobs, options)
        results |= asked
        readings = _read(work, jobs, context, allowed, set(asked), options, progress)
        aside = {} if options.dry_run else raw.set_aside(work.connection, Path(unpacked) / "raw")
        changes = _stage(work, settings, readings, options, results, now, progress)
        if all(change.is_empty for change in changes.values()) and not any(
            reading.outcomes[file_id].status == "loaded"
            for _, reading in readings
            for file_id in reading.outcomes
        ):
            return LoadResult(work.base, _ordered(incoming, results) + refusals, _table_rows(work), changes)
        _finish(work, place, settings, changes, now, progress)
        rows = _table_rows(work)
        if options.dry_run:
            return LoadResult(work.base, _ordered(incoming, results) + refusals, rows, changes)
        _keep_raw(place, incoming, results, aside)
        progress("Публикую", 0.97)
        return LoadResult(publish(work), _ordered(incoming, results) + refusals, rows, changes)


# --- the door --------------------------------------------------------------------------------------------


def _signature(options: Options) -> str:
    return json.dumps(
        [str(options.tz), str(options.as_of), options.complete, sorted(options.tables.items())],
        ensure_ascii=False,
    )


def _unchanged(work: Work, incoming: Sequence[Incoming], options: Options) -> dict[str, FileResult]:
    """Files whose very content was loaded before in the same way: nothing to do."""
    rows = work.connection.execute(
        """select file_id, options, format, rows_in, rejected, untold_chats from private.source_names join source_files using (file_id)"""
    ).fetchall()
    seen = {row[0]: row[1:] for row in rows}
    found = {}
    for file in incoming:
        if file.file_id in seen:
            signature, kind, rows_in, rejected, untold = seen[file.file_id]
            if signature == _signature(options) and not untold:
                found[file.file_id] = FileResult(
                    file.name,
                    kind,
                    "unchanged",
                    rows_in,
                    0,
                    rejected,
                    rows_in - rejected,
                    file_id=file.file_id,
                )
    return found


def _recognise(incoming: Sequence[Incoming]) -> tuple[list[_Job], list[FileResult]]:
    """Group files by the source that recognises their content."""
    jobs: dict[str, _Job] = {}
    refused = []
    declared = list(sources())
    for file in {each.file_id: each for each in incoming}.values():
        try:
            source = next((source for source in declared if source.recognise(file)), None)
        except Refused as error:
            refused.append(FileResult(file.name, status="refused", reason=str(error), file_id=file.file_id))
            continue
        if source is None:
            reason = f"«{file.name}»: формат не распознан. Принесите выгрузку из API VK или MAX, таблицу по шаблону (python -m etl templates ПАПКА)."
            refused.append(FileResult(file.name, status="refused", reason=reason, file_id=file.file_id))
            continue
        jobs.setdefault(source.name, _Job(source, [])).files.append(file)
    return list(jobs.values()), refused


def _survey(job: _Job, context: Context) -> list[FileResult]:
    """Learn which chats stand in a job's files; a file that shows itself broken only now leaves the job, refused."""
    try:
        job.surveys = {survey.file_id: survey for survey in job.source.survey(job.files, context)}
        return []
    except Refused as error:
        if len(job.files) == 1:
            file = job.files.pop()
            reason = f"«{door.shown_name(file.name)}»: {error}"
            return [FileResult(file.name, job.source.name, "refused", reason=reason, file_id=file.file_id)]
    refused = []
    for file in job.files:
        one = _Job(job.source, [file])
        refused += _survey(one, context)
        job.surveys |= one.surveys
    gone = {each.file_id for each in refused}
    job.files = [file for file in job.files if file.file_id not in gone]
    return refused


def _context(work: Work, settings: Settings, options: Options) -> Context:
    with Casebook(work.place.casebook) as book:
        mappings = {(row["table_name"], row["heading"]): row["column_key"] for row in book.mappings()}
    return Context(
        connection=work.connection,
        tz=options.tz or settings.zone,
        platform=settings.institution.platform,
        allowed=None,
        mappings=mappings,
        tables=options.tables,
    )


def _allowed_chats(
    work: Work, place: Place, jobs: Sequence[_Job], options: Options
) -> tuple[frozenset[tuple[str, str]] | None, dict[str, FileResult]]:
    """Which chats may be read, and files that ask first.

    A chat is known by the register, by an assignment, or because it was loaded before; one export of one chat counts as
    named. Where several chats lie together and none is known, nothing is read: the ids are asked.
    """
    if options.all_chats:
        return None, {}
    surveys = [(job, survey) for job in jobs for survey in job.surveys.values()]
    present = {pair for _, survey in surveys if not survey.is_register for pair in survey.chats}
    registered = {raw for _, survey in surveys if survey.is_register for _, raw in survey.chats}
    registered |= {
        row[0]
        for row in work.connection.execute(
            "select distinct chat_id from private.chats where source = 'spreadsheet'"
        ).fetchall()
    }
    registered |= {
        row[0]
        for row in work.connection.execute(
            "select distinct raw_id from private.ids where kind = 'chat' and key in (select chat_id from coverage)"
        ).fetchall()
    }
    with Casebook(place.casebook) as book:
        assigned = {row["chat_key"] for row in book.assignments()}
    aliases = dict(
        work.connection.execute("select raw_id, canonical_id from private.chat_aliases").fetchall()
    )
    allowed = {
        (platform, raw)
        for platform, raw in present
        if aliases.get(raw, raw) in registered
        or raw in options.chats
        or pseudonym(work.key, "chat", platform, raw) in assigned
    }
    if len({raw for _, raw in present}) == 1:
        allowed |= present
    asked: dict[str, FileResult] = {}
    if not allowed and present:
        for job, survey in surveys:
            if survey.chats and not survey.is_register:
                name = next(file.name for file in job.files if file.file_id == survey.file_id)
                ids = tuple(sorted({raw for _, raw in survey.chats}))
                reason = (
                    f"«{name}»: чатов в выгрузке — {len(ids)}, в реестре их нет: {', '.join(ids[:20])}{'…' if len(ids) > 20 else ''}. "
                    "Укажите нужные (--chat НОМЕР) или все (--all-chats)."
                )
                asked[survey.file_id] = FileResult(
                    name, job.source.name, "asked", reason=reason, asked_chats=ids, file_id=survey.file_id
                )
    return frozenset(allowed), asked


def _read(
    work: Work,
    jobs: Sequence[_Job],
    context: Context,
    allowed: frozenset[tuple[str, str]] | None,
    asked: set[str],
    options: Options,
    progress: Progress,
) -> list[tuple[_Job, Reading]]:
    """Read every source's files, the register first."""
    readings = []
    context = Context(
        context.connection, context.tz, context.platform, allowed, context.mappings, context.tables
    )
    order = sorted(jobs, key=lambda job: job.source.name != "spreadsheet")
    for n, job in enumerate(order):
        progress(f"Читаю: {job.source.title}", 0.1 + 0.3 * n / len(order))
        files = [file for file in job.files if file.file_id not in asked]
        if not files:
            continue
        reading = job.source.read(files, context)
        for file in files:
            outcome = reading.outcomes.setdefault(file.file_id, Outcome())
            if outcome.needs_as_of and outcome.as_of is None:
                outcome.as_of = as_of_name(file.name, context)
            if outcome.status == "loaded" and outcome.needs_as_of and not (options.as_of or outcome.as_of):
                outcome.status = "refused"
                outcome.reason = (
                    f"«{file.name}»: на какую дату верен этот список? Назовите дату в имени файла "
                    "(например, контингент_2026-10-31.xlsx) или укажите --as-of ГГГГ-ММ-ДД."
                )
        gather(work.connection, reading.batches, job.source.name)
        reading.release()
        readings.append((job, reading))
    refused = [
        file_id
        for _, reading in readings
        for file_id, outcome in reading.outcomes.items()
        if outcome.status != "loaded"
    ]
    for table in TABLES:
        if refused and arrived(work.connection, table.name):
            work.connection.execute(
                f"delete from in_{table.name} where file_id in (select unnest(?))", [refused]
            )
    return readings


# --- staging ---------------------------------------------------------------------------------------------


def _stage(
    work: Work,
    settings: Settings,
    readings: Sequence[tuple[_Job, Reading]],
    options: Options,
    results: dict[str, FileResult],
    now: datetime,
    progress: Progress,
) -> dict[str, Change]:
    """Merge this load's rows and account for every one of them."""
    connection = work.connection
    outcomes = {
        file_id: (job, outcome) for job, reading in readings for file_id, outcome in reading.outcomes.items()
    }
    names = {file.file_id: file for job, _ in readings for file in job.files}
    connection.execute("create or replace temp table loading_files (file_id varchar, as_of date)")
    good = [
        (file_id, options.as_of or outcome.as_of)
        for file_id, (_, outcome) in outcomes.items()
        if outcome.status == "loaded"
    ]
    if good:
        connection.executemany("insert into loading_files values (?, ?)", good)
    settle_platforms(connection, settings.institution.platform)
    offsets = {offset.file_id: offset for offset in twins.find_twins(work)}
    apply_aliases(connection)
    _keep_peaks(connection)
    vanished.note_whole_dumps(work, settings.institution.timezone)
    counted: dict[str, dict[str, int]] = defaultdict(dict)
    rows_of: dict[str, dict[str, int]] = defaultdict(dict)
    changes: dict[str, Change] = {}
    _note_names(work, names, good, options, now)
    for n, table in enumerate(TABLES):
        if not arrived(connection, table.name):
            continue
        progress(f"Сверяю: {table.title.lower()}", 0.4 + 0.2 * n / len(TABLES))
        for file_id, n_rows, n_own in connection.execute(
            f"select file_id, count(*), count(*) filter (where counts) from in_{table.name} group by 1"
        ).fetchall():
            rows_of[file_id][table.name] = n_rows
            counted[file_id][table.name] = n_own
        _note_complete(work, table.name, outcomes, options)
        if table.name == "messages":
            twins.drop_twin_messages(work)
        changes[table.name] = merge(work, table, now.date())
    if "messages" not in changes:
        nothing_new(connection)
    rejects = [reject for _, reading in readings for reject in reading.rejects]
    _note_rejects(work, rejects, {file_id for file_id, _ in good})
    told, source_rows = _loaded_chats(work), []
    for file_id, (job, outcome) in outcomes.items():
        survey = job.surveys.get(file_id, Survey(file_id))
        rejected = len({reject.locator for reject in rejects if reject.file_id == file_id})
        rows_in = sum(counted[file_id].values()) + rejected
        loaded = min(sum(change.by_file.get(file_id, 0) for change in changes.values()), rows_in - rejected)
        result = FileResult(
            names[file_id].name,
            job.source.name,
            outcome.status,
            rows_in,
            loaded,
            rejected,
            rows_in - loaded - rejected,
            rows_of[file_id],
            outcome.reason,
            list(outcome.notes),
            outcome.asked_chats,
            outcome.mappings,
            outcome.unknown_headings,
            file_id,
            survey.private_dialogs,
            0,
        )
        if outcome.status == "loaded":
            result.untold_chats = (
                len({raw for _, raw in survey.chats} - told) if not survey.is_register else 0
            )
            if result.untold_chats:
                result.notes.append(f"Чатов вне реестра: {result.untold_chats} — не загружены.")
            if file_id in offsets:
                result.notes.append(str(offsets[file_id]))
            if survey.private_dialogs:
                result.notes.append(f"Личных диалогов: {survey.private_dialogs} — не читались и не хранятся.")
            source_rows.append(_source_row(result, outcome, options, settings, now))
        else:
            result.rows_in = result.loaded = result.rejected = result.unchanged = 0
        results[file_id] = result
    _replace(
        work,
        "source_files",
        {key: [row[key] for row in source_rows] for key in source_rows[0]} if source_rows else {},
    )
    return changes


def _keep_peaks(connection: duckdb.DuckDBPyConnection) -> None:
    """Spectators are told only while a stream runs: the most that any dump saw stays when the stream has ended."""
    if not arrived(connection, "broadcasts"):
        return
    connection.execute("""
        update in_broadcasts as i set peak = k.peak
        from (
            select source, broadcast_id, max(peak) as peak
            from (
                select source, broadcast_id, peak from in_broadcasts
                union all select source, broadcast_id, peak from private.broadcasts
            ) where broadcast_id is not null and source <> 'spreadsheet'
            group by all having max(peak) is not null
        ) k
        where k.source = i.source and k.broadcast_id = i.broadcast_id and i.peak is distinct from k.peak""")


def _loaded_chats(work: Work) -> set[str]:
    """Raw ids of every chat that the warehouse tells of after this load."""
    return {
        row[0]
        for row in work.connection.execute(
            """select chat_id from private.chats union select distinct chat_id from private.messages
               union select distinct chat_id from private.chat_members union select raw_id from private.chat_aliases"""
        ).fetchall()
    }


def _note_names(
    work: Work, names: dict[str, Incoming], good: Sequence[tuple], options: Options, now: datetime
) -> None:
    rows = [
        (file_id, names[file_id].name, names[file_id].sha256, _signature(options), now) for file_id, _ in good
    ]
    _replace(
        work,
        "private.source_names",
        dict(zip(("file_id", "name", "sha256", "options", "loaded_at"), zip(*rows, strict=True), strict=True))
        if rows
        else {},
    )


def _replace(work: Work, table: str, columns: dict[str, Sequence]) -> None:
    """Put rows in place of those of the same files, all at once."""
    if not columns:
        return
    connection = work.connection
    connection.register("replacing", pa.table({name: list(values) for name, values in columns.items()}))
    connection.execute(f"delete from {table} where file_id in (select file_id from replacing)")
    connection.execute(f"insert into {table} by name select * from replacing")
    connection.unregister("replacing")


def _note_complete(
    work: Work, table: str, outcomes: dict[str, tuple[_Job, Outcome]], options: Options
) -> None:
    """Remember the scopes for which a list of this load is complete: whoever is missing there has left."""
    if not BY_NAME[table].state_list:
        return
    for file_id, (job, outcome) in outcomes.items():
        as_of = options.as_of or outcome.as_of
        declared = (
            outcome.complete
            if outcome.complete is not None
            else options.complete and job.source.name in {"spreadsheet", "vk-members-csv"}
        )
        if outcome.status != "loaded" or not as_of or not declared:
            continue
        if table == "members" and arrived(work.connection, "chat_members"):
            fed_by_chat = work.connection.execute(
                "select 1 from in_chat_members where file_id = ? limit 1", [file_id]
            ).fetchall()
            if fed_by_chat:  # members that a chat's list names are never complete beyond their chat
                continue
        work.connection.execute(
            f"insert into private.complete_lists select distinct '{table}', {SCOPES[table]}, ?::date, file_id "
            f"from in_{table} where file_id = ?",
            [as_of, file_id],
        )


def mask_shape(raw: object) -> str:
    """A raw cell as its shape: enough to find it in the file, nothing to read. «31.02.2026» → «31.••.••••»."""
    text = str(raw)[:60]
    return text[:2] + "".join(
        "•" if each.isalnum() else each if each.isprintable() else "�" for each in text[2:]
    )


def _note_rejects(work: Work, rejects: Sequence[Reject], good: set[str]) -> None:
    connection = work.connection
    files = sorted({reject.file_id for reject in rejects} | good)
    connection.execute("delete from rejects where file_id in (select unnest(?))", [files])
    connection.execute("delete from private.reject_raw where file_id in (select unnest(?))", [files])
    if rejects:
        connection.executemany(
            "insert into rejects values (?, ?, ?, ?, ?)",
            [[each.file_id, each.locator, each.column, each.code, each.message] for each in rejects],
        )
        connection.executemany(
            "insert into private.reject_raw values (?, ?, ?, ?, ?)",
            [[each.file_id, each.locator, each.column, each.code, mask_shape(each.raw)] for each in rejects],
        )


def _source_row(
    result: FileResult, outcome: Outcome, options: Options, settings: Settings, now: datetime
) -> dict:
    """The row of `source_files` for a loaded file."""
    return {
        "file_id": result.file_id,
        "format": result.format,
        "tables": sorted(result.table_rows),
        "as_of": options.as_of or outcome.as_of,
        "is_complete": bool(outcome.complete if outcome.complete is not None else options.complete),
        "tz_assumed": str(options.tz or settings.institution.timezone) if outcome.zone_free else None,
        "loaded_at": now,
        "rows_in": result.rows_in,
        "loaded": result.loaded,
        "rejected": result.rejected,
        "unchanged": result.unchanged,
        "private_dialogs": result.private_dialogs,
        "untold_chats": result.untold_chats,
        "declared_count": outcome.declared_count,
        "raw_kept": bool(result.table_rows.get("messages")),
    }


# --- the rest of the way ---------------------------------------------------------------------------------


def _finish(
    work: Work,
    place: Place,
    settings: Settings,
    changes: dict[str, Change],
    now: datetime,
    progress: Progress,
) -> None:
    """Derive, judge, roll up, check: everything that turns rows into figures."""
    progress("Сопоставляю людей и чаты", 0.62)
    derive(work, settings)
    touched = messages.write_messages(work, settings, changes.get("messages"))
    touched.months |= vanished.note_vanished(work)
    messages.write_events(work, changes.get("reactions"))
    note_zone_doubts(work, settings)
    messages.roll_up(work, touched)
    messages.mark(work)
    progress("Проверяю сообщения по правилам", 0.72)
    from etl import judge  # its patterns take seconds to compile: what comes before must not wait for them

    judge.judge_new(work, settings, now, progress)
    progress("Считаю показатели", 0.9)
    keep.note_facts(work, settings)
    check.run_checks(work)
    # Messages tell of their months alone; a register or a journal may speak of any.
    others = any(not change.is_empty for name, change in changes.items() if name not in KEPT_DELTAS)
    keep.keep_indicators(work, place, settings, touched.months, everything=others)


def _keep_raw(
    place: Place, incoming: Sequence[Incoming], results: dict[str, FileResult], aside: Mapping[str, Path]
) -> None:
    """Keep what was accepted of each loaded file, for judging again; nothing else of it stays."""
    kept = {
        file.file_id: file.sha256
        for file in incoming
        if (result := results.get(file.file_id)) and result.status == "loaded" and file.file_id in aside
    }
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # waiting for the disk, mostly
        list(pool.map(lambda file_id: raw.keep(aside[file_id], kept[file_id], place.raw), kept))


def _ordered(incoming: Sequence[Incoming], results: dict[str, FileResult]) -> list[FileResult]:
    return [
        results[file.file_id]
        for file in {each.file_id: each for each in incoming}.values()
        if file.file_id in results
    ]


def _table_rows(work: Work) -> dict[str, int]:
    counts = ", ".join(f"(select count(*) from {table.name})" for table in TABLES)
    values = work.connection.execute(f"select {counts}").fetchall()[0]
    return {table.name: n for table, n in zip(TABLES, values, strict=True) if n}
