"""Rows of an invented institution for cases worked out by hand; a case names only what it is about."""

from __future__ import annotations

from datetime import datetime

OCTOBER = "2026-10"
GROUP = "Робототехника · 1"
OTHER_GROUP = "Шахматы · 1"


def teacher(n: int = 1, **given: object) -> dict:
    """Staff t1, t2 …: a teacher employed for years."""
    return {"person_id": f"t{n}", "category": "педагог", "hired_on": "2020-09-01"} | given


def child(n: int = 1, group_id: str = GROUP, **given: object) -> dict:
    """An enrolment of c1, c2 … since September."""
    association, name = group_id.split(" · ")
    return {
        "person_id": f"c{n}",
        "association": association,
        "group_name": name,
        "group_id": group_id,
        "enrolled_on": "2026-09-01",
        "direction": "техническая",
    } | given


def guardian(parent: str, of: int | None, **given: object) -> dict:
    """A pair: parent `parent` of the child c<of>."""
    return {"person_id": parent, "student_person_id": None if of is None else f"c{of}"} | given


def group(group_id: str = GROUP, **given: object) -> dict:
    """A group that has met since September."""
    association, name = group_id.split(" · ")
    return {
        "association": association,
        "group_name": name,
        "group_id": group_id,
        "direction": "техническая",
        "started_on": "2026-09-01",
    } | given


def account(person: str | None, kind: str | None = None, role: str | None = None, **given: object) -> dict:
    """The account m-<person> matched to that person."""
    return {
        "member_id": f"m-{person}",
        "person_id": person,
        "person_kind": kind,
        "main_role": role,
        "roles": [role] if role else [],
        "member_kind": "user",
    } | given


def chat(
    chat_id: str = "s1", kind: str | None = "обучающиеся", group_id: str | None = GROUP, **given: object
) -> dict:
    """A living chat of the register."""
    return {
        "chat_id": chat_id,
        "kind": kind,
        "kind_source": "register",
        "group_id": group_id,
        "association": group_id and group_id.split(" · ")[0],
        "group_name": group_id and group_id.split(" · ")[1],
        "created_on": "2026-09-01",
        "status": "действует",
        "platform": "MAX",
    } | given


def parents_chat(n: int = 1, group_id: str | None = GROUP, **given: object) -> dict:
    """The parents' chat p1, p2 …"""
    return chat(f"p{n}", **({"kind": "родители", "group_id": group_id} | given))


def stay(chat_id: str, member: str, **given: object) -> dict:
    """A stay in a chat, still open."""
    return {"row_id": f"{chat_id}/{member}", "chat_id": chat_id, "member_id": member} | given


def moderator(chat_id: str = "s1", member: str | None = "m-t1", person: str | None = "t1") -> dict:
    """A registered moderator."""
    return {"chat_id": chat_id, "member_id": member, "person_id": person, "source": "register"}


def message(member: str, sent: str, chat_id: str = "s1", n: int = 1, **given: object) -> dict:
    """A message at a local time."""
    local = datetime.fromisoformat(sent)
    return {
        "message_id": f"{member}-{sent}-{n}",
        "chat_id": chat_id,
        "author_id": member,
        "sent_local": local,
        "day": local.date(),
        "month": local.date().replace(day=1),
        "is_meaningful": True,
    } | given
