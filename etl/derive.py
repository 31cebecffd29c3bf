"""From full rows in the private file to the public tables: who is who, which chat is which, local time, stays.

Registers are small and are derived anew at each load; messages, events and reactions only where they changed.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from etl import matching
from etl.journals import OF_STAFF, REFERRING, derive_journals, derive_unresolved
from etl.names import Name, name_key, parse
from etl.pseudonym import pseudonym
from etl.publish import Work
from etl.resolve import Chats, People, is_id
from etl.roles import main_role, roles_of
from etl.stage import SCOPES, merged_sql
from etl.stays import Event, Stay, from_events, merge
from settings import Settings
from warehouse.periods import utc
from warehouse.tables import BY_NAME, TABLES

_SQL = Path(__file__).parent / "sql" / "staging"


def derive(work: Work, settings: Settings) -> None:
    """Derive every register and journal of the public file."""
    connection = work.connection
    make_local(connection, settings)
    connection.execute("set variable platform = ?", [settings.institution.platform])
    connection.execute(  # who wrote in which chat: all that lists need of messages, asked of them once
        "create or replace temp table wrote_in as select distinct platform, chat_id, author_id from private.messages"
    )
    _complete_lists(connection)
    people = _roster(work)
    _groups(work, people)
    chats = _chats(work)
    _accounts(work)
    _stays(work, settings.zone)
    _match(work, people)
    _references(work, chats)
    _run(connection, "chat_moderators")
    derive_journals(connection)
    derive_unresolved(connection)


def make_local(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """The macro `local(utc)`: the institution's local time of a UTC moment."""
    connection.execute("set variable zone = ?", [settings.institution.timezone])
    connection.execute(
        "create or replace temp macro local(t) as (t at time zone 'UTC') at time zone getvariable('zone')"
    )


def _run(connection: duckdb.DuckDBPyConnection, script: str) -> None:
    connection.execute((_SQL / f"{script}.sql").read_text(encoding="utf-8"))


def _table(
    connection: duckdb.DuckDBPyConnection, name: str, shape: dict[str, pa.DataType], rows: Sequence[Sequence]
) -> None:
    """A temporary table of rows worked out in Python."""
    columns = list(zip(*rows, strict=True)) if rows else [[] for _ in shape]
    arrays = [pa.array(list(values), kind) for values, kind in zip(columns, shape.values(), strict=True)]
    table = pa.Table.from_arrays(arrays, names=list(shape))
    connection.register("worked_out", table)
    connection.execute(f"create or replace temp table {name} as from worked_out")
    connection.unregister("worked_out")


TEXT = pa.string()


# --- lists that were complete, and what is missing from a later one ---------------------------------------


def _complete_lists(connection: duckdb.DuckDBPyConnection) -> None:
    """`gone`: list rows missing from a later complete list of their scope, with the first such date."""
    # a stay without a date is completed by a dated row of the same participant: any row of theirs says they are there
    seen = {
        "chat_members": "(select *, max(last_as_of) over (partition by platform, chat_id, member_id) as seen_on from private.chat_members)"
    }
    parts = [
        f"""select '{name}' as table_name, p.row_id, p.source, min(c.as_of) as gone_on
            from {seen.get(name, f"(select *, last_as_of as seen_on from private.{name})")} p
            join private.complete_lists c
              on c.table_name = '{name}' and c.scope in ({scope}, '*') and c.as_of > p.seen_on
            group by all"""
        for name, scope in SCOPES.items()
    ]
    connection.execute(f"create or replace temp table gone as {' union all '.join(parts)}")


# --- the roster ------------------------------------------------------------------------------------------


def _roster(work: Work) -> dict[str, matching.Person]:
    """People of the roster and which roster row is whom; fills `people` and the temporary map `row_person`."""
    connection = work.connection
    named: dict[str, tuple[str, str]] = {}  # person → (kind, full name)
    groups: dict[str, set[str]] = defaultdict(set)
    external: dict[str, set[str]] = defaultdict(set)
    rows: list[tuple[str, str, str]] = []

    def person(kind: str, key: str, full_name: str) -> str:
        person_id = pseudonym(work.key, "person", kind, key)
        known = named.get(person_id)
        if known is None or len(full_name) > len(known[1]):
            named[person_id] = (kind, full_name)
        return person_id

    for row_id, staff_id, full_name, hired_on in _staff_rows(connection):
        person_id = person(
            "staff", f"{name_key(full_name)}|{hired_on or ''}" if hired_on else name_key(full_name), full_name
        )
        rows.append((row_id, person_id, "person_id"))
        del staff_id
    for row_id, student_id, full_name, birth_year, group_id, external_id in connection.execute(
        """select row_id, student_id, full_name, birth_year, coalesce(association || ' · ' || group_name, group_name, association), external_id
           from private.students"""
    ).fetchall():
        person_id = person("student", student_id or f"{name_key(full_name)}|{birth_year or ''}", full_name)
        rows.append((row_id, person_id, "person_id"))
        groups[person_id].add(group_id)
        if external_id:
            external[person_id].add(external_id)
    staff_by_name = _by_whole_name(named, "staff")
    children = _children(connection, named, groups)
    known_groups = {key: found for key, found in _group_names(connection).items() if len(found) == 1}
    for row_id, full_name, student_name, group_name, external_id in connection.execute(
        "select row_id, full_name, student_name, group_name, external_id from private.guardians"
    ).fetchall():
        # A teacher who is also a parent is one person; two words are too few to say so.
        person_id = staff_by_name.get(name_key(full_name)) or person(
            "guardian", name_key(full_name), full_name
        )
        rows.append((row_id, person_id, "person_id"))
        child = _child_of(children, student_name, group_name, groups)
        if child:
            rows.append((row_id, child, "student_person_id"))
            groups[person_id] |= groups[child]
        elif found := known_groups.get(name_key(group_name)):
            groups[person_id] |= found
        if external_id:
            external[person_id].add(external_id)
    for row_id, external_id in connection.execute(
        "select row_id, external_id from private.staff where external_id is not null"
    ).fetchall():
        person_id = next(each for each in rows if each[0] == row_id)[1]
        external[person_id].add(external_id)
    _teacher_groups(connection, named, groups)
    _table(connection, "row_person", {"row_id": TEXT, "person_id": TEXT, "what": TEXT}, rows)
    _table(
        connection,
        "roster",
        {"person_id": TEXT, "person_kind": TEXT, "full_name": TEXT, "name_key": TEXT},
        [(person_id, kind, name, name_key(name)) for person_id, (kind, name) in named.items()],
    )
    connection.execute("""
        delete from private.people; insert into private.people from roster;
        delete from people; insert into people select person_id, person_kind from roster;""")
    return {
        person_id: matching.Person(
            person_id,
            kind,
            parse(name),
            name_key(name),
            frozenset(groups[person_id]),
            frozenset(external[person_id]),
        )
        for person_id, (kind, name) in named.items()
    }


def _staff_rows(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Staff rows with the date that tells namesakes apart: a part-timer (same name, no conflicting date) is one person."""
    rows = connection.execute(
        "select row_id, staff_id, full_name, hired_on from private.staff order by row_id"
    ).fetchall()
    hired: dict[str, set] = defaultdict(set)
    for _, _, full_name, hired_on in rows:
        if hired_on:
            hired[name_key(full_name)].add(hired_on)
    return [
        (row_id, staff_id, full_name, hired_on if len(hired[name_key(full_name)]) > 1 else None)
        for row_id, staff_id, full_name, hired_on in rows
    ]


def _by_whole_name(named: dict[str, tuple[str, str]], kind: str) -> dict[str, str]:
    """Whole names (three words and more) that only one person of a kind has."""
    found: dict[str, list[str]] = defaultdict(list)
    for person_id, (own, name) in named.items():
        if own == kind and len(name_key(name).split()) >= 3:
            found[name_key(name)].append(person_id)
    return {name: people[0] for name, people in found.items() if len(people) == 1}


def _children(connection: duckdb.DuckDBPyConnection, named: dict, groups: dict) -> dict[str, list[str]]:
    """Children by every spelling of their name."""
    found: dict[str, list[str]] = defaultdict(list)
    for person_id, (kind, name) in named.items():
        if kind == "student":
            for form in People.forms(name):
                found[form].append(person_id)
    return found


def _child_of(children: dict, student_name: str, group_name: str | None, groups: dict) -> str | None:
    """The one child that a guardian's row names, by the group where namesakes exist."""
    name = parse(student_name)
    for form in (
        name_key(student_name),
        name.full,
        name.two if not name.patronymic else "",
        name.initials if name.is_short else "",
    ):
        fitting = list(dict.fromkeys(children.get(form, []))) if form else []
        if len(fitting) > 1 and group_name:
            here = [
                each
                for each in fitting
                if any(name_key(group).endswith(name_key(group_name)) for group in groups[each] if group)
            ]
            fitting = here or fitting
        if len(fitting) == 1:
            return fitting[0]
    return None


def _group_names(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Group name (and «association · group») → group ids it may mean."""
    found: dict[str, set[str]] = defaultdict(set)
    for association, group_name in connection.execute(
        """select distinct association, group_name from private.groups
           union select distinct association, group_name from private.students where association is not null and group_name is not null"""
    ).fetchall():
        group_id = f"{association} · {group_name}"
        for form in (group_name, group_id, f"{association} {group_name}", f"{association}, {group_name}"):
            found[name_key(form)].add(group_id)
    return found


def _teacher_groups(connection: duckdb.DuckDBPyConnection, named: dict, groups: dict) -> None:
    """Give staff the groups they teach, so that namesakes among staff are told apart by their chats."""
    staff: dict[str, list[str]] = defaultdict(list)
    for person_id, (kind, name) in named.items():
        if kind == "staff":
            for form in People.forms(name):
                staff[form].append(person_id)
    rows = connection.execute(
        """select association || ' · ' || group_name, teacher from private.groups where teacher is not null
           union select coalesce(association || ' · ' || group_name, group_name), teacher from private.students where teacher is not null"""
    ).fetchall()
    for group_id, teacher in rows:
        found = _staff_named(staff, teacher)
        if found:
            groups[found].add(group_id)


def _staff_named(staff: dict[str, list[str]], text: str) -> str | None:
    name: Name = parse(text)
    for form in (name_key(text), name.full, name.initials if name.is_short else name.two):
        fitting = list(dict.fromkeys(staff.get(form, [])))
        if len(fitting) == 1:
            return fitting[0]
    return None


# --- groups, chats ---------------------------------------------------------------------------------------


def _groups(work: Work, people: dict[str, matching.Person]) -> None:
    """Public `students`, `guardians`, `staff`, `groups`; the map `ref_group` from any spelling of a group to its id."""
    connection = work.connection
    names = _group_names(connection)
    _table(
        connection,
        "ref_group",
        {"name_key": TEXT, "group_id": TEXT},
        [(key, next(iter(found))) for key, found in names.items() if len(found) == 1],
    )
    texts = connection.execute(
        " union ".join(
            f"select distinct group_name from private.{table.name} where group_name is not null"
            for table in TABLES
            if "group_name" in table.brought()
        )
        + " union select distinct target from private.invite_links where target is not null"
        + " union select distinct org_unit from private.members where org_unit is not null"
    ).fetchall()
    _table(connection, "text_key", {"text": TEXT, "key": TEXT}, [(text, name_key(text)) for (text,) in texts])
    staff: dict[str, list[str]] = defaultdict(list)
    for person_id, person in people.items():
        if person.kind == "staff":
            for form in {person.name_key, person.name.full, person.name.two, person.name.initials}:
                staff[form].append(person_id)
    teachers = connection.execute(
        "select distinct teacher from private.groups where teacher is not null"
    ).fetchall()
    _table(
        connection,
        "ref_teacher",
        {"teacher": TEXT, "person_id": TEXT},
        [(teacher, found) for (teacher,) in teachers if (found := _staff_named(staff, teacher))],
    )
    _run(connection, "roster")


def _chats(work: Work) -> Chats:
    """Public `chats`: the register laid over dumps; chats known only by their messages are there too, unassigned."""
    connection = work.connection
    connection.execute(
        f"create or replace temp table merged_chats as {merged_sql(BY_NAME['chats'], ('platform', 'chat_id'))}"
    )
    _run(connection, "chats")
    known = Chats()
    for chat_id, platform, raw, title, group in connection.execute(
        """select c.chat_id, m.platform, m.raw_id, t.title, c.group_id from chats c
           join chat_ids m on m.chat_id = c.chat_id left join private.chat_titles t on t.chat_id = c.chat_id"""
    ).fetchall():
        known.add(chat_id, platform, raw, title, group)
    return known


# --- accounts --------------------------------------------------------------------------------------------


def _accounts(work: Work) -> None:
    """Public `members` without people yet: lists and profiles laid over each other, authors and joiners reconstructed."""
    connection = work.connection
    merged = merged_sql(BY_NAME["members"], ("platform", "member_id"), richest=("full_name",))
    connection.execute(f"create or replace temp table merged_members as {merged}")
    roles = connection.execute("select distinct role from merged_members where role is not null").fetchall()
    _table(
        connection,
        "role_words",
        {"role": TEXT, "roles": pa.list_(TEXT), "main_role": TEXT},
        [(role, roles_of(role), main_role(roles_of(role))) for (role,) in roles],
    )
    _run(connection, "members")


def _match(work: Work, people: dict[str, matching.Person]) -> None:
    """Who the accounts are: fills members.person_id, match_level and the queue of what a person must decide."""
    connection = work.connection
    accounts = [
        matching.Account(member_id, raw, name or "", tuple(roles or ()), frozenset(groups or ()))
        for member_id, raw, name, roles, groups in connection.execute("""
            with own as (
                select member_id, list(distinct group_id) as groups from (
                    select s.member_id, c.group_id from chat_members s join chats c using (chat_id) where c.group_id is not null
                    union all select member_id, group_id from members where group_id is not null)
                group by all)
            select m.member_id, i.raw_id, n.full_name, m.roles, o.groups
            from members m join member_ids i using (member_id)
            left join private.member_names n using (member_id) left join own o using (member_id)
            where m.member_kind = 'user' order by 1""").fetchall()
    ]
    found = matching.match(people.values(), accounts)
    _table(
        connection,
        "matched",
        {"member_id": TEXT, "person_id": TEXT, "person_kind": TEXT, "level": pa.int64()},
        [(each.member_id, each.person_id, each.kind, each.level) for each in found if each.person_id],
    )
    _table(
        connection,
        "queued",
        {"member_id": TEXT, "reason": TEXT, "candidates": pa.list_(TEXT), "is_suggestion": pa.bool_()},
        [
            (each.member_id, each.reason, list(each.candidates), each.is_suggestion)
            for each in found
            if not each.person_id
        ],
    )
    connection.execute("""
        update members as m set person_id = x.person_id, person_kind = x.person_kind, match_level = x.level
        from matched x where x.member_id = m.member_id;
        update chat_members as s set person_id = m.person_id from members m where m.member_id = s.member_id;
        delete from private.match_queue; insert into private.match_queue by name from queued;""")


# --- stays in chats --------------------------------------------------------------------------------------


def _stays(work: Work, zone: ZoneInfo) -> None:
    """Public `chat_members`: lists, joins and leaves laid over each other for each participant of each chat."""
    connection = work.connection
    listed: dict[tuple[str, str], list[Stay]] = defaultdict(list)
    for row in connection.execute((_SQL / "listed_stays.sql").read_text(encoding="utf-8")).fetchall():
        (
            chat,
            member,
            joined,
            joined_time,
            left,
            left_time,
            method,
            added_by,
            kind,
            reason,
            role,
            extras,
            gone_on,
            *origin,
        ) = row
        if left is None and gone_on is not None:
            left, left_time = utc(datetime.combine(gone_on, time()), zone), False
        muted = json.loads(extras).get("is_muted") if extras else None
        listed[chat, member].append(
            Stay(
                joined,
                left,
                method,
                added_by,
                kind,
                reason,
                role,
                muted,
                joined_time is not False,
                left_time is not False,
                False,
                tuple(origin),
            )
        )
    told: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for chat, member, at, kind, actor in connection.execute(
        (_SQL / "joins_and_leaves.sql").read_text(encoding="utf-8")
    ).fetchall():
        told[chat, member].append(Event(at, kind, actor))
    rows = []
    for chat, member in sorted(listed.keys() | told.keys()):
        for stay in merge(listed.get((chat, member), []), from_events(told.get((chat, member), []))):
            rows.append(_stay_row(chat, member, stay))
    moment = pa.timestamp("us")
    _table(
        connection,
        "worked_stays",
        {
            "chat_id": TEXT,
            "member_id": TEXT,
            "chat_role": TEXT,
            "joined_at": moment,
            "joined_at_has_time": pa.bool_(),
            "left_at": moment,
            "left_at_has_time": pa.bool_(),
            "join_method": TEXT,
            "added_by": TEXT,
            "leave_kind": TEXT,
            "has_leave_reason": pa.bool_(),
            "is_reconstructed": pa.bool_(),
            "is_muted": pa.bool_(),
            "row_id": TEXT,
            "file_id": TEXT,
            "locator": TEXT,
            "is_corrected": pa.bool_(),
        },
        rows,
    )
    connection.execute("delete from chat_members; insert into chat_members by name from worked_stays;")
    _run(connection, "authors_as_members")


def _stay_row(chat: str, member: str, stay: Stay) -> tuple:
    """A row of the table. A stay that only service messages tell of has a key of its own: the marts join by it."""
    beginning = stay.joined_at or stay.left_at
    own = hashlib.sha256(f"stay|{chat}|{member}|{beginning}".encode()).hexdigest()[:16]
    row_id, file_id, locator, is_corrected = stay.origin or (own, None, None, None)
    return (
        chat,
        member,
        stay.chat_role,
        stay.joined_at,
        stay.joined_has_time if stay.joined_at else None,
        stay.left_at,
        stay.left_has_time if stay.left_at else None,
        stay.join_method,
        stay.added_by,
        stay.leave_kind,
        bool(stay.leave_reason and stay.leave_reason.strip()),
        stay.is_reconstructed,
        stay.is_muted,
        row_id,
        file_id,
        locator,
        is_corrected,
    )


# --- references in journals ------------------------------------------------------------------------------


def _references(work: Work, chats: Chats) -> None:
    """Maps from what people wrote in journals to chats, accounts and people: `ref_chat`, `ref_member`."""
    connection = work.connection
    known = _known_people(connection)
    new_ids, chat_rows, member_rows = set(), [], []
    found_chat: dict[tuple[str, str], str | None] = {}
    for platform, text in _chat_texts(connection):
        chat_id, why = chats.find(platform, text)
        if chat_id is None and is_id(text):  # an id that nothing loaded names is a chat all the same
            chat_id, why = pseudonym(work.key, "chat", platform, text), "чат с этим номером не загружен"
            new_ids.add(("chat", chat_id, platform, text))
        found_chat[platform, text] = chat_id
        chat_rows.append((platform, text, chat_id, why))
    for platform, chat, text, as_staff in _member_texts(connection):
        at = found_chat.get((platform, chat)) if chat else None
        member_id, person_id, why = known.find(platform, at, text, as_staff=as_staff)
        if member_id is None and person_id is None and is_id(text):
            member_id, why = (
                pseudonym(work.key, "member", platform, text),
                "участник с этим номером не загружен",
            )
            new_ids.add(("member", member_id, platform, text))
        member_rows.append((platform, chat, text, as_staff, member_id, person_id, why))
    _table(connection, "ref_chat", {"platform": TEXT, "text": TEXT, "chat_id": TEXT, "why": TEXT}, chat_rows)
    shape = {
        "platform": TEXT,
        "chat": TEXT,
        "text": TEXT,
        "as_staff": pa.bool_(),
        "member_id": TEXT,
        "person_id": TEXT,
        "why": TEXT,
    }
    _table(connection, "ref_member", shape, member_rows)
    _table(
        connection, "new_ids", {"kind": TEXT, "key": TEXT, "platform": TEXT, "raw_id": TEXT}, sorted(new_ids)
    )
    connection.execute("insert into private.ids from new_ids")


def _known_people(connection: duckdb.DuckDBPyConnection) -> People:
    known = People()
    for person_id, kind, name in connection.execute(
        "select person_id, person_kind, full_name from private.people"
    ).fetchall():
        known.add_person(person_id, name)
        if kind == "staff":
            known.staff.add(person_id)
    for staff_id, person_id in connection.execute(
        "select staff_id, r.person_id from private.staff s join row_person r using (row_id) where staff_id is not null"
    ).fetchall():
        known.staff_ids[staff_id] = person_id
    for member_id, platform, raw, name, person_id in connection.execute(
        """select m.member_id, i.platform, i.raw_id, n.full_name, m.person_id from members m
           join member_ids i using (member_id) left join private.member_names n using (member_id)"""
    ).fetchall():
        known.add_account(member_id, platform, raw, name, person_id)
    for chat_id, member_id in connection.execute(
        "select distinct chat_id, member_id from chat_members"
    ).fetchall():
        known.in_chat[chat_id].add(member_id)
    return known


def _chat_texts(connection: duckdb.DuckDBPyConnection) -> Iterable[tuple[str, str]]:
    """Distinct (platform, text) of every reference to a chat in journals and registers."""
    parts = [
        f"select platform, {column.key} as text from private.{table.name}"
        for table in REFERRING
        for column in table.typed
        if column.refers == "chat"
    ]
    parts.append("select platform, target from private.invite_links")
    return connection.execute(
        f"select distinct platform, text from ({' union all '.join(parts)}) where text is not null"
    ).fetchall()


def _member_texts(connection: duckdb.DuckDBPyConnection) -> Iterable[tuple[str, str | None, str, bool]]:
    """Distinct (platform, chat as written, text, whether staff is meant) of every reference to a person."""
    parts = [
        f"select platform, {'chat_id' if 'chat_id' in table.brought() else 'null'} as chat, {column.key} as text, "
        f"{str(column.key in OF_STAFF).lower()} as as_staff from private.{table.name}"
        for table in REFERRING
        for column in table.typed
        if column.refers == "member"
    ]
    parts += [
        "select platform, chat_id, unnest(moderators), true from private.chats",
        "select platform, null, recipient, true from private.invite_links",
        "select platform, null, full_name, false from private.join_requests",
        "select platform, null, requested_by, true from private.channel_posts",
        "select platform, null, person, false from private.consents",
        "select platform, null, person, true from private.acts",
        "select platform, null, value, true from private.org_profile where field in ('Директор', 'Администратор')",
        "select platform, chat_id, member_id, false from private.chat_members where not regexp_full_match(member_id, '-?\\d+')",
        "select platform, chat_id, author_id, false from wrote_in where not regexp_full_match(author_id, '-?\\d+')",
    ]
    return connection.execute(
        f"select distinct platform, chat, text, as_staff from ({' union all '.join(parts)}) where text is not null and text <> ''"
    ).fetchall()
