"""Public journals: references resolved to chats, accounts and people, own numbers replaced by pseudonyms.

The shape comes from the declaration in `warehouse.tables`; only what a table derives in its own way stands here.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.stage import message_key
from warehouse.tables import BY_NAME, JOURNALS, Lives, Table, Type

_SQL = Path(__file__).parent / "sql" / "staging"
# The card and the calendar are written as journals are, but nothing vanishes from them.
_FILLED = (*JOURNALS, BY_NAME["org_profile"], BY_NAME["calendar"])
REFERRING = (*JOURNALS, BY_NAME["chats"])
"""Where people refer to chats and to other people."""
# Columns that speak of staff: among namesakes the member of staff is meant.
OF_STAFF = {
    "created_by",
    "decided_by",
    "recorded_by",
    "host",
    "author",
    "person_of_act",
    "recipient",
    "requested_by",
}
# Whose pseudonym a KEY column without a reference is.
_KIND = {
    "violation_id": "violation",
    "basis": "violation",
    "measure_id": "measure",
    "link_id": "link",
    "request_id": "request",
    "post_id": "post",
    "ticket_id": "ticket",
    "act_id": "act",
    "broadcast_id": "broadcast",
    "exception_id": "exception",
}
_MONTH = "date_trunc('month', local({}))::date"
# What a table derives in its own way: column → SQL over the private row `p` (and the joins of `_join`).
_DERIVED: dict[str, dict[str, str]] = {
    "broadcasts": {
        "month": "date_trunc('month', coalesce(local(p.started_at), local(p.planned_at), p.day::timestamp))::date",
        "host_person_id": "ref_host.person_id",
        "started_at": "coalesce(p.started_at, case when p.planned_at is null and p.day is not null then timezone(getvariable('zone'), p.day::timestamp) at time zone 'UTC' end)",
        "duration": "coalesce(p.duration, date_diff('second', p.started_at, p.ended_at))",
    },
    "violations": {
        "occurred_local": "local(p.occurred_at)",
        "month": _MONTH.format("p.occurred_at"),
        "person_id": "ref_member_id.person_id",
        "status": "coalesce(p.status, 'на рассмотрении')",
    },
    "measures": {
        "started_local": "local(p.started_at)",
        "month": _MONTH.format("p.started_at"),
        "person_id": "ref_member_id.person_id",
        "decided_by_person_id": "ref_decided_by.person_id",
    },
    "invite_links": {
        "target_chat_id": "aim.chat_id",
        "recipient_person_id": "ref_recipient.person_id",
        "created_by_person_id": "ref_created_by.person_id",
        "group_id": "aimed.group_id",
    },
    "join_requests": {"person_id": "coalesce(ref_member_id.person_id, ref_full_name.person_id)"},
    "channel_posts": {
        "month": _MONTH.format("p.published_at"),
        "is_from_administration": "coalesce(lower(p.requested_by) like '%администрац%', false) or coalesce(giver.category = 'администрация', false)",
        "is_instruction": "regexp_matches(lower(coalesce(p.topic, '')), 'инструкц|памятк|prof-sferum|обучающ.{0,12}материал|как (войти|пользоваться|подключить)|ресурс')",
        "mentions_support": "regexp_matches(lower(coalesce(p.topic, '')), 'info@sferum|поддержк')",
    },
    "exceptions": {"has_basis": "coalesce(trim(p.basis), '') <> ''"},
    "consents": {"person_id": "ref_person.person_id", "member_id": "ref_person.member_id"},
    "acts": {"person_id": "ref_person.person_id"},
    "org_profile": {
        "is_filled": "coalesce(trim(p.value), '') <> ''",
        "value_status": "case when p.field = 'Статус' then lower(trim(p.value)) end",
        "value_date": "case when p.field = 'Дата регистрации' then coalesce(try_strptime(p.value, ['%d.%m.%Y', '%Y-%m-%d', '%Y-%m-%d %H:%M:%S'])::date, try_cast(p.value as date)) end",
        "person_id": "ref_value.person_id",
    },
}
# Joins to resolve what is written in a private column that is no id: name → (kind, column, staff meant).
_NAMED = {
    "invite_links": (("recipient", True),),
    "join_requests": (("full_name", False),),
    "channel_posts": (("requested_by", True),),
    "consents": (("person", False),),
    "acts": (("person", True),),
    "org_profile": (("value", True),),
}
_EXTRA_JOINS = {
    "invite_links": """
        left join ref_chat aim on aim.platform = p.platform and aim.text = p.target
        left join group_of_text aimed on aimed.text = p.target""",
    "channel_posts": "left join (select person_id, any_value(category) as category from staff group by 1) giver "
    "on giver.person_id = ref_requested_by.person_id",
}


def derive_journals(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill every journal of the public file anew, the card and the calendar too."""
    connection.execute((_SQL / "told_broadcasts.sql").read_text(encoding="utf-8"))
    for table in _FILLED:
        connection.execute(f"delete from {table.name}")
        connection.execute(f"insert into {table.name} by name {_select(table)}")
        own = table.natural_key[0][0][0]
        if own in _KIND:
            connection.execute("delete from private.ids where kind = ?", [_KIND[own]])
            connection.execute(
                f"insert into private.ids select distinct '{_KIND[own]}', {_own_key(own)}, null, coalesce(p.{own}, p.locator) from private.{table.name} p"
            )


def _own_key(column: str) -> str:
    """SQL of a row's own pseudonym: of its number, or of the row where it has none."""
    return f"coalesce(pseudonym('{_KIND[column]}|' || p.{column}), p.row_id)"


def _select(table: Table) -> str:
    derived = _DERIVED.get(table.name, {})
    own = table.natural_key[0][0][0]
    columns, joins = [], []
    for column in table.columns:
        if column.lives is Lives.PRIVATE or column.key in derived or column.key == "group_id":
            continue
        if column.refers == "chat":
            joins.append(
                f"left join ref_chat ref_{column.key} on ref_{column.key}.platform = p.platform and ref_{column.key}.text = p.{column.key}"
            )
            columns.append(f"ref_{column.key}.chat_id as {column.key}")
        elif column.refers == "member":
            chat = "p.chat_id" if "chat_id" in table.brought() else "null"
            joins.append(_person_join(column.key, chat, column.key in OF_STAFF))
            columns.append(f"ref_{column.key}.member_id as {column.key}")
        elif column.key == "message_id":
            columns.append(
                f"{message_key('p.platform', 'coalesce(raw_chat.raw_id, p.chat_id)', 'p.message_id')} as message_id"
            )
            joins.append("left join chat_ids raw_chat on raw_chat.chat_id = ref_chat_id.chat_id")
        elif column.key == own and own in _KIND:
            columns.append(f"{_own_key(own)} as {own}")
        elif column.lives is Lives.KEY and column.key in _KIND:
            kind = _KIND[column.key]
            if column.type is Type.LIST:
                columns.append(
                    f"list_transform(p.{column.key}, lambda x: pseudonym('{kind}|' || trim(x))) as {column.key}"
                )
            else:
                columns.append(f"pseudonym('{kind}|' || p.{column.key}) as {column.key}")
        elif not column.derived:
            columns.append(f'p."{column.key}"')
        if column.has_time:
            columns.append(f"p.{column.key}_has_time")
    if any(column.key == "group_id" for column in table.columns) and "group_id" not in derived:
        columns.append("own_group.group_id as group_id")
        joins.append("left join group_of_text own_group on own_group.text = p.group_name")
    for column, staff in _NAMED.get(table.name, ()):
        joins.append(_person_join(column, "null", staff))
    joins.append(_EXTRA_JOINS.get(table.name, ""))
    columns += [f"{sql} as {key}" for key, sql in derived.items()]
    return (
        f"select {', '.join(columns)}, p.row_id, p.file_id, p.locator, p.is_corrected, p.vanished_on "
        f"from {'told_broadcasts' if table.name == 'broadcasts' else f'private.{table.name}'} p {' '.join(joins)}"
    )


def _person_join(column: str, chat: str, as_staff: bool) -> str:
    name = f"ref_{column}"
    return (
        f"left join ref_member {name} on {name}.platform = p.platform and {name}.chat is not distinct from {chat} "
        f"and {name}.text = p.{column} and {name}.as_staff = {str(as_staff).lower()}"
    )


def derive_unresolved(connection: duckdb.DuckDBPyConnection) -> None:
    """List every reference that fits nobody, or several: rows of the quality page."""
    connection.execute("delete from unresolved; delete from private.unresolved_raw")
    for table in REFERRING:
        for column in table.typed:
            if column.refers not in {"chat", "member"}:
                continue
            chat = "p.chat_id" if "chat_id" in table.brought() else "null"
            match = (
                f"ref_chat r on r.platform = p.platform and r.text = p.{column.key}"
                if column.refers == "chat"
                else f"ref_member r on r.platform = p.platform and r.chat is not distinct from {chat} and r.text = p.{column.key} "
                f"and r.as_staff = {str(column.key in OF_STAFF).lower()}"
            )
            connection.execute(
                f"insert into unresolved select '{table.name}', p.row_id, '{column.key}', r.why, p.file_id, p.locator "
                f"from private.{table.name} p join {match} where r.why <> ''"
            )
            connection.execute(
                f"insert into private.unresolved_raw select '{table.name}', p.row_id, '{column.key}', p.{column.key} "
                f"from private.{table.name} p join {match} where r.why <> ''"
            )
