"""Judging again by today's rules: the open months whose raw files are still kept; decisions stay as they are.

Closed months and months without raw files are named and left.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from casebook import Casebook
from etl import judge
from etl.publish import Work, publish, single_writer, work_on
from etl.sources.base import Context, Incoming, sources
from etl.stage import apply_aliases, arrived, gather, laid_out, nothing_new, settle_platforms
from settings import Settings
from warehouse.place import Place, WarehouseMissing
from warehouse.tables import BY_NAME


def rejudge(
    place: Place,
    settings: Settings,
    *,
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Callable[[str, float], None] = lambda _what, _share: None,
) -> dict:
    """What today's rules make appear and vanish; published unless it is a dry run.

    Raises: WarehouseMissing; Busy.
    """
    if place.version() is None:
        raise WarehouseMissing("Судить нечего: данные ещё не загружены.")
    now = now or datetime.now(UTC).replace(tzinfo=None)
    with single_writer(place), work_on(place) as work:
        open_months, left = _months(work, place)
        _read_again(work, place, settings, progress)
        connection = work.connection
        connection.execute(
            "delete from message_delta where row_id not in (select message_id from messages where month in (select unnest(?::date[])))",
            [open_months],
        )
        found = {
            row[0]
            for row in connection.execute(
                "select distinct m.month from message_delta d join messages m on m.message_id = d.row_id"
            ).fetchall()
        }
        left += [
            {"month": f"{month:%Y-%m}", "why": "исходные файлы этого месяца не хранятся"}
            for month in open_months
            if month not in found
        ]
        connection.execute(
            "create or replace temp table before as select * from findings where rule <> 'quiet_hours' and message_id in (select row_id from message_delta)"
        )
        connection.execute("update message_delta set was_there = true")
        judge.judge_new(work, settings, now, progress)
        rules = connection.execute("""
            with after as (select finding_key, rule from findings where rule <> 'quiet_hours' and message_id in (select row_id from message_delta))
            select coalesce(a.rule, b.rule) as rule, count(*) filter (b.finding_key is null), count(*) filter (a.finding_key is null),
                count(*) filter (a.finding_key is not null and b.finding_key is not null)
            from after a full join before b using (finding_key) group by 1 order by 1""").fetchall()
        document = {
            "version": work.base,
            "dry_run": dry_run,
            "months": sorted(f"{month:%Y-%m}" for month in found),
            "rules": [dict(zip(("rule", "appear", "vanish", "stay"), row, strict=True)) for row in rules],
            "left": sorted(left, key=lambda each: each["month"]),
        }
        if not dry_run:
            document["version"] = publish(work)
        return document


def _months(work: Work, place: Place) -> tuple[list, list[dict]]:
    """Open months with messages, and those that stay as they are because they are closed."""
    with Casebook(place.casebook) as book:
        closed = {each.period for each in book.closed_months()}
    months = [
        row[0] for row in work.connection.execute("select distinct month from coverage order by 1").fetchall()
    ]
    shut = [month for month in months if f"{month:%Y-%m}" in closed]
    return [month for month in months if month not in shut], [
        {"month": f"{month:%Y-%m}", "why": "месяц закрыт"} for month in shut
    ]


def _read_again(work: Work, place: Place, settings: Settings, progress: Callable[[str, float], None]) -> None:
    """Read the kept raw files of messages once more into `message_delta`."""
    connection = work.connection
    names = dict(
        connection.execute(
            "select sha256, name from private.source_names join source_files using (file_id) where list_contains(tables, 'messages')"
        ).fetchall()
    )
    zones = dict(
        connection.execute(
            "select n.sha256, f.tz_assumed from private.source_names n join source_files f using (file_id)"
        ).fetchall()
    )
    known = frozenset(
        connection.execute(
            "select distinct platform, raw_id from private.ids where kind = 'chat' union select platform, raw_id from private.chat_aliases"
        ).fetchall()
    )
    files = [
        Incoming(place.raw / sha256, name, sha256)
        for sha256, name in names.items()
        if (place.raw / sha256).exists()
    ]
    for n, source in enumerate(sources()):
        progress("Перечитываю исходные файлы", 0.1 + 0.05 * n)
        mine = [file for file in files if source.recognise(file)]
        files = [file for file in files if file not in mine]
        for zone in {zones.get(file.sha256) for file in mine}:
            group = [file for file in mine if zones.get(file.sha256) == zone]
            context = Context(
                connection, ZoneInfo(zone) if zone else settings.zone, settings.institution.platform, known
            )
            reading = source.read(group, context)
            gather(connection, [batch for batch in reading.batches if batch.table == "messages"], source.name)
            reading.release()
    if not arrived(connection, "messages"):
        nothing_new(connection)
        return
    settle_platforms(connection, settings.institution.platform)
    apply_aliases(connection)
    with laid_out(connection, BY_NAME["messages"]):
        connection.execute(
            "create or replace temp table message_delta as select *, true as was_there from latest"
        )
