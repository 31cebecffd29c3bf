"""The Moscow-time trap: a file without a zone whose messages fall into the small hours was written in another zone.

Clause: 5.3 (quiet hours are not counted for such a file until a person names its zone).
"""

from __future__ import annotations

from etl.publish import Work
from settings import Settings

FEWEST = 20
SHIFTS = (4, 7, -4, -7)


def note_zone_doubts(work: Work, settings: Settings) -> int:
    """Mark files (and their messages) whose local times look like another zone's; returns how many.

    Doubt: more than a tenth of a file's messages between 01:00 and 05:00, or the day fits far better when shifted.
    """
    share = settings.limits.get("zone_doubt_share", 0.10)
    connection = work.connection
    rows = connection.execute(
        """
        with hours as (
            select m.file_id, hour(m.sent_local) as h, count(*) as n
            from messages m join source_files f using (file_id)
            where f.tz_assumed is not null and f.file_id in (select file_id from loading_files)
            group by all)
        select file_id, sum(n), sum(n) filter (h between 1 and 4), """
        + ", ".join(f"sum(n) filter ((h + {shift} + 24) % 24 between 8 and 21)" for shift in (0, *SHIFTS))
        + f" from hours group by all having sum(n) >= {FEWEST}"
    ).fetchall()
    doubted = 0
    for file_id, total, small_hours, by_day, *shifted in rows:
        best, shift = max(zip(((each or 0) / total for each in shifted), SHIFTS, strict=True))
        now = (by_day or 0) / total
        if (small_hours or 0) / total <= share and best - now < 0.25:
            continue
        zone = "московскому времени" if shift == 4 else f"времени со сдвигом {shift:+d} ч"
        text = (
            f"Время этого файла похоже на записанное по {zone}: {round(100 * (small_hours or 0) / total)} % сообщений приходится на 01–05 часов. "
            "Тихие часы по нему не считаются. Загрузите файл ещё раз с верным поясом: --tz Europe/Moscow."
        )
        connection.execute("update source_files set tz_doubt = ? where file_id = ?", [text, file_id])
        connection.execute("update messages set zone_doubt = true where file_id = ?", [file_id])
        doubted += 1
    return doubted
