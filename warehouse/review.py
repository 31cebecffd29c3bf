"""What a person who checks findings sees of texts: the fragment, the message and its kept neighbours, masked.

The only questions here that open the private file; every opening asks the right and writes the viewing log.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from warehouse.access import Role, What
from warehouse.connect import Reader
from warehouse.place import Place
from warehouse.private import private_reader

# A message, its neighbours in the chat, and where the messenger has it. Messages lie in the file by days: those of some days
# around it are found without reading the others.
_NEAR = """
    with around as (
        select message_id, author_id, sent_local, sent_at, kind, locator from messages
        where chat_id = $chat and ($since::date is null or day between $since::date and $until::date)
    ),
    asked as (select message_id as asked_id, sent_at as asked_at from around where message_id = $message),
    before as (
        select m.* from around m, asked a
        where (m.sent_at, m.message_id) <= (a.asked_at, a.asked_id) order by m.sent_at desc, m.message_id desc limit $n + 1
    ),
    after as (
        select m.* from around m, asked a
        where (m.sent_at, m.message_id) > (a.asked_at, a.asked_id) order by m.sent_at, m.message_id limit $n
    )
    select n.message_id, n.author_id, n.sent_local, n.kind, t.text, n.locator
    from (from before union all from after) n left join private.kept_texts t using (message_id)
    order by n.sent_at, n.message_id"""
_NEARBY = timedelta(days=14)


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
        found = _near(reader, finding_key, message_id, chat_id, neighbours)
        return Context(
            reader.scalar("select fragment from private.fragments where finding_key = ?", [finding_key]),
            tuple(Line(**row) for row in found),
            reader.scalar("select title from private.chat_titles where chat_id = ?", [chat_id]),
        )


def _near(reader: Reader, finding_key: str, message_id: str, chat_id: str, n: int) -> list[dict]:
    """A message with `n` neighbours on each side, looked for around its day first; in a chat that is silent for long, anywhere."""
    day = reader.scalar("select sent_local::date from findings where finding_key = ?", [finding_key])
    asked = {"message": message_id, "chat": chat_id, "n": n, "since": None, "until": None}
    if day is not None:
        found = reader.rows(_NEAR, asked | {"since": day - _NEARBY, "until": day + _NEARBY})
        if len(found) == 2 * n + 1:
            return found
    return reader.rows(_NEAR, asked)


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
