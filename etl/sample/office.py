"""Papers of the office: posts of the channels, tickets, acts, the card, the calendar, broadcasts and calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from etl.sample.people import VK, Institution, at, day_of, wall
from etl.sample.sheets import Sheet, csv_file, xlsx
from etl.sample.talk import Call


def write(folder: Path, it: Institution, calls: list[Call], sheets_for: set[str]) -> None:
    """Every paper of the office."""
    random = Random(f"sample/{it.seed}/office")
    csv_file(folder / "публикации_в_каналах.csv", _posts(it, random), encoding="cp1251")
    xlsx(folder / "обращения.xlsx", _tickets(it, random))
    xlsx(folder / "акты_и_карточка.xlsx", _acts(it), _profile(it))
    csv_file(folder / "календарь.csv", _calendar(it))
    xlsx(folder / "трансляции_и_звонки.xlsx", _broadcasts(it, random, calls, sheets_for))


# --- channels and tickets -----------------------------------------------------------------------------
_TOPICS = ("Расписание на каникулы", "Итоги конкурса", "Набор в группы", "Режим работы", "Безопасность детей", "Афиша недели",
           "Памятка родителям", "Семейный выходной", "Выставка работ", "Дистанционные занятия")  # fmt: skip


def _posts(it: Institution, random: Random) -> Sheet:
    rows = []
    teachers = sum(1 for person in it.staff if person.staff.category == "педагог")
    for month in it.months:
        if month == it.silent_month:
            continue
        for channel in ("Общешкольный", "Сотрудники"):
            n = random.choice((1, 1, 2)) if month.month in (6, 7, 8) else random.choice((3, 4, 4, 5, 6))
            for _ in range(n):
                day = month + timedelta(days=random.randint(0, 27))
                if day > it.as_of:
                    continue
                topic = random.choice(_TOPICS)
                if month.month in (1, 9) and random.random() < 0.4:
                    topic = "Инструкции по работе: prof-sferum.ru, поддержка info@sferum.ru"
                author = random.choice((it.admin, it.staff[1]))
                source = random.choice(
                    (
                        "администрация",
                        it.director.initials,
                        it.staff[1].initials,
                        it.groups[0].teacher.initials,
                        "",
                    )
                )
                base = teachers if channel == "Сотрудники" else len(it.guardians)
                views = f"{int(base * random.uniform(0.35, 0.97)) + (1000 if channel != 'Сотрудники' else 0):,}".replace(
                    ",", "\u00a0"
                )
                rows.append(
                    [
                        channel,
                        wall(at(day, random.randint(9, 18), random.randint(0, 59))),
                        author.initials,
                        source,
                        topic,
                        views,
                    ]
                )
    rows.sort(key=lambda row: row[1])
    numbered = [[f"П{number}", *row] for number, row in enumerate(rows, 1)]
    return Sheet(
        "",
        ("№ публикации", "Канал", "Опубликовано", "Автор", "Чей материал", "Тема", "Просмотров"),
        numbered,
        title="Публикации в системных каналах",
    )


# Topic → how often, results that close it (the usual ones where none is named).
_TICKETS = {
    "доступ": 20, "вход": 32, "прочее": 22, "обжалование": 7, "конфликт": 6, "не урегулировано": 4, "платная функция": 2, "принуждение": 2,
}  # fmt: skip
_RESULTS = {
    "обжалование": ("обоснована", "отклонена", "мера отменена"),
    "принуждение": ("обоснована", "отклонена"),
}
_USUAL = ("решено", "решено", "решено", "без результата")


def _tickets(it: Institution, random: Random) -> Sheet:
    """A few tickets a month; every tenth stays open."""
    rooms = [room.title for room in it.rooms if room.kind == "родители"]
    rows = []
    for month in it.months:
        for _ in range(random.randint(3, 7)):
            day = month + timedelta(days=random.randint(0, 27))
            if day <= it.as_of:
                rows.append(_ticket(it, day, rooms, random))
    rows.sort(key=lambda row: row[0])
    headings = (
        "№ обращения",
        "Поступило",
        "Тема обращения",
        "От кого",
        "Уровень",
        "Чат",
        "Закрыто",
        "Результат",
    )
    return Sheet("Обращения", headings, [(f"О-{n}", *row) for n, row in enumerate(rows, 1)], dates="serial")


def _ticket(it: Institution, day: date, rooms: list[str], random: Random) -> tuple:
    """One ticket: opened, topic, from whom, level, chat, closed, result."""
    topic = random.choices(list(_TICKETS), list(_TICKETS.values()))[0]
    to_vendor = topic in ("доступ", "платная функция") and random.random() < 0.4
    opened = wall(at(day, random.randint(9, 17), random.randint(0, 59)))
    closed = opened + timedelta(days=random.choice((0, 0, 1, 1, 2, 3, 6, 12)), hours=2)
    if random.random() > 0.9 or closed.date() > it.as_of:
        closed = None
    result = random.choice(_RESULTS.get(topic, _USUAL)) if closed else ""
    chat = random.choice(rooms) if rooms and topic in ("обжалование", "конфликт", "принуждение") else ""
    sender = random.choice(("родитель", "педагог", "обучающийся"))
    return opened, topic, sender, "разработчик" if to_vendor else "внутреннее", chat, closed, result


# --- acts, card, calendar -----------------------------------------------------------------------------
def _acts(it: Institution) -> Sheet:
    year = it.months[0].year
    rows = [
        (1, "положение", date(2023, 11, 21), "514", date(2023, 11, 21), None, it.director.full, ""),
        (2, "приказ об использовании", date(year, 9, 1), "77", date(year, 9, 1), None, it.director.full, ""),
        (3, "назначение администратора", date(year, 9, 1), "78", date(year, 9, 1), None, it.admin.full, ""),
        (4, "нормативный", date(2021, 9, 1), "Р-210", date(2021, 9, 1), date(2023, 8, 7), "", "утратил силу"),
        (5, "нормативный", date(2022, 7, 13), "1241", date(2022, 7, 13), None, "", ""),
        (6, "нормативный", date(2023, 9, 22), "1545", date(2023, 9, 22), None, "", ""),
        (7, "нормативный", date(2022, 7, 15), "542/1", date(2022, 7, 15), None, "", ""),
        (8, "нормативный", date(2022, 2, 22), "04-127", date(2022, 2, 22), None, "", ""),
        (9, "нормативный", date(2022, 8, 26), "04-643", date(2022, 8, 26), None, "", ""),
        (10, "нормативный", date(2023, 11, 16), "1774-р", date(2023, 11, 16), None, "", ""),
        (11, "нормативный", date(2023, 11, 21), "1194-р", date(2023, 11, 21), None, "", ""),
        (12, "указание", it.moved_on - timedelta(days=60), "312", None, None, "", "учтено"),
        (13, "указание", it.as_of - timedelta(days=75), "198", None, None, "", ""),
        (14, "исполнение обязанностей", it.as_of - timedelta(days=20), "90", it.as_of - timedelta(days=20),
         it.as_of - timedelta(days=6), it.staff[1].full, ""),
    ]  # fmt: skip
    headings = (
        "№ акта",
        "Вид акта",
        "Дата",
        "Номер",
        "Действует с",
        "Действует по",
        "Ответственный",
        "Отметка",
    )
    return Sheet("Акты", headings, rows, title="Акты и ответственные")


def _profile(it: Institution) -> Sheet:
    checked = it.as_of - timedelta(days=45)
    rows = [
        ("Наименование", "Дворец творчества (вымышленный пример)", checked),
        ("Адрес", "г. Томск, ул. Вымышленная, д. 1", checked),
        ("Директор", it.director.full, checked),
        ("Контакты", "8 (3822) 00-00-00, priemnaya@dvorec.example", checked),
        ("Администратор", it.admin.full, it.as_of - timedelta(days=120)),
        ("Дата регистрации", "12.12.2023", checked),
        ("Статус", "подтверждена", checked),
    ]
    return Sheet("Карточка", ("Поле", "Значение", "Проверено"), rows)


# Days off beyond weekends, shortened days and working weekends of the years that are decreed.
_OFF = {
    2025: (
        (1, 1),
        (1, 2),
        (1, 3),
        (1, 6),
        (1, 7),
        (1, 8),
        (5, 1),
        (5, 2),
        (5, 8),
        (5, 9),
        (6, 12),
        (6, 13),
        (11, 3),
        (11, 4),
        (12, 31),
    ),
    2026: (
        (1, 1),
        (1, 2),
        (1, 5),
        (1, 6),
        (1, 7),
        (1, 8),
        (1, 9),
        (2, 23),
        (3, 9),
        (5, 1),
        (5, 11),
        (6, 12),
        (11, 4),
        (12, 31),
    ),
}
_ALWAYS_OFF = (
    (1, 1),
    (1, 2),
    (1, 3),
    (1, 4),
    (1, 5),
    (1, 6),
    (1, 7),
    (1, 8),
    (2, 23),
    (3, 8),
    (5, 1),
    (5, 9),
    (6, 12),
    (11, 4),
)
_SHORT = {2025: ((3, 7), (4, 30), (6, 11), (11, 1)), 2026: ((4, 30), (5, 8), (6, 11), (11, 3))}
_WORKING_WEEKENDS = {date(2025, 11, 1)}


def _calendar(it: Institution) -> Sheet:
    day = date(it.school_year_start.year - 1, 9, 1) if len(it.months) > 2 else it.months[0]
    day = min(day, it.months[0].replace(day=1))
    rows = []
    while day <= date(it.as_of.year, 12, 31):
        here = (day.month, day.day)
        off = here in _OFF.get(day.year, _ALWAYS_OFF) or (day.weekday() > 4 and day not in _WORKING_WEEKENDS)
        rows.append(
            (day, "нет" if off else "да", "да" if here in _SHORT.get(day.year, ()) else "", _period(day))
        )
        day += timedelta(days=1)
    return Sheet("", ("Дата", "Рабочий", "Сокращённый", "Учебный период"), rows)


def _period(day: date) -> str:
    here = (day.month, day.day)
    if day.month in (6, 7, 8):
        return "лето"
    if (9, 1) <= here <= (9, 15):
        return "набор"
    if (10, 27) <= here <= (11, 4) or here >= (12, 30) or here <= (1, 8) or (3, 23) <= here <= (3, 31):
        return "каникулы"
    return "занятия"


# --- calls and broadcasts -----------------------------------------------------------------------------
BROADCASTS = ("Родительское собрание", "Открытый урок", "Концерт", "Награждение", "Семинар для педагогов")


def planned_broadcasts(it: Institution) -> Iterator[tuple[int, int | None, str, int, int, int]]:
    """Plan, fact (none — it did not take place), title, seconds, viewers, peak of every broadcast of the institution."""
    random = Random(f"sample/{it.seed}/broadcasts")
    for month in it.months:
        if month == it.silent_month:
            continue
        for _ in range(0 if month.month in (6, 8) else random.choice((1, 2, 2))):
            planned = at(month + timedelta(days=random.randint(3, 26)), random.choice((11, 15, 18)), 0)
            if day_of(planned) > it.as_of:
                continue
            started = (
                None if random.random() < 0.08 else planned + 60 * random.choice((0, 0, 1, 2, 3, 5, 12, 50))
            )
            viewers = random.randint(40, 40 + len(it.guardians) // 2)
            yield (
                planned,
                started,
                random.choice(BROADCASTS),
                random.randint(1500, 6500),
                viewers,
                int(viewers * 0.7),
            )


def _broadcasts(it: Institution, random: Random, calls: list[Call], sheets_for: set[str]) -> Sheet:
    """The institution's broadcasts with plan and fact, and calls of the platform whose facts are kept by hand."""
    headings = (
        "№",
        "Вид",
        "Тема",
        "План",
        "Начало",
        "Ведущий",
        "Участников",
        "Длительность",
        "Пик",
        "Цель",
        "ID чата",
        "Группа",
    )
    rows = []
    for planned, started, title, seconds, viewers, peak in planned_broadcasts(it):
        if started and day_of(started) < it.moved_on and VK not in sheets_for:
            continue  # those of the former platform stand in video.get
        purpose = "собрание" if "собрание" in title else "мероприятие"
        rows.append((f"Т-{len(rows) + 1}", "трансляция", title, wall(planned), wall(started) if started else None, it.admin.initials, viewers if started else None,
                     _hours(seconds) if started else "", peak if started else None, purpose, "", ""))  # fmt: skip
    for call in calls:
        if call.room.platform not in sheets_for and call.room.platform == VK:
            continue
        purpose = "" if random.random() < 0.05 else call.purpose
        rows.append((f"В-{len(rows) + 1}", "звонок", "", None, wall(call.at), call.host.person.full, call.participants, _hours(call.seconds),
                     None, purpose, str(call.room.id), call.room.group.name if call.room.group else ""))  # fmt: skip
    return Sheet("Трансляции и звонки", headings, rows, title="Журнал трансляций и звонков", total="Итого")


def _hours(seconds: int) -> str:
    """«1 ч 20 мин», «0:42» for the short ones: as different hands write it."""
    if seconds < 60:
        return f"0:00:{seconds:02d}"
    if seconds % 2:
        return (
            f"{seconds // 3600} ч {seconds % 3600 // 60} мин" if seconds >= 3600 else f"{seconds // 60} мин"
        )
    return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
