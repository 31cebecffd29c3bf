"""«Правила и показатели»: from which year on working days are counted without a decree."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest

from settings import ROOT
from warehouse.calendar import first_undecreed
from warehouse.connect import open_reader
from warehouse.place import Place


def test_the_first_year_without_a_decree_is_told(home: Place):
    with open_reader(home) as reader:
        year = first_undecreed(reader, date(2026, 10, 31))
    app = AppTest.from_file(str(ROOT / "pages" / "rules.py"), default_timeout=60).run()
    app.segmented_control[0].set_value("Показатели").run()
    assert not app.exception
    assert any(f"На {year}\u00a0год он не утверждён" in each.value for each in app.caption)
    app.text_input[0].input("доля групп с чатом").run()
    assert not any("не утверждён" in each.value for each in app.caption)
