"""Sheets: state lists over time, journals and their editions, corrected files, dry runs, unknown words, empty cells."""

from datetime import date, datetime

import duckdb
import pytest

from tests.etl.loading import CHAT, history, home, message
from warehouse.queries import vanished_rows

__all__ = ["home"]
PEOPLE = ("ФИО", "Год рождения", "Группа", "Объединение")
ANNA = ("Ветрова Анна Ильинична", 2013, "Г-1", "Гончары")
OLEG = ("Дубов Олег Павлович", 2012, "Г-1", "Гончары")
IRA = ("Лесная Ирина Львовна", 2011, "Г-2", "Гончары")
SAILS = ("Морев Егор Ильич", 2010, "П-1", "Паруса")


# --- state lists ------------------------------------------------------------------------------------------
def test_a_state_list_without_a_date_is_refused_with_the_question(home):
    found = home.load(home.sheet("контингент.csv", PEOPLE, ANNA)).files[0]
    assert found.status == "refused"
    assert "--as-of" in found.reason
    assert "на какую дату" in found.reason
    assert home.load(home.inbox, as_of=date(2026, 10, 1)).ok
    assert home.one("select count(*) from students") == 1


LEAVERS = {
    "a complete list: the missing one has left": (
        True,
        [ANNA, OLEG, IRA],
        [ANNA, OLEG],
        {"Лесная Ирина Львовна"},
    ),
    "a list not told complete": (False, [ANNA, OLEG, IRA], [ANNA, OLEG], set()),
    "another association is another scope": (True, [ANNA, SAILS], [ANNA], set()),
    "nobody is missing": (True, [ANNA, OLEG], [ANNA, OLEG, IRA], set()),
}


@pytest.mark.parametrize("case", LEAVERS)
def test_who_is_missing_from_a_later_complete_list_has_left(home, case):
    complete, before, after, expected = LEAVERS[case]
    home.load(home.sheet("контингент_2026-09-01.csv", PEOPLE, *before))
    home.load(home.sheet("контингент_2026-10-01.csv", PEOPLE, *after), complete=complete)
    left = home.rows(
        """select p.full_name, s.left_on from students s join private.people p using (person_id) where s.left_on is not null"""
    )
    assert {row[0] for row in left} == expected
    assert all(row[1] == date(2026, 10, 1) for row in left)


def test_a_list_loaded_late_takes_nobody_away(home):
    home.load(home.sheet("контингент_2026-10-01.csv", PEOPLE, ANNA, OLEG), complete=True)
    home.load(home.sheet("контингент_2026-09-01.csv", PEOPLE, ANNA), complete=True)
    assert home.one("select count(*) from students where left_on is not null") == 0


# --- journals ---------------------------------------------------------------------------------------------
JOURNAL = ("№", "ID чата", "ID участника", "Пункт правил", "Дата и время", "Статус")


def _violation(number, clause="5.3-2", status="подтверждено"):
    return (number, CHAT, 920000001, clause, f"0{number}.10.2026 22:10", status)


def test_a_corrected_journal_replaces_its_row_and_a_missing_row_is_kept_as_vanished(home):
    home.load(home.sheet("нарушения.csv", JOURNAL, *map(_violation, (1, 2, 3))))
    path = home.sheet("нарушения.csv", JOURNAL, _violation(1), _violation(2, status="отклонено"))
    found = home.load(path)
    assert (found.files[0].rows_in, found.files[0].loaded, found.files[0].unchanged) == (2, 1, 1)
    assert (found.changes["violations"].corrected, found.changes["violations"].vanished) == (1, 1)
    assert home.rows("select status, is_corrected, vanished_on from violations order by occurred_at") == [
        ("подтверждено", False, None),
        ("отклонено", True, None),
        ("подтверждено", False, date(2026, 11, 1)),
    ]
    home.load(home.sheet("нарушения.csv", JOURNAL, *map(_violation, (1, 2, 3, 4))))
    assert home.one("select count(*) from violations where vanished_on is not null") == 0


# The newest fact is «на дату»: what a paper says of days to come is none.
DATED = {
    "a ticket": (
        ("Поступило", "Тема обращения"),
        ("02.11.2026 10:15", "вход"),
        datetime(2026, 11, 2, 10, 15),
    ),
    "a call that was held, its day alone told": (
        ("Вид", "Дата", "Участников"),
        ("звонок", "02.11.2026", 12),
        datetime(2026, 11, 2),
    ),
    "a call that is planned": (("Вид", "План", "Участников"), ("звонок", "02.11.2026 18:00", 12), None),
    "an exception": (
        ("ID чата", "С", "По", "Вид исключения"),
        (CHAT, "02.11.2026 00:00", "09.11.2026 00:00", "поездка коллектива"),
        None,
    ),
    "an act": (("Вид акта", "Дата"), ("указание", "02.11.2026"), None),
}


@pytest.mark.parametrize("case", DATED)
def test_what_happened_moves_the_date_of_all_figures(home, case):
    headings, row, newest = DATED[case]
    result = home.load(
        home.sheet("журнал.csv", headings, row), home.write(f"{CHAT}.json", history([message(1)]))
    )
    assert [file.loaded for file in result.files] == [1, 1]
    told = home.one("select value from facts where name = 'newest_fact_local'")
    assert datetime.fromisoformat(told) == (newest or datetime(2026, 9, 21, 21, 14, 20))


def test_a_vanished_call_that_told_its_day_alone_shows_it(home):
    headings = ("№", "Вид", "Дата", "Участников")
    home.load(
        home.sheet(
            "звонки.csv", headings, ("Т1", "звонок", "02.10.2026", 12), ("Т2", "звонок", "03.10.2026", 9)
        )
    )
    home.load(home.sheet("звонки.csv", headings, ("Т1", "звонок", "02.10.2026", 12)))
    (row,) = vanished_rows(home.place, "тест", "администратор")
    assert (row["number"], row["happened"], row["has_time"]) == ("Т2", datetime(2026, 10, 3), False)


def test_another_journal_takes_nothing_from_this_one(home):
    home.load(home.sheet("нарушения_сентябрь.csv", JOURNAL, *map(_violation, (1, 2, 3))))
    home.load(home.sheet("нарушения_октябрь.csv", JOURNAL, *map(_violation, (5, 6))))
    assert home.rows("select count(*), count(vanished_on) from violations") == [(5, 0)]


def test_words_out_of_the_closed_list_load_as_other_with_the_raw_word_kept(home):
    home.load(
        home.sheet(
            "обращения.csv",
            ("№ обращения", "Поступило", "Тема обращения"),
            (1, "05.10.2026", "вход"),
            (2, "06.10.2026", "про погоду"),
        )
    )
    assert home.rows("select topic from tickets order by opened_at") == [("вход",), ("иное",)]
    assert home.one("select count(*) from private.tickets where extras like '%про погоду%'") == 1


# --- cells ------------------------------------------------------------------------------------------------
MESSAGES = ("ID сообщения", "ID чата", "ID автора", "Отправлено", "Текст", "Платформа")
# cells of one row → (loaded, column of the reject)
CELLS = {
    "sound": ((1, CHAT, 9, "05.10.2026 10:00", "Да", "MAX"), True, None),
    "no id": (("", CHAT, 9, "05.10.2026 10:00", "Да", "MAX"), False, "ID сообщения"),
    "no chat": ((1, "", 9, "05.10.2026 10:00", "Да", "MAX"), False, "ID чата"),
    "no time": ((1, CHAT, 9, "", "Да", "MAX"), True, None),
    "before messengers": ((1, CHAT, 9, "05.10.1999 10:00", "Да", "MAX"), False, "Отправлено"),
    "after this century": ((1, CHAT, 9, "05.10.2101 10:00", "Да", "MAX"), False, "Отправлено"),
    "no such day": ((1, CHAT, 9, "31.02.2026 10:00", "Да", "MAX"), False, "Отправлено"),
    "a formula's text": ((1, CHAT, 9, "05.10.2026 10:00", "=1+1", "MAX"), True, None),
    "a zero byte": ((1, CHAT, 9, "05.10.2026 10:00", "Да\x00нет", "MAX"), True, None),
}


@pytest.mark.parametrize("case", CELLS)
def test_a_bad_row_is_rejected_and_the_good_one_beside_it_loaded(home, case):
    row, loads, column = CELLS[case]
    result = home.load(
        home.sheet("сообщения.csv", MESSAGES, (77, CHAT, 9, "06.10.2026 10:00", "Хорошая", "MAX"), row)
    )
    found = result.files[0]
    assert result.ok
    assert (found.loaded, found.rejected) == ((2, 0) if loads else (1, 1))
    assert home.one("select count(*) from messages") == found.loaded
    told = home.rows("select column_key, message from rejects")
    assert [each[0] for each in told] == ([] if column is None else [column])
    assert all(any("а" <= sign <= "я" for sign in each[1]) for each in told)
    assert "31.02" not in str(home.rows("select * from rejects"))


def test_an_empty_platform_is_that_of_the_chat(home):
    home.write(f"{CHAT}.json", history([message(1)]))
    home.load()
    home.load(
        home.sheet(
            "сообщения.csv",
            MESSAGES,
            (5, CHAT, 920000001, "06.10.2026 10:00", "Раз", ""),
            (6, 5550001, 9, "06.10.2026 10:00", "Два", ""),
        ),
        all_chats=True,
    )
    assert dict(
        home.rows("select message_id, platform from private.messages where source = 'spreadsheet'")
    ) == {
        "5": "VK Мессенджер",
        "6": home.settings.institution.platform,
    }
    assert home.one("select count(distinct chat_id) from messages") == 2


REGISTER = ("ID чата", "Название чата", "Вид чата")


@pytest.mark.parametrize("register_first", [True, False])
def test_a_register_without_platforms_may_come_before_the_dump_or_after_it(home, register_first):
    register = home.sheet("чаты_2026-10-31.csv", REGISTER, (CHAT, "Гончары", "родители"))
    journal = home.sheet(
        "нарушения.csv",
        ("№", "ID чата", "ID участника", "Пункт", "Дата и время", "Статус"),
        ("1", CHAT, 920000001, "5.3-2", "06.10.2026 10:00", "подтверждено"),
    )
    dump = home.write(f"{CHAT}.json", history([message(1)]))
    for path in (register, journal, dump) if register_first else (dump, register, journal):
        home.load(path)
    assert home.rows("select platform, kind, kind_source from chats") == [
        ("VK Мессенджер", "родители", "register")
    ]
    assert home.rows("select c.kind, m.n_messages from violations v join chats c using (chat_id) join coverage m using (chat_id)") == [("родители", 1)]  # fmt: skip
    again = home.sheet("чаты_2026-11-30.csv", REGISTER, (CHAT, "Гончары", "обучающиеся"))
    home.load(again)
    assert home.rows("select platform, kind from chats") == [("VK Мессенджер", "обучающиеся")]
    assert home.one("select count(*) from private.chats where source = 'spreadsheet'") == 1


def test_a_column_declared_since_the_published_version_is_added(home):
    home.load(home.write(f"{CHAT}.json", history([message(1)])))
    version = home.place.version()
    for path, alias in ((home.place.private_file(version), "private"), (home.place.public_file(version), "")):
        with duckdb.connect(str(path)) as connection:
            connection.execute(
                "alter table chats drop column platform"
                if not alias
                else "alter table chats drop column platform_assumed"
            )
    home.load(home.write(f"{CHAT}_2.json", history([message(2)])))
    assert home.rows("select platform from chats") == [("VK Мессенджер",)]


def test_a_message_past_local_midnight_belongs_to_the_next_month(home):
    home.load(
        home.sheet(
            "сообщения.csv",
            MESSAGES,
            (1, CHAT, 9, "2026-10-31T17:30:00Z", "Ночь", "MAX"),
            (2, CHAT, 9, "2026-10-31T16:59:59Z", "Вечер", "MAX"),
        )
    )
    assert home.rows("select sent_local, month from messages order by 1") == [
        (datetime(2026, 10, 31, 23, 59, 59), date(2026, 10, 1)),
        (datetime(2026, 11, 1, 0, 30), date(2026, 11, 1)),
    ]


# --- the load as a whole ----------------------------------------------------------------------------------
def test_a_dry_run_tells_and_publishes_nothing(home):
    home.sheet("контингент_2026-09-01.csv", PEOPLE, ANNA, OLEG)
    result = home.load(dry_run=True)
    assert (result.version, result.files[0].loaded, result.tables["students"]) == (None, 2, 2)
    assert home.place.version() is None
    assert not home.place.raw.exists()


def test_a_second_load_of_the_same_folder_publishes_nothing(home):
    home.sheet("контингент_2026-09-01.csv", PEOPLE, ANNA, OLEG)
    home.sheet("нарушения.csv", JOURNAL, _violation(1))
    home.write(f"{CHAT}.json", history([message(1)]))
    version = home.load().version
    again = home.load()
    assert again.version == version == home.place.version()
    assert {file.status for file in again.files} == {"unchanged"}


def test_the_same_content_under_another_name_is_one_file(home):
    home.sheet("контингент_2026-09-01.csv", PEOPLE, ANNA)
    home.sheet("копия/контингент_2026-09-01.csv", PEOPLE, ANNA)
    home.load()
    assert home.rows("select count(*), count(distinct row_id) from students") == [(1, 1)]


def test_the_public_file_holds_no_names(home):
    home.sheet("контингент_2026-09-01.csv", PEOPLE, ANNA)
    home.sheet(
        "чаты_2026-10-31.csv", ("ID чата", "Название чата", "Вид чата"), (CHAT, "Тайные гончары", "родители")
    )
    home.write(f"{CHAT}.json", history([message(1, text="Обжиг в четверг")]))
    home.load()
    content = home.place.public_file(home.place.version()).read_bytes()
    for word in ("Ветрова", "Тайные гончары", "Обжиг в четверг", "920000001", str(CHAT)):
        assert word.encode() not in content, word
