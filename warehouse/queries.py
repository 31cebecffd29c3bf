"""Questions that pages and commands ask about the warehouse itself: what is loaded, how fresh, what was rejected.

Whatever shows a file's name or a raw cell goes through `warehouse.private`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from warehouse.periods import newest_fact
from warehouse.place import Place
from warehouse.private import private_reader
from warehouse.tables import TABLES

_PAGES = Path(__file__).parent / "sql" / "pages"


@cache
def page_sql(question: str) -> str:
    """The SQL of a page's question, by its name. Raises: FileNotFoundError for a question that nobody wrote."""
    return (_PAGES / f"{question}.sql").read_text(encoding="utf-8")


def status(place: Place) -> dict:
    """What is loaded and how fresh; the document of `etl status --json`."""
    with private_reader(place, "etl", "состояние загрузки") as reader:
        counts = ", ".join(f"(select count(*) from {table.name}) as {table.name}" for table in TABLES)
        newest = newest_fact(reader)
        return {
            "version": reader.version,
            "as_of": newest.isoformat() if newest else None,
            "tables": {name: n for name, n in reader.rows(f"select {counts}")[0].items() if n},
            "rejects": reader.scalar("select count(*) from rejects"),
            "sources": reader.rows("""
                select n.name, f.format, f.rows_in, f.loaded, f.rejected, f.loaded_at
                from source_files f join private.source_names n using (file_id) order by f.loaded_at, n.name"""),
            "checks": reader.rows("select check_id as id, n_rows as rows, title from check_results order by 1"),
            "sample": place.is_sample,
        }


def rejects(place: Place, file: str | None = None) -> list[dict]:
    """Every rejected row with its masked raw value, or those of one file."""
    with private_reader(place, "etl", "отвергнутые строки") as reader:
        return reader.rows(
            """select n.name as file, r.locator, r.column_key as "column", r.code, r.message, coalesce(w.raw_masked, '') as raw_masked
               from rejects r left join private.source_names n using (file_id)
               left join private.reject_raw w on w.file_id = r.file_id and w.locator = r.locator and w.column_name = r.column_key and w.code = r.code
               where ? is null or n.name = ? or n.name like '%/' || ?
               order by all""",
            [file, file, file],
        )


def known_rows(place: Place) -> dict[str, list[dict]]:
    """Chats and groups that are known already, for templates that an administrator completes."""
    with private_reader(place, "etl", "заполненные шаблоны") as reader:
        chats = reader.rows("""
            select i.raw_id as chat_id, t.title, c.kind, c.group_name, c.association, c.created_on, c.status, c.write_mode,
                c.pinned_rules, c.platform
            from v_chats c join private.ids i on i.kind = 'chat' and i.key = c.chat_id
            left join private.chat_titles t using (chat_id) order by 9, 2""")
        groups = reader.rows(
            "select distinct group_name, association, teacher, direction, started_on, ended_on from private.groups order by 2, 1"
        )
        if not groups:
            groups = reader.rows(
                "select distinct group_name, association, any_value(teacher) as teacher, any_value(direction) as direction "
                "from private.students group by 1, 2 order by 2, 1"
            )
        return {"chats": chats, "groups": groups}
