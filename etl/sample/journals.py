"""What people keep by hand: moderation, links, requests, channels, tickets, exceptions, consents, acts, calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from etl.sample.people import MAX, VK, Account, Institution, Person, Room, at, day_of, staff_link, wall
from etl.sample.sheets import Sheet, csv_file, xlsx
from etl.sample.story import Exemption, Measure, Story, Violation
from etl.sample.talk import Call


def write(folder: Path, it: Institution, story: Story, calls: list[Call], sheets_for: set[str], ids) -> None:
    """Every journal. `ids(message)` gives the platform's own id of a message."""
    random = Random(f"sample/{it.seed}/journals")
    _moderation(folder, it, story, random, ids)
    xlsx(folder / "ссылки_и_заявки.xlsx", _links(it, random), _requests(it, random))
    csv_file(folder / "публикации_в_каналах.csv", _posts(it, random), encoding="cp1251")
    xlsx(folder / "обращения.xlsx", _tickets(it, random))
    csv_file(folder / "исключения_из_времени.csv", _exemptions(story), delimiter=",", encoding="utf-8")
    xlsx(folder / "согласия.xlsx", _consents(it, random))
    xlsx(folder / "акты_и_карточка.xlsx", _acts(it), _profile(it))
    csv_file(folder / "календарь.csv", _calendar(it))
    xlsx(folder / "трансляции_и_звонки.xlsx", _broadcasts(it, random, calls, sheets_for))


def reference(account: Account, room: Room, random: Random) -> str:
    """How a person writes a participant down: mostly the full name, sometimes initials, sometimes the number."""
    chance = random.random()
    namesakes = sum(1 for stay in room.stays if stay.account.last == account.last)
    if account.guise or chance < 0.25 or namesakes > 1:
        return str(account.id)
    if chance < 0.45:
        return f"{account.last}  {account.first[0]}. {account.middle[:1]}."
    return f"{account.last} {account.first} {account.middle}"


def _who(person: Person | None) -> str:
    return person.initials if person else ""


def _when(moment: int | None, day_only: bool = False) -> datetime | date | None:
    if moment is None:
        return None
    return day_of(moment) if day_only else wall(moment)


# --- moderation ---------------------------------------------------------------------------------------
_VIOLATIONS = ("№", "Чат", "Участник", "Пункт правил", "Дата и время", "ID сообщения", "Статус", "Замечено", "Сообщение удалено",
               "Модератор", "Комментарий", "Платформа")  # fmt: skip
_MEASURES = ("№ меры", "Мера", "Чат", "Участник", "Дата меры", "Заблокирован до", "Снята", "Кто применил", "Причина", "Основание",
             "Извинение", "Участники опрошены", "Возражений", "Платформа")  # fmt: skip


def _moderation(folder: Path, it: Institution, story: Story, random: Random, ids) -> None:
    """Two sheets of one workbook for the present platform, one common CSV for the former one."""
    now = [v for v in story.violations if v.room.platform == MAX]
    bad = [
        (
            "Н-9001",
            "Нет такого чата",
            "Безымянный Участник",
            "5.3-2",
            "31.02.2026 12:00",
            "",
            "подтверждено",
            None,
            None,
            "",
            "",
            MAX,
        )
    ]
    xlsx(
        folder / "журналы_модерации.xlsx",
        Sheet(
            "Нарушения",
            _VIOLATIONS,
            [_violation(v, random, ids) for v in now] + bad,
            title="Журнал нарушений правил общения",
            dates="text",
        ),
        Sheet(
            "Меры",
            _MEASURES,
            [_measure(m, random) for m in story.measures if m.room.platform == MAX],
            title="Журнал мер",
        ),
    )
    before = [v for v in story.violations if v.room.platform == VK]
    measures = {
        m.basis[-1].number: m
        for m in story.measures
        if m.room.platform == VK and m.basis and m.kind == "блокировка"
    }
    if before:
        csv_file(folder / "журнал_модерации_VK.csv", _common(before, measures, random, ids))


def _chat(room: Room, random: Random) -> str:
    return str(room.id) if random.random() < 0.35 else room.title


def _violation(v: Violation, random: Random, ids) -> tuple:
    message = v.message
    return (
        v.number, _chat(v.room, random), reference(v.account, v.room, random), v.clause, _when(v.at, v.day_only),
        ids(v.room, message) if message and random.random() < 0.85 and not v.day_only else "", v.status,
        _when(v.detected), _when(v.removed), _who(v.recorded_by), v.comment, v.room.platform,
    )  # fmt: skip


def _measure(m: Measure, random: Random) -> tuple:
    return (
        m.number, m.kind, str(m.room.id) if random.random() < 0.5 else m.room.title, reference(m.account, m.room, random), _when(m.at),
        _when(m.planned_end), _when(m.ended), _who(m.decided_by), m.reason if m.kind in ("блокировка", "удаление") else "",
        "; ".join(v.number for v in m.basis), _when(m.apology), _when(m.consulted), m.objections, m.room.platform,
    )  # fmt: skip


def _common(rows: list[Violation], measures: dict[str, Measure], random: Random, ids) -> Sheet:
    """One journal for both: an empty «Мера» is a violation only."""
    headings = ("№", "ID чата", "Нарушитель", "Пункт", "Дата", "ID сообщения", "Статус", "Сообщение удалено", "Мера", "Заблокирован до",
                "Снята", "Причина", "Модератор", "Платформа")  # fmt: skip

    def lines() -> Iterator[tuple]:
        for v in rows:
            m = measures.get(v.number)
            yield (
                v.number, v.room.id, v.account.id, v.clause, _when(v.at), ids(v.room, v.message) if v.message else "", v.status,
                _when(v.removed), m.kind if m else "", _when(m.planned_end) if m else None, _when(m.ended) if m else None,
                m.reason if m else "", _who(v.recorded_by), VK,
            )  # fmt: skip

    return Sheet("", headings, lines(), title="Журнал модерации (прежняя платформа)")


# --- links and requests -------------------------------------------------------------------------------
def _links(it: Institution, random: Random) -> Sheet:
    headings = ("№ ссылки", "Для роли", "Создана", "Куда", "Кому", "Кто создал", "Срок действия", "Одноразовая", "Использована раз",
                "Последнее использование", "Аннулирована", "Платформа")  # fmt: skip
    used: dict[str, list[Account]] = {}
    for account in it.accounts:
        used.setdefault(account.link_id, []).append(account)
    rows = [
        _room_link(it, room, used.get(f"С-{room.key:03d}", []), random) for room in it.rooms if room.group
    ]
    rows += list(_staff_links(it, random))
    return Sheet("Ссылки", headings, rows, title="Журнал ссылок-приглашений", total="Итого")


def _room_link(it: Institution, room: Room, users: list[Account], random: Random) -> tuple:
    role = "обучающийся" if room.kind == "обучающиеся" else "родитель"
    last = max((a.joined_on for a in users), default=None)
    expires = it.school_year_start + timedelta(days=300) if random.random() < 0.9 else None
    if room.platform == VK:
        expires = it.moved_on
    revoked = None
    stale = (last or day_of(room.created)) + timedelta(days=14)
    if stale < it.as_of and random.random() < 0.85:
        revoked = stale + timedelta(days=random.randint(0, 6))
    if room.key % 41 == 7 and last:
        revoked = last - timedelta(days=2)  # somebody came in by a link that had been revoked
    if room.key % 37 == 5:
        role = "сотрудник"  # a link for the wrong role
    return (
        f"С-{room.key:03d}", role, wall(room.created), room.title, "", room.created_by.person.full if room.created_by else "",
        expires, False, len(users) * (3 if room.key % 29 == 3 else 1), last, revoked if revoked is None or revoked <= it.as_of else None,
        room.platform,
    )  # fmt: skip


def _staff_links(it: Institution, random: Random) -> Iterator[tuple]:
    """A single-use link for every teacher; the newcomer's came late."""
    for number, person in enumerate(it.staff):
        account = it.account(person, MAX) or it.account(person, VK)
        platform = account.platform if account else MAX if it.as_of >= it.moved_on else VK
        base = (
            account.joined_on - timedelta(days=random.randint(1, 4))
            if account
            else it.as_of - timedelta(days=40)
        )
        hired = person.staff.hired_on
        if hired and hired > base:
            base = hired + timedelta(days=random.choice((0, 1, 2, 6)))
        used = account.joined_on if account else None
        yield (staff_link(number), "педагог", base, "", person.full, it.admin.full, base + timedelta(days=60), True, 1 if used else 0,
               used, None, platform)  # fmt: skip


def _requests(it: Institution, random: Random) -> Sheet:
    headings = (
        "№ заявки",
        "Заявитель",
        "Дата заявки",
        "Роль",
        "Решение",
        "Дата решения",
        "Кто рассмотрел",
        "ID участника",
    )
    rows = []
    asked = [a for a in it.accounts if a.join_source == "заявка"]
    for number, account in enumerate(sorted(asked, key=lambda a: a.joined_on), 1):
        day = account.joined_on - timedelta(days=random.choice((0, 1, 1, 2, 3, 7)))
        rows.append(
            (
                f"З-{number}",
                account.person.full,
                day,
                account.role.lower(),
                "принята",
                account.joined_on,
                it.admin.initials,
                account.id,
            )
        )
    stranger = it.account(it.outsiders[0], MAX)
    if stranger:
        rows.append(
            (
                f"З-{len(rows) + 1}",
                stranger.person.full,
                stranger.joined_on,
                "родитель",
                "принята",
                stranger.joined_on,
                it.admin.initials,
                stranger.id,
            )
        )
    for back, decision in ((30, "отклонена"), (12, ""), (6, ""), (1, "")):
        name = random.choice(it.guardians).full
        day = it.as_of - timedelta(days=back)
        rows.append((f"З-{len(rows) + 1}", name, day, "родитель", decision, day + timedelta(days=1) if decision else None,
                     it.admin.initials if decision else "", None))  # fmt: skip
    return Sheet("Заявки", headings, rows, dates="text")


# --- channels, tickets, exceptions, consents ----------------------------------------------------------
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


def _tickets(it: Institution, random: Random) -> Sheet:
    topics = (
        "доступ",
        "вход",
        "вход",
        "прочее",
        "прочее",
        "обжалование",
        "конфликт",
        "не урегулировано",
        "платная функция",
        "принуждение",
    )
    weights = (20, 22, 10, 14, 8, 7, 6, 4, 2, 2)
    rooms = [r for r in it.rooms if r.kind == "родители"]
    rows = []
    for month in it.months:
        for _ in range(random.randint(3, 7)):
            day = month + timedelta(days=random.randint(0, 27))
            if day > it.as_of:
                continue
            topic = random.choices(topics, weights)[0]
            level = (
                "разработчик"
                if topic in ("доступ", "платная функция") and random.random() < 0.4
                else "внутреннее"
            )
            opened = wall(at(day, random.randint(9, 17), random.randint(0, 59)))
            closed = (
                opened + timedelta(days=random.choice((0, 0, 1, 1, 2, 3, 6, 12)), hours=2)
                if random.random() < 0.9
                else None
            )
            if closed and closed.date() > it.as_of:
                closed = None
            results = {
                "обжалование": ("обоснована", "отклонена", "мера отменена"),
                "принуждение": ("обоснована", "отклонена"),
            }
            result = (
                random.choice(results.get(topic, ("решено", "решено", "решено", "без результата")))
                if closed
                else ""
            )
            chat = (
                random.choice(rooms).title
                if rooms and topic in ("обжалование", "конфликт", "принуждение")
                else ""
            )
            rows.append(
                (
                    opened,
                    topic,
                    random.choice(("родитель", "педагог", "обучающийся")),
                    level,
                    chat,
                    closed,
                    result,
                )
            )
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


def _exemptions(story: Story) -> Sheet:
    headings = (
        "№",
        "ID чата",
        "Группа",
        "ID участника",
        "С",
        "По",
        "Вид исключения",
        "Часовой пояс",
        "Основание",
        "Внесено",
    )
    rows = [_exemption(number, e) for number, e in enumerate(story.exemptions, 1)]
    return Sheet("", headings, rows)


def _exemption(number: int, e: Exemption) -> tuple:
    return (
        f"И-{number}", e.room.id if e.room else "", e.group_name, e.account.id if e.account else "", wall(e.start), wall(e.end),
        e.kind, e.tz, e.basis, _when(e.entered),
    )  # fmt: skip


def _consents(it: Institution, random: Random) -> Sheet:
    """Consents of those who were added by hand (not all of them), and some others."""
    rows = []
    added = [
        (s, r)
        for r in it.rooms
        for s in r.stays
        if s.method == "добавлен" and s.account.person.kind != "staff"
    ]
    for stay, _ in added:
        if random.random() < 0.7:
            rows.append(
                (
                    stay.account.person.full,
                    "включение в чат",
                    day_of(stay.joined) - timedelta(days=random.randint(0, 5)),
                    None,
                )
            )
    for guardian in it.guardians[::9]:
        rows.append(
            (
                guardian.full,
                "обработка данных",
                it.school_year_start + timedelta(days=random.randint(0, 12)),
                None,
            )
        )
    if len(rows) > 4:
        name, kind, given, _ = rows[2]
        rows[2] = (name, kind, given, max(given, it.as_of - timedelta(days=20)))
    unique = {(row[0], row[2]): row for row in rows}
    return Sheet(
        "Согласия",
        ("Чьё согласие", "Вид", "Дано", "Отозвано"),
        list(unique.values()),
        title="Согласия участников",
    )


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
        rows.append((f"Т-{len(rows) + 1}", "трансляция", title, wall(planned), _when(started), it.admin.initials, viewers if started else None,
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
