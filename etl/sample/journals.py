"""What people keep by hand about the platform: moderation, links, requests, exceptions, consents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from etl.sample.people import MAX, VK, Account, Institution, Person, Room, day_of, staff_link, wall
from etl.sample.sheets import Sheet, csv_file, xlsx
from etl.sample.story import Exemption, Measure, Story, Violation


def write(folder: Path, it: Institution, story: Story, ids) -> None:
    """Every journal. `ids(room, message)` gives the platform's own id of a message."""
    random = Random(f"sample/{it.seed}/journals")
    _moderation(folder, it, story, random, ids)
    xlsx(folder / "ссылки_и_заявки.xlsx", _links(it, random), _requests(it, random))
    csv_file(folder / "исключения_из_времени.csv", _exemptions(story), delimiter=",", encoding="utf-8")
    xlsx(folder / "согласия.xlsx", _consents(it, random))


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


# --- exceptions and consents --------------------------------------------------------------------------
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
