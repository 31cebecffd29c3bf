"""What a person who checks findings sees of texts: the fragment, the message and its kept neighbours, masked.

The only questions here that open the private file; every opening asks the right and writes the viewing log.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from warehouse.access import Role, What
from warehouse.place import Place
from warehouse.private import private_reader

# A message, its neighbours in the chat, and where the messenger has it.
_NEAR = """
    with asked as (select chat_id, message_id, sent_at from messages where message_id = ? and chat_id = ?),
    before as (
        select m.message_id, m.author_id, m.sent_local, m.sent_at, m.kind, m.locator, m.file_id from messages m join asked a using (chat_id)
        where (m.sent_at, m.message_id) <= (a.sent_at, a.message_id) order by m.sent_at desc, m.message_id desc limit ?
    ),
    after as (
        select m.message_id, m.author_id, m.sent_local, m.sent_at, m.kind, m.locator, m.file_id from messages m join asked a using (chat_id)
        where (m.sent_at, m.message_id) > (a.sent_at, a.message_id) order by m.sent_at, m.message_id limit ?
    )
    select n.message_id, n.author_id, n.sent_local, n.kind, t.text, n.locator
    from (from before union all from after) n left join private.kept_texts t using (message_id)
    order by n.sent_at, n.message_id"""


@dataclass(frozen=True)
class Line:
    """One message of a context; `text` is None where it is not kept."""

    message_id: str
    author_id: str | None
    sent_local: datetime
    kind: str | None
    text: str | None
    locator: str | None = None


@dataclass(frozen=True)
class Context:
    """A flagged message among its neighbours, what the rule saw, and where to look in the messenger."""

    fragment: str | None
    lines: tuple[Line, ...]
    chat_title: str | None


def context_of(
    place: Place,
    finding_key: str,
    message_id: str,
    chat_id: str,
    who: str,
    role: str,
    *,
    neighbours: int,
    why: str,
) -> Context:
    """The texts around one finding; logged.

    Raises: Denied; WarehouseMissing.
    """
    reason = f"{why}: признак {finding_key[:8]}"
    with private_reader(place, who, reason, role=role, what=What.FRAGMENTS, is_bare=True) as reader:
        found = reader.rows(_NEAR, [message_id, chat_id, neighbours + 1, neighbours])
        return Context(
            reader.scalar("select fragment from private.fragments where finding_key = ?", [finding_key]),
            tuple(Line(**row) for row in found),
            reader.scalar("select title from private.chat_titles where chat_id = ?", [chat_id]),
        )


def fragments_of(
    place: Place, finding_keys: Collection[str], who: str, role: str, why: str
) -> dict[str, str]:
    """Masked fragments by finding; logged.

    Raises: Denied.
    """
    with private_reader(place, who, why, role=role, what=What.FRAGMENTS, is_bare=True) as reader:
        rows = reader.rows(
            "select finding_key, fragment from private.fragments where finding_key in (select unnest(?))",
            [list(finding_keys)],
        )
    return {row["finding_key"]: row["fragment"] for row in rows}


def own_chats(place: Place, names: Collection[str], role: str) -> list[str] | None:
    """Chats that a moderator may see: where somebody with one of these names is registered; None: all chats.

    A login that fits nobody opens nothing.
    """
    if role != Role.MODERATOR:
        return None
    wanted = [" ".join(name.lower().replace("ё", "е").split()) for name in names if name.strip()]
    with private_reader(place, "", "", role=role, what=What.QUEUE) as reader:
        rows = reader.rows(
            """
            select distinct m.chat_id
            from v_chat_moderators m
            left join private.member_names n using (member_id)
            left join private.people p on p.person_id = m.person_id
            left join private.ids i on i.kind = 'member' and i.key = m.member_id
            where replace(lower(n.full_name), 'ё', 'е') in (select unnest($1::varchar[]))
                or replace(lower(p.full_name), 'ё', 'е') in (select unnest($1::varchar[]))
                or lower(i.raw_id) in (select unnest($1::varchar[]))
            order by 1""",
            [wanted],
        )
    return [row["chat_id"] for row in rows]


def words_of_names(place: Place, role: str) -> frozenset[str]:
    """Every surname, name and patronymic known, to be wiped from a paper that must name nobody else."""
    with private_reader(place, "", "", role=role, what=What.CASE) as reader:
        rows = reader.rows(
            "select full_name from private.member_names where full_name is not null "
            "union select full_name from private.people where full_name is not null"
        )
    return frozenset(word.lower() for row in rows for word in row["full_name"].split() if len(word) > 2)
