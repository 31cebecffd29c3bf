"""Rows that vanished from a journal: shown on «Загрузка и качество», counted until a person says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from casebook import Casebook
from etl.load import Options, load
from settings import ROOT, settings
from tests.pages.test_rights import as_role
from warehouse.access import Denied
from warehouse.connect import open_reader
from warehouse.measure import materialise
from warehouse.periods import month
from warehouse.place import Place
from warehouse.queries import status, vanished_rows

__all__ = ["as_role"]
CHAT = "2000000001"
CHATS = f"ID чата;Название чата;Вид чата;Группа;Объединение;Платформа\n{CHAT};Родители Г-1;родители;Г-1;Гончары;VK Мессенджер\n"
HEADINGS = "№;ID чата;ID участника;Пункт правил;Дата и время;Статус;Платформа\n"
ROWS = [f"{n};{CHAT};92000000{n};5.3-2;0{n}.10.2026 12:10;подтверждено;VK Мессенджер\n" for n in (1, 2, 3, 4)]
SECTION, DROP, KEEP = "Исчезло из журналов", "vanished_drop", "vanished_keep"


def journal(place: Place, folder: Path, *rows: str) -> None:
    path = folder / "нарушения.csv"
    path.write_text(HEADINGS + "".join(rows), encoding="utf-8")
    found = load([path], place, settings(), Options(all_chats=True), now=datetime(2026, 11, 1))
    assert [file.status for file in found.files] == ["loaded"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A home with two editions of one journal: the later one has lost its third row."""
    here = Place(tmp_path / "home")
    monkeypatch.setenv("SFERUM_HOME", str(here.home))
    chats = tmp_path / "чаты_2026-10-01.csv"
    chats.write_text(CHATS, encoding="utf-8")
    load([chats], here, settings(), Options(all_chats=True), now=datetime(2026, 11, 1))
    journal(here, tmp_path, *ROWS[:3])
    journal(here, tmp_path, *ROWS[:2])
    st.cache_data.clear()
    yield here
    st.cache_data.clear()


def opened() -> AppTest:
    app = AppTest.from_file(str(ROOT / "pages" / "quality.py"), default_timeout=60).run()
    app.segmented_control[0].set_value(SECTION).run()
    assert not app.exception
    return app


def counted(place: Place) -> int:
    """Breaches of the journal that indicators count."""
    with open_reader(place) as reader:
        materialise(reader, "mart_violation", [month("2026-10")])
        return reader.scalar("select count(*) from mart_violation where is_counted")


def undecided(place: Place) -> int:
    (found,) = [check for check in status(place)["checks"] if check["id"] == "vanished_rows"]
    return found["rows"]


def decide(app: AppTest, button: str) -> None:
    app.multiselect[0].select(0).run()
    app.text_input[0].input("внесена дважды").run()
    app.button(key=button).click().run()
    assert not app.exception


def test_a_vanished_row_is_shown_and_counts_until_somebody_decides(place: Place):
    (row,) = opened().dataframe[0].value.to_dict("records")
    assert (row["Журнал"], row["Номер"], row["Когда"]) == ("Журнал нарушений", "3", "03.10.2026 12:10")
    assert row["Файл"].startswith("нарушения.csv")
    assert row["Состояние"] == "исчезла из журнала 01.11.2026"
    assert row["Решение"] == "ждёт решения"
    assert (counted(place), undecided(place)) == (3, 1)


def test_removed_rightly_it_no_longer_counts_and_the_decision_can_be_changed(place: Place):
    app = opened()
    decide(app, DROP)
    assert (counted(place), undecided(place)) == (2, 0)
    with Casebook(place.casebook) as book:
        (said,) = book.vanished()
    assert (said["table_name"], said["decision"], said["reason"]) == ("violations", "drop", "внесена дважды")
    assert "удалена верно" in app.dataframe[0].value["Решение"][0]
    decide(app, KEEP)
    assert (counted(place), undecided(place)) == (3, 0)


def test_a_row_that_came_back_counts_whatever_was_said(place: Place, tmp_path: Path):
    decide(opened(), DROP)
    journal(place, tmp_path, *ROWS)
    assert counted(place) == 4
    assert vanished_rows(place, "тест", "администратор") == []


@pytest.mark.parametrize("role", ["директор", "модератор", "отчётность"])
def test_others_do_not_see_them(place: Place, as_role, role: str):
    with pytest.raises(Denied):
        vanished_rows(place, "тест", role)
    as_role(role)
    app = AppTest.from_file(str(ROOT / "pages" / "quality.py"), default_timeout=60).run()
    assert not app.dataframe
    assert "не открывается" in app.warning[0].value
