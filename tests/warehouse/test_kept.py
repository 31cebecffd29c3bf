"""Figures kept at the load: shown as long as nothing that they read has changed, counted anew as soon as it has."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from casebook import Casebook
from etl.load import Options, load
from regulation.indicators import BY_ID, INDICATORS
from settings import settings
from tests.pages.conftest import copy_of_home
from warehouse.connect import casebook_of, open_reader
from warehouse.measure import Figure, casebook_tables_of, figures
from warehouse.moderation import audit_cases
from warehouse.periods import month
from warehouse.place import Place

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 2, 5, tzinfo=UTC)
MONTHS = [month("2026-09"), month("2026-10")]
# Of accounts and people; of breaches; of the card of the institution, which no decision touches.
PEOPLE, BREACHES, CARD = "2.3-01", "5.3-00", "2.1.2-01"
KEPT = 424242
# A parents' chat with a message late on an evening of September, and its author.
NIGHT = """
    select m.chat_id, m.author_id from messages m join chats c using (platform, chat_id)
    where c.kind = 'родители' and hour(timezone('Asia/Tomsk', timezone('UTC', m.sent_at))) >= 22
        and timezone('Asia/Tomsk', timezone('UTC', m.sent_at))::date between date '2026-09-02' and date '2026-09-28'
    order by m.sent_at"""


@pytest.fixture
def home(tmp_path: Path) -> Place:
    """The loaded sample, nothing decided."""
    return copy_of_home(tmp_path / "home")


def told(place: Place, *ids: str, kept: bool = True) -> list[Figure]:
    """Figures of the newest months; `kept=False` counts every one of them anew."""
    with open_reader(place) as reader:
        reader.place = place if kept else None
        return figures(reader, [BY_ID[each] for each in ids] or INDICATORS, MONTHS)


def marked(place: Place) -> set[str]:
    """Which of the three are shown as kept: in the file a number stands that no counting could give."""
    with duckdb.connect(str(place.public_file(place.version()))) as file:
        file.execute("update indicator_month set value = ?", [KEPT])
    return {each.indicator.id for each in told(place, PEOPLE, BREACHES, CARD) if each.value == KEPT}


def some_finding(place: Place) -> str:
    with open_reader(place) as reader:
        return reader.scalar("select min(finding_key) from findings where outcome = 'sign'")


def test_nothing_is_counted_anew_while_nothing_changes(home: Place):
    assert marked(home) == {PEOPLE, BREACHES, CARD}


def test_a_decision_on_a_finding_leaves_what_does_not_speak_of_findings(home: Place):
    decided_in(home, "2026-09")
    assert marked(home) == {PEOPLE, CARD}


def decided_in(place: Place, month: str, kind: str = "confirm") -> None:
    """Every finding of one month is decided."""
    with open_reader(place) as reader:
        rows = reader.rows(f"select finding_key from findings where strftime(month, '%Y-%m') = '{month}'")
    assert rows
    with Casebook(place.casebook) as book:
        book.decide([row["finding_key"] for row in rows], kind, "методист", NOW, reason="цитата")


@pytest.mark.parametrize(
    ("month_of_messages", "shown_as_kept"),
    [("2026-10", {"2026-09"}), ("2026-09", set()), ("2026-08", set())],
)
def test_a_decision_leaves_the_months_before_the_message(
    home: Place, month_of_messages: str, shown_as_kept: set[str]
):
    decided_in(home, month_of_messages)
    new = told(home, kept=False)
    assert told(home) == new
    with duckdb.connect(str(home.public_file(home.version()))) as file:
        file.execute("update indicator_month set value = ?", [KEPT])
    assert {str(each.period) for each in told(home, BREACHES) if each.value == KEPT} == shown_as_kept


def test_where_the_history_of_decisions_is_not_the_one_of_the_load_nothing_of_it_is_shown_as_kept(
    home: Place,
):
    with duckdb.connect(str(home.public_file(home.version()))) as file:
        file.execute("update facts set value = '[7, 7, \"another\"]' where name like 'decided at %'")
    decided_in(home, "2026-10")
    assert marked(home) == {PEOPLE, CARD}
    assert not [each for each in told(home, BREACHES) if each.value == KEPT]


def test_a_match_by_hand_leaves_what_does_not_speak_of_people(home: Place):
    with open_reader(home) as reader:
        member = reader.scalar("select min(member_id) from members")
    with Casebook(home.casebook) as book:
        book.match(member, None, "администратор", NOW)
    assert marked(home) == {CARD}


def test_a_restored_casebook_may_tell_anything(home: Place, tmp_path: Path):
    with Casebook(home.casebook) as book:
        book.backup(tmp_path / "copy.sqlite")
        book.restore(tmp_path / "copy.sqlite")
    assert marked(home) == set()  # the card too: rows of its journal may have been dropped


def test_looking_at_names_changes_nothing(home: Place):
    with Casebook(home.casebook) as book:
        book.log_view("Анна", "администратор", "версия", "сверка", NOW)
    assert marked(home) == {PEOPLE, BREACHES, CARD}


def deeds(place: Place) -> list:
    """Whatever people do, one after another."""
    with open_reader(place) as reader:
        findings = [row["finding_key"] for row in reader.rows("select finding_key from findings order by 1")]
        members = [
            row["member_id"] for row in reader.rows("select member_id from members order by 1 limit 20")
        ]
        chats = [row["chat_id"] for row in reader.rows("select chat_id from chats order by 1 limit 20")]
    return [
        lambda book: book.decide(findings[::2], "confirm", "методист", NOW),
        lambda book: book.decide(findings[1::2], "dismiss", "методист", NOW, reason="цитата"),
        lambda book: [book.match(each, None, "администратор", NOW) for each in members],
        lambda book: [book.assign_chat(each, "иной", None, None, "администратор", NOW) for each in chats],
        lambda book: book.switch_rule("flood", False, "много ложных", "методист", NOW),
        lambda book: book.log_report("2026-10", "department", "v", "built", "Анна", NOW),
        lambda book: book.answer(PEOPLE, "2026-09", "разослать ссылки", NOW.date(), None, "Анна", NOW),
    ]


def test_whatever_people_did_the_shown_figures_are_those_counted_anew(home: Place):
    for deed in deeds(home):
        with Casebook(home.casebook) as book:
            deed(book)
        assert told(home) == told(home, kept=False)


def test_a_reader_that_follows_tells_what_a_new_one_tells(home: Place):
    with open_reader(home) as reader:
        reader.place = (
            None  # nothing kept: every mart is built, and stands where nothing that it reads has changed
        )
        figures(reader, INDICATORS, MONTHS)
        for deed in deeds(home):
            with Casebook(home.casebook) as book:
                deed(book)
            reader.follow(casebook_of(home))
            assert figures(reader, INDICATORS, MONTHS) == told(home, kept=False)
            with open_reader(home) as new:
                assert audit_cases(reader, MONTHS[1]) == audit_cases(new, MONTHS[1])


def test_after_a_decision_only_marts_that_read_decisions_are_built_anew(home: Place):
    with open_reader(home) as reader:
        reader.place = None
        figures(reader, INDICATORS, MONTHS)
        key = some_finding(home)
        with Casebook(home.casebook) as book:
            book.decide([key], "confirm", "методист", NOW)
        reader.follow(casebook_of(home))
        assert {"mart_person_point", "mart_violation"} & set(reader.built) == {"mart_person_point"}
        assert reader.scalar("select state from v_findings where finding_key = ?", [key]) == "confirmed"


def test_every_mart_that_reads_decisions_is_known_to():
    assert "decisions" in casebook_tables_of("mart_episode_period")  # through mart_violation
    assert "matches" in casebook_tables_of("mart_person_point")  # through a view
    assert "decisions" not in casebook_tables_of("mart_member_period")
    assert casebook_tables_of("mart_version_period") == frozenset()


LATER = {
    "an exception for September": (
        "исключения.csv",
        ("№", "ID чата", "С", "По", "Вид исключения", "Основание", "Внесено"),
        lambda chat, who: ("Z1", chat, "01.09.2026 00:00", "30.09.2026 23:59", "выезд", "Приказ 1", "01.09.2026"),
        "5.3-01",
    ),
    "a line of the journal": (
        "нарушения.csv",
        ("№", "ID чата", "ID участника", "Пункт", "Дата и время", "Статус"),
        lambda chat, who: ("Z1", chat, who, "5.3-2", "10.09.2026 12:00", "подтверждено"),
        "5.3-02",
    ),
    "a reprimand": (
        "меры.csv",
        ("№ меры", "Мера", "ID чата", "ID участника", "Начало"),
        lambda chat, who: ("Z1", "блокировка", chat, who, "10.09.2026 12:00"),
        "4.5-02",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LATER)
def test_what_is_loaded_later_shows_in_the_months_that_it_speaks_of(home: Place, tmp_path: Path, case: str):
    name, headings, line, touched = LATER[case]
    with duckdb.connect(str(home.private_file(home.version())), read_only=True) as file:
        chat, who = file.execute(NIGHT).fetchall()[0]
    before = told(home, touched)
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, delimiter=";").writerows([headings, line(chat, who)])
    load([path], home, settings(), Options(all_chats=True), now=NOW.replace(tzinfo=None))
    assert told(home) == told(home, kept=False)
    assert told(home, touched) != before
