"""Reconciliation by hand: accounts that loading could not settle, what people settled, who came and went between two lists.

Names are here only for a reader who may open them and says why; without a reason rows carry pseudonyms alone.
Clause: 2.1 (item 7).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from warehouse.access import What
from warehouse.connect import Reader
from warehouse.place import Place
from warehouse.private import private_reader

KINDS = {"staff": "работник", "student": "обучающийся", "guardian": "родитель"}


@dataclass(frozen=True)
class Candidate:
    """A person of the roster who may be the owner of an account; `name` is empty until names are opened."""

    person_id: str
    kind: str
    groups: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True)
class Question:
    """An account that a person must settle, and whom it may belong to."""

    member_id: str
    role: str
    platform: str
    groups: tuple[str, ...]
    reason: str
    is_suggestion: bool
    candidates: tuple[Candidate, ...]
    name: str = ""


@dataclass(frozen=True)
class Settled:
    """A match made by hand."""

    member_id: str
    person_id: str | None
    kind: str
    who: str
    on: date
    name: str = ""
    person_name: str = ""


def questions(place: Place, who: str, role: str, reason: str = "") -> list[Question]:
    """The manual queue: accounts that nobody has settled yet; names only with a reason, which is logged.

    Raises: Denied; WarehouseMissing.
    """
    with private_reader(place, who, reason, role=role, what=What.NAMES) as reader:
        rows = reader.rows("""
            select q.member_id, q.reason, q.is_suggestion, q.candidates, m.main_role, m.platform, n.full_name,
                (select list(distinct c.group_id order by c.group_id) from v_chat_members s join v_chats c using (chat_id)
                 where s.member_id = q.member_id and c.group_id is not null) as groups
            from private.match_queue q join members m using (member_id)
            left join private.member_names n using (member_id)
            where q.member_id not in (select member_key from casebook_matches)
            order by q.is_suggestion, q.reason, q.member_id""")
        people = _people(reader, sorted({each for row in rows for each in row["candidates"] or ()}))
    return [
        Question(
            row["member_id"],
            row["main_role"] or "не определена",
            row["platform"] or "",
            tuple(row["groups"] or ()),
            row["reason"],
            bool(row["is_suggestion"]),
            tuple(_candidate(people.get(each), each, bool(reason)) for each in row["candidates"] or ()),
            (row["full_name"] or "") if reason else "",
        )
        for row in rows
    ]


def settled(place: Place, who: str, role: str, reason: str = "") -> list[Settled]:
    """Matches made by hand, newest first; names only with a reason, which is logged.

    Raises: Denied; WarehouseMissing.
    """
    with private_reader(place, who, reason, role=role, what=What.NAMES) as reader:
        rows = reader.rows("""
            select k.member_key, k.person_key, k.who, local_of(k.recorded_at)::date as on_day, n.full_name
            from casebook_matches k left join private.member_names n on n.member_id = k.member_key
            order by k.recorded_at desc""")
        people = _people(reader, sorted({row["person_key"] for row in rows if row["person_key"]}))
    told = []
    for row in rows:
        person = people.get(row["person_key"] or "", {})
        told.append(
            Settled(
                row["member_key"],
                row["person_key"],
                KINDS.get(person.get("person_kind", ""), ""),
                row["who"],
                row["on_day"],
                (row["full_name"] or "") if reason else "",
                (person.get("full_name") or "") if reason else "",
            )
        )
    return told


def _people(reader: Reader, ids: list[str]) -> dict[str, dict]:
    rows = reader.rows(
        """
        with belongs as (
            select person_id, group_id from students where group_id is not null
            union select g.person_id, s.group_id from guardians g join students s on s.person_id = g.student_person_id
            where s.group_id is not null
            union select teacher_person_id, group_id from groups)
        select p.person_id, min(p.person_kind) as person_kind, any_value(p.full_name) as full_name,
            list(distinct b.group_id order by b.group_id) filter (b.group_id is not null) as groups
        from private.people p left join belongs b using (person_id)
        where p.person_id in (select unnest(?::varchar[])) group by 1""",
        [ids],
    )
    return {row["person_id"]: row for row in rows}


def _candidate(person: dict | None, person_id: str, is_open: bool) -> Candidate:
    known = person or {}
    return Candidate(
        person_id,
        KINDS.get(known.get("person_kind", ""), "человек"),
        tuple(known.get("groups") or ()),
        (known.get("full_name") or "") if is_open else "",
    )


# --- movements between two lists -------------------------------------------------------------------------

# table → (title, what a list is complete for, what is shown beside a name)
_LISTS = {
    "members": ("Участники платформы", "platform", "role"),
    "students": ("Контингент", "'*'", "group_name"),
    "guardians": ("Родители", "'*'", "group_name"),
    "staff": ("Штат", "'*'", "position"),
}


@dataclass(frozen=True)
class Movement:
    """Who came and went between the two newest editions of one list."""

    table: str
    title: str
    scope: str  # the platform of a list of accounts, else «*»
    before: date
    after: date
    n_joined: int
    n_gone: int
    is_complete: bool  # whether the newer list was declared complete: only then a missing row has left


def movements(place: Place, role: str) -> list[Movement]:
    """Counts for every list that was loaded in two editions; nobody is named.

    Raises: Denied; WarehouseMissing.
    """
    found = []
    with private_reader(place, "", "", role=role, what=What.NAMES, is_bare=True) as reader:
        for table, (title, scope, _) in _LISTS.items():
            for row in reader.rows(f"""
                {_editions(table, scope)}
                select e.scope, e.before, e.after, count(*) filter (p.first_as_of = e.after) as n_joined,
                    count(*) filter (p.last_as_of = e.before) as n_gone,
                    exists (from private.complete_lists c where c.table_name = '{table}' and c.as_of = e.after
                            and (c.scope = '*' or e.scope = '*' or c.scope = e.scope)) as is_complete
                from editions e join listed p on p.scope = e.scope group by all order by 1"""):
                found.append(Movement(table, title, **row))
    return found


def moved(place: Place, movement: Movement, who: str, role: str, reason: str) -> list[dict]:
    """The people of one movement by name; logged.

    Rows: one per list row that came or went. Columns: what («появился» or «нет в новом списке»), full_name, detail.
    Raises: Denied.
    """
    _, scope, detail = _LISTS[movement.table]
    with private_reader(place, who, reason, role=role, what=What.NAMES, is_bare=True) as reader:
        return reader.rows(
            f"""
            {_editions(movement.table, scope)}
            select case when p.first_as_of = e.after then 'появился' else 'нет в новом списке' end as what,
                p.full_name, p.{detail} as detail
            from editions e join listed p on p.scope = e.scope
            where e.scope = ? and (p.first_as_of = e.after or p.last_as_of = e.before)
            order by 1 desc, 2""",
            [movement.scope],
        )


def _editions(table: str, scope: str) -> str:
    """SQL: `listed` rows that a list brought (not profiles out of a dump), `editions`: its two newest dates."""
    return f"""
        with listed as (select *, {scope} as scope from private.{table} where source in ('spreadsheet', 'vk-members-csv')),
        dates as (select distinct scope, unnest([first_as_of, last_as_of]) as as_of from listed),
        ranked as (select scope, as_of, row_number() over (partition by scope order by as_of desc) as place
                   from dates where as_of is not null),
        editions as (select n.scope, o.as_of as before, n.as_of as after from ranked n join ranked o
                     on o.scope = n.scope and n.place = 1 and o.place = 2)"""
