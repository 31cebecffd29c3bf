"""What people read around numbers: whence a chart comes, and rows high enough for their words."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from settings import ROOT
from ui.grid import row_height
from warehouse.place import Place


@pytest.mark.parametrize("page", ["adoption", "violations", "events", "moderation"])
def test_a_chart_names_a_file_and_the_day_of_its_load(home: Place, app: AppTest, page: str):
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    names = {path.name for path in (ROOT / "data" / "sample").rglob("*.*")}
    told = [each.value for each in app.caption if each.value.startswith("Источник: ")]
    assert told
    for caption in told:
        assert ", загружен " in caption
        assert any(name in caption.replace("\\", "") for name in names), caption
        assert str(home.version()) not in caption


@pytest.mark.parametrize(
    ("text", "width", "height"),
    [
        ("Норма", 105, 35),
        ("", 60, 35),
        ("Отчислены, но остаются", 105, 66),
        ("Отчислены, но остаются", 235, 35),
    ],
)
def test_rows_are_as_high_as_their_longest_text(text: str, width: int, height: int):
    table = pd.DataFrame({"Показатель": ["да", text], "Иное": ["очень " * 50] * 2})
    assert row_height(table, {"Показатель": width, "Нет такого": 5}) == height
