"""«Сверка»: the manual queue with and without names, decisions in the casebook, movements between two lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from casebook import Casebook
from etl.load import Options, load
from settings import ROOT, settings
from warehouse import reconciliation
from warehouse.access import Denied
from warehouse.connect import open_reader
from warehouse.place import Place

pytestmark = pytest.mark.slow
ADMINISTRATOR, NOW = "администратор", datetime(2026, 11, 1, 5, tzinfo=UTC)


def opened(app: AppTest) -> AppTest:
    app.switch_page("pages/reconciliation.py").run()
    assert not app.exception
    return app


def with_names(app: AppTest, reason: str = "разбор очереди за октябрь") -> AppTest:
    app.text_input(key="reason_reconciliation").input(reason).run()
    app.button(key="open_reconciliation").click().run()
    assert not app.exception
    return app


def seen(app: AppTest) -> str:
    return "\n".join(str(each.value) for kind in ("text", "caption", "markdown") for each in app.get(kind))


def views(place: Place) -> list[str]:
    with Casebook(place.casebook) as book:
        return [row["reason"] for row in book.views()]


def test_names_are_closed_until_a_reason_is_given(app: AppTest, home: Place):
    names = {each.name for each in reconciliation.questions(home, "тест", ADMINISTRATOR, "проверка")}
    assert len(names) > 5
    app = opened(app)
    assert app.title[0].value == "Сверка"
    assert not any(name in seen(app) for name in names)
    before = views(home)
    app = with_names(app)
    assert all(name in seen(app) for name in names)
    assert "сверка: разбор очереди за октябрь" in set(views(home)) - set(before)


def test_without_a_reason_nobody_is_named(home: Place):
    closed = reconciliation.questions(home, "тест", ADMINISTRATOR)
    assert closed
    assert not any(each.name or any(c.name for c in each.candidates) for each in closed)
    assert views(home) == []


def test_this_is_he_settles_an_account_at_once_and_can_be_taken_back(app: AppTest, home: Place):
    first = reconciliation.questions(home, "тест", ADMINISTRATOR)[0]
    person = first.candidates[0].person_id
    app = opened(app)
    app.button(key=f"he_{first.member_id}_{person}").click().run()
    assert not app.exception
    with open_reader(home) as reader:
        assert reader.rows(
            "select person_id, match_level from v_members where member_id = ?", [first.member_id]
        ) == [{"person_id": person, "match_level": 4}]
    left = reconciliation.questions(home, "тест", ADMINISTRATOR)
    assert first.member_id not in {each.member_id for each in left}
    assert [each.person_id for each in reconciliation.settled(home, "тест", ADMINISTRATOR)] == [person]
    app.button(key=f"undo_{first.member_id}").click().run()
    assert reconciliation.settled(home, "тест", ADMINISTRATOR) == []
    assert reconciliation.questions(home, "тест", ADMINISTRATOR)[0] == first


def test_nobody_of_them_leaves_the_account_without_a_person(app: AppTest, home: Place):
    first = reconciliation.questions(home, "тест", ADMINISTRATOR)[0]
    opened(app).button(key=f"nobody_{first.member_id}").click().run()
    with Casebook(home.casebook) as book:
        assert [(row["member_key"], row["person_key"]) for row in book.matches()] == [(first.member_id, None)]


def test_suggestions_stand_apart(app: AppTest, home: Place):
    found = reconciliation.questions(home, "тест", ADMINISTRATOR)
    assert [each.is_suggestion for each in found] == sorted(each.is_suggestion for each in found)
    told = seen(opened(app))
    assert f"Подсказки: похоже, но имя отличается: {sum(each.is_suggestion for each in found)}" in told
    assert f"Неясно, чья учётная запись: {sum(not each.is_suggestion for each in found)}" in told


@pytest.mark.parametrize("role", ["директор", "модератор", "методист", "отчётность", "никто"])
def test_other_roles_see_no_queue(home: Place, role: str):
    for ask in (
        lambda: reconciliation.questions(home, "тест", role, "проверка"),
        lambda: reconciliation.settled(home, "тест", role, "проверка"),
        lambda: reconciliation.movements(home, role),
    ):
        with pytest.raises(Denied):
            ask()
    assert views(home) == []


# --- movements -------------------------------------------------------------------------------------------


def list_of(folder: Path, day: str, *people: tuple[str, str]) -> Path:
    path = folder / f"участники_{day}.csv"
    rows = [f"{number};{name};обучающийся;MAX" for number, name in people]
    path.write_text("\n".join(["ID;ФИО;Роль;Платформа", *rows]), encoding="utf-8")
    return path


@pytest.fixture
def two_lists(tmp_path: Path) -> tuple[Path, Path]:
    ann, bob, cat, dan = (
        ("701", "Выдрина Анна Павловна"),
        ("702", "Грачёв Борис Ильич"),
        ("703", "Дроздова Вера Олеговна"),
        ("704", "*Ежов* Глеб Маркович"),
    )
    return list_of(tmp_path, "2026-09-30", ann, bob, cat), list_of(tmp_path, "2026-10-31", bob, cat, dan)


@pytest.mark.parametrize("complete", [True, False])
def test_movements_between_two_lists(tmp_path: Path, two_lists: tuple[Path, Path], complete: bool):
    place = Place(tmp_path / "home")
    for path in two_lists:
        load([path], place, settings(), Options(complete=complete), now=datetime(2026, 11, 1))
    (found,) = reconciliation.movements(place, ADMINISTRATOR)
    assert (found.table, found.scope, found.before, found.after) == (
        "members",
        "MAX",
        date(2026, 9, 30),
        date(2026, 10, 31),
    )
    assert (found.n_joined, found.n_gone, found.is_complete) == (1, 1, complete)
    rows = reconciliation.moved(place, found, "тест", ADMINISTRATOR, "сверка: движение")
    assert [(row["what"], row["full_name"]) for row in rows] == [
        ("появился", "*Ежов* Глеб Маркович"),
        ("нет в новом списке", "Выдрина Анна Павловна"),
    ]
    assert views(place) == ["сверка: движение"]


def test_one_list_has_no_movements(tmp_path: Path, two_lists: tuple[Path, Path]):
    place = Place(tmp_path / "home")
    load([two_lists[0]], place, settings(), Options(complete=True), now=datetime(2026, 11, 1))
    assert reconciliation.movements(place, ADMINISTRATOR) == []


def test_the_page_shows_movements(
    tmp_path: Path, two_lists: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
):
    place = Place(tmp_path / "home")
    for path in two_lists:
        load([path], place, settings(), Options(complete=True), now=datetime(2026, 11, 1))
    monkeypatch.setenv("SFERUM_HOME", str(place.home))
    st.cache_data.clear()
    app = opened(AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=90).run())
    table = next(each.value for each in app.dataframe if "Появились" in each.value.columns)
    assert table[["Список", "Появились", "Нет в новом"]].values.tolist() == [
        ["Участники платформы (MAX)", 1, 1]
    ]
    st.cache_data.clear()
