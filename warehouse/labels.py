"""How things without a name are called on screen, and where a row came from.

A chat is shown by kind, association and group (no personal data); a person by a pseudonym until a name is opened.
"""

from __future__ import annotations

from datetime import datetime

from warehouse.access import What
from warehouse.connect import Reader
from warehouse.place import Place
from warehouse.private import private_reader

HEADINGS = {
    "chat_id": "Чат",
    "member_id": "Участник",
    "group_name": "Группа",
    "group_id": "Группа",
    "association": "Объединение",
    "message_id": "Сообщение",
    "violation_id": "Запись журнала",
    "measure_id": "Мера",
    "link_id": "Ссылка",
    "request_id": "Заявка",
    "ticket_id": "Обращение",
    "act_id": "Акт",
    "field": "Поле",
    "channel": "Канал",
    "kind": "Вид",
    "period": "Период",
    "indicator_id": "Показатель",
    "platform": "Платформа",
    "days": "Дней",
    "reason": "Причина",
    "reasons": "Причины",
    "full_name": "Имя",
    "person_kind": "Кто это",
    "role": "Роль на платформе",
    "bullet": "Абзац пункта",
    "workdays": "Ждёт рабочих дней",
    "age_days": "Возраст, дней",
    "idle_days": "Без дела, дней",
    "gap_days": "Перерыв, дней",
    "is_other_director": "В карточке другой директор",
    "is_overdue": "Срок прошёл",
    "n_student_chats": "Чатов обучающихся",
    "n_parent_chats": "Родительских чатов",
    "n_children": "Детей",
    "n_without_channel": "Детей без канала связи",
    "largest_wave": "Добавлено разом",
    "deadline": "Срок",
    "deleted_by": "Кто удалил",
    "deleted_local": "Удалено",
    "sent_local": "Отправлено",
    "occurred_local": "Произошло",
    "happened_local": "Когда",
    "joined_on": "Вступил",
    "left_local": "Вышел",
    "revoked_on": "Согласие отозвано",
    "closed_day": "Закрыто",
}
_KIND_WORDS = {
    "родители": "Родительский чат",
    "обучающиеся": "Чат обучающихся",
    "служебный": "Служебный чат",
    "канал": "Канал",
    "иной": "Иной чат",
}
# Which table and key tell where a breaching row came from, the most telling first.
_HOMES = (
    ("violation_id", "violations"),
    ("measure_id", "measures"),
    ("link_id", "invite_links"),
    ("request_id", "join_requests"),
    ("ticket_id", "tickets"),
    ("act_id", "acts"),
    ("message_id", "messages"),
    ("member_id", "members"),
    ("chat_id", "chats"),
)


def chat_label(
    kind: str | None, association: str | None, group: str | None, key: str, platform: str | None = None
) -> str:
    """«Родительский чат · Робототехника, группа 3»."""
    what = _KIND_WORDS.get(kind or "", "Чат без вида")
    where = ", ".join(part for part in (association, group) if part)
    tail = f" ({'VK' if platform.startswith('VK') else platform})" if platform else ""
    return f"{what} · {where}{tail}" if where else f"{what} {key[:6]}{tail}"


def chat_labels(reader: Reader) -> dict[str, str]:
    """Label of every chat by its pseudonym."""
    return {
        row["chat_id"]: chat_label(
            row["kind"], row["association"], row["group_name"], row["chat_id"], row["platform"]
        )
        for row in reader.rows("select chat_id, kind, association, group_name, platform from v_chats")
    }


def sources_of(reader: Reader, rows: list[dict]) -> dict[int, str]:
    """File and line of each row: «чаты_2026-10-31.xlsx, лист «Чаты», строка 12» by the row's place in the list.

    File names may hold people's names, so only the last part is shown, through the private file.
    """
    wanted: dict[str, dict[str, list[int]]] = {}
    for n, row in enumerate(rows):
        for column, table in _HOMES:
            if row.get(column):
                wanted.setdefault(f"{table}.{column}", {}).setdefault(str(row[column]), []).append(n)
                break
    found: dict[int, str] = {}
    names = _file_names(reader)
    for home, keys in wanted.items():
        table, column = home.split(".")
        for key, file_id, locator in reader.connection.execute(
            f"select {column}, any_value(file_id), any_value(locator) from {table} where {column} in (select unnest(?)) group by 1",
            [list(keys)],
        ).fetchall():
            for n in keys[key]:
                found[n] = ", ".join(part for part in (names.get(file_id, ""), locator or "") if part)
    return found


def _file_names(reader: Reader, role: str | None = None) -> dict[str, str]:
    if reader.place is None:
        return {}
    with private_reader(reader.place, "", "", role=role, what=What.BREAKDOWNS, is_bare=True) as both:
        return {
            row["file_id"]: row["name"].rsplit("/", 1)[-1]
            for row in both.rows("select file_id, name from private.source_names")
        }


def files_of(reader: Reader, role: str) -> list[tuple[frozenset[str], str, datetime]]:
    """Loaded files, the newest first: the tables that each brought, the last part of its name, when it was loaded (UTC).

    Raises: Denied.
    """
    names = _file_names(reader, role)
    found = reader.connection.execute(
        "select file_id, tables, loaded_at from source_files order by as_of desc nulls last, loaded_at desc, file_id"
    ).fetchall()
    return [
        (frozenset(tables or ()), names[file_id], loaded_at)
        for file_id, tables, loaded_at in found
        if file_id in names
    ]


def names_of(
    place: Place, members: list[str], who: str, role: str, reason: str, what: What = What.NAMES
) -> dict[str, str]:
    """Names of accounts by pseudonym; the opening is logged with its reason.

    Raises: Denied.
    """
    with private_reader(place, who, reason, role=role, what=what, is_bare=True) as reader:
        rows = reader.rows(
            "select member_id, full_name from private.member_names where member_id in (select unnest(?)) and full_name is not null",
            [members],
        )
    return {row["member_id"]: row["full_name"] for row in rows}


def titles_of(place: Place, chats: list[str], who: str, role: str) -> dict[str, str]:
    """Titles of chats that an administrator must recognise to assign them; logged.

    Raises: Denied.
    """
    with private_reader(
        place, who, "назначение вида чата", role=role, what=What.ASSIGN, is_bare=True
    ) as reader:
        rows = reader.rows(
            "select chat_id, title from private.chat_titles where chat_id in (select unnest(?))", [chats]
        )
    return {row["chat_id"]: row["title"] for row in rows}


def staff_to_help(place: Place, people: list[str], who: str, role: str, reason: str) -> dict[str, str]:
    """Names of staff by pseudonym, for a list of whom to help; logged.

    Raises: Denied.
    """
    with private_reader(
        place, who, f"кому помочь: {reason}", role=role, what=What.NAMES_OF_STAFF, is_bare=True
    ) as reader:
        rows = reader.rows(
            "select person_id, full_name from private.people where person_kind = 'staff' and person_id in (select unnest(?))",
            [people],
        )
    return {row["person_id"]: row["full_name"] for row in rows}
