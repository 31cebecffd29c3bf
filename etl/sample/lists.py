"""State lists: контингент, родители, штат, группы, участники, чаты, состав чатов."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from etl.sample.people import DAY, MAX, VK, Account, Institution, Room, day_of, wall
from etl.sample.sheets import Sheet, csv_file, xlsx


def write(folder: Path, it: Institution, sheets_for: set[str]) -> None:
    """Lists of the institution, and of the platforms whose facts come as sheets."""
    day = it.as_of
    random = Random(f"sample/{it.seed}/lists")
    _students(folder, it, random)
    xlsx(folder / f"родители_{day}.xlsx", _guardians(it, random))
    xlsx(folder / f"штат_{day}.xlsx", _staff(it))
    xlsx(folder / f"группы_{day}.xlsx", _groups(it))
    xlsx(folder / f"чаты_{day}.xlsx", _chats(it, random))
    if it.months[0] < it.moved_on:
        csv_file(folder / f"участники_VK_{_closed(it)}.csv", _members(it, VK, random))
    if it.as_of >= it.moved_on:
        xlsx(folder / f"участники_MAX_{day}.xlsx", _members(it, MAX, random))
    for platform, when in ((VK, _closed(it)), (MAX, day)):
        if platform in sheets_for and any(room.platform == platform for room in it.rooms):
            name = "VK" if platform == VK else "MAX"
            csv_file(folder / f"состав_чатов_{name}_{when}.csv", _chat_members(it, platform))


def _closed(it: Institution) -> date:
    """The day of the last list on the former platform: a month after the move."""
    return min(it.moved_on + timedelta(days=31), it.as_of)


_STUDENTS = ("№ личного дела", "Ф.И.О. обучающегося", "Год рождения", "Творческое объединение", "Учебная группа", "Педагог группы",
             "Направленность", "Дата зачисления", "Дата отчисления", "Статус", "Школа")  # fmt: skip


def _students(folder: Path, it: Institution, random: Random) -> None:
    """Today's contingent in XLSX, last December's in a CSV of the old encoding."""
    headings = ("№ личного дела", "Ф.И.О.", *_STUDENTS[2:])
    rows = list(_student_rows(it, it.as_of, random))
    bad = [
        ("00-00001", "Ошибкина Дата Петровна", 2014, it.groups[0].association, it.groups[0].name, it.groups[0].teacher.full,
         it.groups[0].direction, "31.02.2026", None, "учится", "Школа № 3"),
        ("00-00002", "", 2013, it.groups[0].association, it.groups[0].name, "", "", it.school_year_start, None, "учится", ""),
    ]  # fmt: skip
    notes = Sheet(
        "Справка", ("Пояснение",), [["Список сверен с журналами посещаемости"], ["Изменения — до 5 числа"]]
    )
    xlsx(
        folder / f"контингент_{it.as_of}.xlsx",
        Sheet(
            "Контингент",
            headings,
            rows + bad,
            title=f"Контингент обучающихся на {it.as_of:%d.%m.%Y}",
            total="Итого",
        ),
        notes,
    )
    if it.months[0] < it.moved_on:
        day = it.moved_on - timedelta(days=1)
        old = Sheet("", headings, list(_student_rows(it, day, random)), total="ИТОГО")
        csv_file(folder / f"контингент_{day}.csv", old, encoding="cp1251")


def _student_rows(it: Institution, day: date, random: Random) -> Iterator[tuple]:
    """Enrolments known on a day; what happened later is not known yet."""
    for group in it.groups:
        for e in group.enrolments:
            if e.enrolled_on > day:
                continue
            left = e.left_on if e.left_on and e.left_on <= day else None
            name = e.student.full
            if random.random() < 0.05:
                name = name.replace("ё", "е")
            if random.random() < 0.04:
                name = name.replace(" ", "  ", 1) + " "
            yield (
                e.student.number, name, e.student.birth_year, group.association, group.name, group.teacher.initials,
                group.direction, e.enrolled_on, left, e.status if left else "учится", f"Школа № {e.student.key % 60 + 1}",
            )  # fmt: skip


def _guardians(it: Institution, random: Random) -> Sheet:
    """Pairs parent × child × group."""
    rows = []
    for group in it.groups:
        for e in group.enrolments:
            rows += [
                (p.full, e.student.full, group.name, group.association) for p in it.guardians_of(e.student)
            ]
    return Sheet(
        "Родители",
        ("ФИО родителя", "ФИО обучающегося", "Группа", "Объединение"),
        rows,
        title="Законные представители",
    )


def _staff(it: Institution) -> Sheet:
    """The staff list under a two-row header; a part-timer stands twice."""
    rows = []
    for p in it.staff:
        s = p.staff
        rows.append(
            (
                p.number,
                p.full,
                s.position,
                s.category,
                s.department,
                s.hired_on,
                s.dismissed_on,
                s.leave_from,
                s.leave_to,
            )
        )
        if s.second_position:
            rows.append(
                (f"{p.number}-с", p.full, s.second_position, s.category, s.department, None, None, None, None)
            )
    over = (
        "Работник",
        "Работник",
        "Работник",
        "Работник",
        "Работник",
        "Кадровые даты",
        "Кадровые даты",
        "Отпуск",
        "Отпуск",
    )
    headings = (
        "Табельный №",
        "ФИО сотрудника",
        "Должность",
        "Категория",
        "Отдел",
        "Дата приёма",
        "Дата увольнения",
        "Отпуск с",
        "Отпуск по",
    )
    return Sheet("Штат", headings, rows, title="Штатные работники", over=over, total="Всего")


def _groups(it: Institution) -> Sheet:
    headings = ("Объединение", "Группа", "Педагог группы", "Направленность", "Начало занятий", "Окончание занятий",
                "Нужен чат обучающихся", "Нужен чат родителей", "Часов в неделю")  # fmt: skip
    rows = [
        (
            g.association,
            g.name,
            g.teacher.full,
            g.direction,
            g.started_on,
            g.ended_on,
            g.wants_students,
            g.wants_parents,
            2 + g.key % 5,
        )
        for g in it.groups
    ]
    return Sheet("Группы", headings, rows, title="Учебные группы", dates="text", total="Итого групп")


def _chats(it: Institution, random: Random) -> Sheet:
    """The register of chats on both platforms."""
    headings = ("Платформа", "ID чата", "Название чата", "Вид чата", "Объединение", "Группа", "Создан", "Кем создан", "Модераторы",
                "Статус чата", "Преемник", "Кто пишет", "Правила закреплены", "Правила закреплены с")  # fmt: skip
    rows = []
    for room in it.rooms:
        if room.platform == VK and it.as_of < it.moved_on:
            room.status = "действует"
        names = [p.full if random.random() < 0.7 else p.initials for p in room.moderators]
        if (
            room.group
            and not any(s.account.person in room.moderators for s in room.stays)
            and room.created_by
        ):
            names = names[:1]
        rows.append((
            room.platform, str(room.id), room.title, room.registered_kind, room.association if room.registered_kind else "",
            room.group.name if room.group else "", day_of(room.created), room.created_by.person.full if room.created_by else "",
            "; ".join(names), room.status, str(room.successor.id) if room.successor else "", room.write_mode,
            room.pinned is not None, wall(room.pinned) if room.pinned else None,
        ))  # fmt: skip
    return Sheet("Чаты", headings, rows, title=f"Реестр чатов на {it.as_of:%d.%m.%Y}")


def _members(it: Institution, platform: str, random: Random) -> Sheet:
    """Who is in the organisation on a platform; leaving the former one is dated by the move."""
    gone = (
        it.moved_on + timedelta(days=30)
        if platform == VK and it.as_of > it.moved_on + timedelta(days=30)
        else None
    )
    rows = [_member(account, gone, random, it) for account in it.accounts if account.platform == platform]
    _typed_by_hand(rows)
    headings = ("ID участника", "ФИО участника", "Роли", "Верифицирован", "Дата верификации", "Дата вступления", "Способ вступления",
                "№ ссылки", "Дата выхода", "Последняя активность", "Группа", "Подразделение", "Платформа")  # fmt: skip
    return Sheet("Участники", headings, rows, dates="real")


def _typed_by_hand(rows: list[tuple]) -> None:
    """Two names as hands leave them: a Latin letter among Cyrillic ones, the first name before the surname."""
    for place, change in ((40, _latin), (70, _first_name_first)):
        if place < len(rows) and rows[place][2] in ("Обучающийся", "Родитель"):
            row = rows[place]
            rows[place] = (row[0], change(row[1]), *row[2:])


def _latin(name: str) -> str:
    return name.replace("о", "o", 1).replace("а", "a", 1)


def _first_name_first(name: str) -> str:
    return " ".join([*name.split()[1:], name.split()[0]])


def _member(account: Account, gone: date | None, random: Random, it: Institution) -> tuple:
    limit = it.as_of if gone is None else gone
    seen = account.last_seen
    if not seen and random.random() < 0.55:
        seen = (
            int((limit - date(1970, 1, 1)).days - random.randint(1, 90)) * DAY + random.randint(9, 20) * 3600
        )
    if seen and day_of(seen) < account.joined_on:
        seen = 0
    staff = account.person.kind == "staff"
    return (
        account.id, account.shown, account.role, bool(account.verified_on) if staff else None, account.verified_on,
        account.joined_on, account.join_source, account.link_id, account.left_on or gone, wall(seen) if seen else None,
        account.group_name, account.org_unit, account.platform,
    )  # fmt: skip


def _chat_members(it: Institution, platform: str) -> Sheet:
    headings = ("ID чата", "ID участника", "ФИО участника", "Роль в чате", "Вступил", "Вышел", "Как вступил", "Кем добавлен",
                "Как вышел", "Причина")  # fmt: skip
    rows = (_stay(room, stay) for room in it.rooms_of(platform) for stay in room.stays)
    return Sheet("Состав чатов", headings, rows)


def _stay(room: Room, stay) -> tuple:
    return (
        room.id, stay.account.id, stay.account.shown, stay.chat_role, wall(stay.joined), wall(stay.left) if stay.left else None,
        "" if stay.before_history else stay.method, stay.added_by.id if stay.added_by else None, stay.leave_kind, stay.leave_reason,
    )  # fmt: skip
