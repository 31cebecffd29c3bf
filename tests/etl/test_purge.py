"""Retention: what is due goes from both files and from raw/, the act says so, and a dry run touches nothing."""

from datetime import UTC, date, datetime

import pytest

from casebook import Casebook
from etl.purge import purge
from regulation.indicators import BY_ID
from tests.etl.loading import CHAT, START, Home, history, home, message
from warehouse.connect import open_reader
from warehouse.measure import DESTROYED, figures
from warehouse.periods import month

__all__ = ["home"]
YEARS = 2 * 365 * 86_400


def test_what_is_due_goes_and_the_act_says_so(home):
    old = message(1, text="Давнее слово о глине", date=START - YEARS)
    home.load(home.write(f"{CHAT}.json", history([old, message(2)])))
    told = purge(home.place, home.settings, date(2026, 11, 2), dry_run=True)
    assert told.startswith("ПРОБА")
    assert home.one("select count(*) from messages") == 2
    act = purge(home.place, home.settings, date(2026, 11, 2))
    assert "АКТ" in act
    assert "сведения о сообщениях прошлых учебных лет: 1." in act
    assert home.rows("select count(*), min(day) >= date '2026-09-01' from messages") == [(1, True)]
    assert home.one("select count(*) from private.messages") == 1
    assert [path.read_text("utf-8") for path in (home.place.state / "acts").iterdir()] == [act]


# --- people who have left -----------------------------------------------------------------------------------
PUPIL = ("№ личного дела", "ФИО", "Группа", "Объединение", "Дата зачисления", "Дата отчисления", "Статус")
GONE, STAYED, LATE = "Прошлый Пётр Ильич", "Нынешняя Анна Львовна", "Осенний Олег Ильич"


def _lists(home: Home) -> None:
    """A person of each list who left before the school year, one who left in it, and one who is there."""
    home.sheet(
        "контингент_2026-10-31.csv", PUPIL,
        ("1", GONE, "Группа 1", "Гончары", "01.09.2024", "31.05.2026", "отчислен"),
        ("2", STAYED, "Группа 1", "Гончары", "01.09.2025", "", "учится"),
        ("3", LATE, "Группа 1", "Гончары", "01.09.2025", "10.09.2026", "отчислен"),
    )  # fmt: skip
    home.sheet(
        "родители_2026-10-31.csv", ("ФИО родителя", "ФИО обучающегося", "Группа"),
        ("Прошлая Ольга Ивановна", GONE, "Группа 1"),
        ("Нынешняя Мария Ивановна", STAYED, "Группа 1"),
        ("Нынешняя Мария Ивановна", GONE, "Группа 1"),
    )  # fmt: skip
    home.sheet(
        "штат_2026-10-31.csv", ("Табельный №", "ФИО сотрудника", "Должность", "Категория", "Дата приёма", "Дата увольнения"),
        ("11", "Уволенный Иван Петрович", "педагог", "педагог", "01.09.2020", "15.06.2026"),
        ("12", "Гончарова Вера Павловна", "педагог", "педагог", "01.09.2020", ""),
    )  # fmt: skip
    home.sheet(
        "участники_2026-10-31.csv", ("ID участника", "ФИО участника", "Роль", "Дата выхода", "Платформа"),
        ("920000021", GONE, "обучающийся", "01.06.2026", "VK Мессенджер"),
        ("920000022", STAYED, "обучающийся", "", "VK Мессенджер"),
    )  # fmt: skip
    home.sheet(
        "состав_2026-10-31.csv", ("ID чата", "ID участника", "ФИО участника", "Вступил", "Вышел", "Платформа"),
        (CHAT, "920000021", GONE, "01.09.2025", "01.06.2026", "VK Мессенджер"),
        (CHAT, "920000022", STAYED, "01.09.2025", "", "VK Мессенджер"),
    )  # fmt: skip
    home.sheet(
        "заявки.csv", ("№ заявки", "Заявитель", "Дата заявки", "Дата решения", "Решение"),
        ("1", "Давний Илья Ильич", "01.03.2026", "02.03.2026", "отклонена"),
        ("2", "Свежий Илья Ильич", "01.10.2026", "", ""),
    )  # fmt: skip
    home.sheet(
        "чаты_2026-10-31.csv", ("ID чата", "Название чата", "Вид чата"), (CHAT, "Гончары", "обучающиеся")
    )


def test_people_who_left_before_the_school_year_go_and_those_who_stay_stay(home):
    _lists(home)
    home.load()
    names = "select full_name from private.{} order by 1"
    told = purge(home.place, home.settings, date(2026, 11, 2), dry_run=True)
    assert "строки списка «Контингент" in told
    assert len(home.rows(names.format("students"))) == 3
    act = purge(home.place, home.settings, date(2026, 11, 2))
    assert home.rows(names.format("students")) == [(STAYED,), (LATE,)]
    assert home.rows("select full_name, student_name from private.guardians") == [
        ("Нынешняя Мария Ивановна", STAYED)
    ]
    assert home.rows(names.format("staff")) == [("Гончарова Вера Павловна",)]
    assert home.rows(names.format("members")) == [(STAYED,)]
    assert home.rows(names.format("join_requests")) == [("Свежий Илья Ильич",)]
    assert home.rows("select count(*) from chat_members") == [(1,)]
    for line in ("Контингент", "Родители", "Штат", "Участники", "Состав чатов", "Заявки"):
        assert f"«{line}" in act, act
    # nothing of them is left elsewhere: neither a name nor the number behind a pseudonym
    people = {name for (name,) in home.rows("select full_name from private.people")}
    assert people == {"Гончарова Вера Павловна", "Нынешняя Мария Ивановна", STAYED, LATE}
    assert home.rows("select raw_id from private.ids where kind = 'member'") == [("920000022",)]
    for path in home.place.home.rglob("*"):
        assert path.is_dir() or GONE.encode() not in path.read_bytes(), path


def test_whoever_is_still_in_a_chat_keeps_the_day_of_joining(home):
    joined = message(1, text="", date=START - 86_400 * 200, action={"type": "chat_invite_user_by_link"})
    home.load(home.write(f"{CHAT}.json", history([joined, message(2)])))
    before = home.rows("select joined_at, join_method from chat_members")
    purge(home.place, home.settings, date(2026, 11, 2))
    assert before == home.rows("select joined_at, join_method from chat_members") != []


def test_a_second_purge_finds_nothing(home):
    _lists(home)
    home.load()
    purge(home.place, home.settings, date(2026, 11, 2))
    assert "строки списка" not in purge(home.place, home.settings, date(2026, 11, 2), dry_run=True)


@pytest.fixture
def counting_home(tmp_path) -> Home:
    """A home whose loads keep the figures of months."""
    return Home(tmp_path)


def test_figures_of_destroyed_months_are_the_kept_ones_whatever_changes_later(counting_home):
    home = counting_home
    _lists(home)
    old = [message(n, date=START - 86_400 * 150 + n * 60) for n in range(1, 6)]
    home.write(f"{CHAT}.json", history([*old, message(9)]))
    home.load()
    may = month(date(2026, 4, 1))
    asked = [BY_ID["5.3-01"], BY_ID["B2"], BY_ID["1.3-05"]]

    def told():
        with open_reader(home.place, settings=home.settings) as reader:
            return [(each.numerator, each.denominator, each.value) for each in figures(reader, asked, [may])]

    kept = told()
    assert kept[1][2]
    purge(home.place, home.settings, date(2026, 11, 2))
    assert told() == kept
    home.load(home.sheet("группы_2026-11-01.csv", ("Группа", "Объединение", "Педагог группы"), ("Группа 1", "Гончары", "Гончарова В. П.")))  # fmt: skip
    assert told() == kept
    with open_reader(home.place, settings=home.settings) as reader:
        long_ago = figures(reader, asked, [month(date(2020, 4, 1))])
    assert {each.why for each in long_ago} == {DESTROYED}


def test_a_month_is_counted_a_last_time_with_what_people_decided_since_its_load(counting_home):
    home = counting_home
    home.sheet("чаты_2026-10-31.csv", ("ID чата", "Название чата", "Вид чата"), (CHAT, "Гончары", "родители"))
    night = [message(n, date=START - 86_400 * 150 + 7_200 + n * 60) for n in range(1, 6)]
    home.write(f"{CHAT}.json", history([*night, message(9)]))
    home.load()
    asked, april = [BY_ID["5.3-01"]], month(date(2026, 4, 1))

    def told():
        with open_reader(home.place, settings=home.settings) as reader:
            return [(each.numerator, each.denominator) for each in figures(reader, asked, [april])]

    assert told() == [(5, 5)]
    with Casebook(home.place.casebook) as book:
        [(key,), *_] = home.rows(
            "select finding_key from findings where rule = 'quiet_hours' order by sent_local"
        )
        book.decide([key], "dismiss", "директор", datetime(2026, 10, 1, tzinfo=UTC), reason="выезд группы")
    assert told() == [(4, 5)]
    purge(home.place, home.settings, date(2026, 11, 2))
    assert not home.rows("select 1 from messages where month = date '2026-04-01'")
    assert told() == [(4, 5)]
