"""Questions that pages and commands ask about the warehouse itself: what is loaded, how fresh, what was rejected.

Whatever shows a file's name or a raw cell goes through `warehouse.private`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from warehouse.access import What
from warehouse.connect import Reader
from warehouse.periods import newest_fact
from warehouse.place import Place
from warehouse.private import private_reader
from warehouse.tables import JOURNALS, TABLES, Table

VANISHED = "vanished_rows"  # the check that people settle row by row
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
            "checks": _checks(reader),
            "sample": place.is_sample,
        }


def _checks(reader: Reader) -> list[dict]:
    """What the checks of the load found; of vanished rows only those are left that nobody has decided on since."""
    found = reader.rows("select check_id as id, n_rows as rows, title from check_results order by 1")
    return [each | {"rows": _n_undecided(reader)} if each["id"] == VANISHED else each for each in found]


def _n_undecided(reader: Reader) -> int:
    parts = " union all ".join(
        f"select '{table.name}' as table_name, row_id as row_key from {table.name} where vanished_on is not null"
        for table in JOURNALS
    )
    return reader.scalar(
        f"select count(*) from ({parts}) anti join casebook_disappearances using (table_name, row_key)"
    )


def vanished_rows(place: Place, who: str, role: str) -> list[dict]:
    """Journal rows that a later edition of the same journal no longer holds, with what was decided on each.

    Clause: 2.1. Raises: Denied.
    Rows: one per row, undecided ones first. Columns: table_name, row_key, number (null: the journal has none), happened (local),
    has_time, file, locator, vanished_on, decision (keep | drop | null), decided_by, reason.
    """
    parts = " union all ".join(_vanished_of(table) for table in JOURNALS)
    with private_reader(place, who, "строки, исчезнувшие из журналов", role=role, what=What.LOAD) as reader:
        return reader.rows(f"""
            select v.* exclude (file_id), regexp_extract(n.name, '[^/]*$') as file, d.decision, d.who as decided_by, d.reason
            from ({parts}) v
            left join (select file_id, min(name) as name from private.source_names group by all) n using (file_id)
            left join casebook_disappearances d using (table_name, row_key)
            order by d.decision is not null, table_name, happened desc nulls last, number, row_key""")


def _vanished_of(table: Table) -> str:
    number = table.columns[0].key
    number = f"{number}::varchar" if number.endswith("_id") else "null::varchar"
    timed = " ".join(
        f"when {key} is not null then {f'coalesce({key}_has_time, true)' if table.column(key).has_time else 'false'}"
        for key in table.dated_by
    )
    return (
        f"select '{table.name}' as table_name, row_id as row_key, {number} as number, "
        f"{table.happened('local_of')} as happened, case {timed} else false end as has_time, "
        f"file_id, locator, vanished_on from private.{table.name} where vanished_on is not null"
    )


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


def unresolved_rows(place: Place, who: str, role: str) -> list[dict]:
    """References in journals that fit nobody, or several: as they were written, for the administrator to mend."""
    with private_reader(place, who, "непонятые ссылки в журналах", role=role, is_bare=True) as reader:
        return reader.rows("""
            select u.table_name as "table", n.name as file, u.locator, u.column_key as "column", r.raw as text, u.reason
            from unresolved u join private.unresolved_raw r using (table_name, row_id, column_key)
            left join private.source_names n using (file_id) order by all""")


def table_states(reader: Reader) -> list[dict]:
    """Each table that people bring: rows, the newest list, loaded | out of date | absent."""
    found = {
        row["name"]: row["as_of"]
        for row in reader.rows(
            "select unnest(tables) as name, max(coalesce(as_of, loaded_at::date)) as as_of from source_files group by 1"
        )
    }
    newest = newest_fact(reader)
    limit = reader.settings.limits.get("stale_table_days", 35)
    states = []
    for table in TABLES:
        if not table.sheet:
            continue
        n_rows = reader.scalar(f"select count(*) from {table.name}")
        as_of = found.get(table.name)
        old = bool(table.state_list and as_of and newest and (newest.date() - as_of).days > limit)
        state = "нет" if not n_rows else "устарело" if old else "загружено"
        states.append({"title": table.title, "n_rows": n_rows, "as_of": as_of, "state": state})
    return states
