"""Every page of the loaded sample: each number of the institution, of an association, direction or platform that stands on it is
one that `reports indicators` tells, to the last digit that is shown.

The pages run whole (Streamlit's own AppTest); what they drew is taken apart: cards, tables of indicators, charts.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date
from functools import cache

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from regulation.indicators import BY_ID, Unit
from reports import russian
from reports.figures import indicators_document
from settings import ROOT
from ui.adoption import FUNNELS
from ui.layout import PAGES
from warehouse.connect import open_reader
from warehouse.measure import BREAKDOWNS
from warehouse.periods import months_back
from warehouse.place import Place

pytestmark = pytest.mark.slow
MONTH = date(2026, 10, 1)
ALL = [name for pages in PAGES.values() for name, _, _ in pages]
# Numbers that are no figures of the institution: what is loaded, and how many rows a list below them has.
OTHER_METRICS = {"quality": 4}
# Charts that are no breakdown by association, direction or platform: marks by hour and weekday.
OTHER_CHARTS = {"heatmap"}


class Told:
    """What the command line tells: figures of thirteen months, and the month's breakdowns."""

    def __init__(self, place: Place) -> None:
        with open_reader(place) as reader:
            self.months = {
                period.first_day: self._figures(indicators_document(reader, str(period)))
                for period in months_back(MONTH, 13)
            }
            self.by = {
                by: indicators_document(reader, f"{MONTH:%Y-%m}", by)["indicators"] for by in BREAKDOWNS
            }
        self.now = self.months[MONTH]

    @staticmethod
    def _figures(document: dict) -> dict[str, dict]:
        return {each["id"]: each for each in document["indicators"]}

    def series(self) -> set[tuple]:
        """Every indicator's values over the months, a month without a value as None."""
        return {tuple(month[each]["value"] for month in self.months.values()) for each in self.now}

    def broken_down(self) -> list[dict[str, set[float]]]:
        """For each indicator and breakdown: value of the breakdown → its value and its numerator."""
        found: dict[tuple, dict[str, set[float]]] = {}
        for by, entries in self.by.items():
            for each in entries:
                own = found.setdefault((by, each["id"]), {})
                own[each["by"][by]] = {each["value"], each["numerator"]} - {None}
        return list(found.values())


@pytest.fixture(scope="module")
def told(sample_place: Place) -> Told:
    return Told(sample_place)


@pytest.fixture(scope="module")
def shown(sample_place: Place) -> Iterator:
    """A page as it is drawn, each once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SFERUM_HOME", str(sample_place.home))
        st.cache_data.clear()
        st.cache_resource.clear()

        @cache
        def drawn(page: str) -> AppTest:
            app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=180).run()
            app.switch_page(f"pages/{page}.py").run()
            assert not app.exception
            return app

        yield drawn
    st.cache_data.clear()
    st.cache_resource.clear()


def text_of(entry: dict) -> str:
    """A figure of the command line as pages write it."""
    if entry["value"] is None:
        return "нет данных" if entry["state"] == "nodata" else "—"
    return russian.figure(entry["value"], Unit(entry["unit"]))


@pytest.mark.parametrize("page", ALL)
def test_every_card_is_a_figure_of_the_command_line(shown, told: Told, page: str):
    by_title = {russian.glued(entry["title"]): text_of(entry) for entry in told.now.values()}
    foreign = [each for each in shown(page).metric if by_title.get(each.label) != each.value]
    assert len(foreign) == OTHER_METRICS.get(page, 0), [(each.label, each.value) for each in foreign]


@pytest.mark.parametrize("page", ALL)
def test_every_table_of_indicators_says_what_the_command_line_says(shown, told: Told, page: str):
    for frame in (each.value for each in shown(page).dataframe):
        if not {"№", "Показатель", "Значение"} <= set(frame.columns):
            continue
        assert len(frame) > 2
        by_title = {russian.glued(entry["title"]): text_of(entry) for entry in told.now.values()}
        assert dict(zip(frame["Показатель"], frame["Значение"], strict=True)) == {
            each: by_title[each] for each in frame["Показатель"]
        }


@pytest.mark.parametrize("page", ALL)
def test_every_line_and_bar_is_told_by_the_command_line(shown, told: Told, page: str):
    foreign = [
        (chart["layout"]["title"]["text"], trace.get("name"))
        for chart in charts(shown(page))
        for trace in chart["data"]
        if not is_told(trace, told)
    ]
    assert foreign == []


def is_told(trace: dict, told: Told) -> bool:
    """Whether a line is some indicator's months, and bars some indicator's breakdown (or the steps of adoption)."""
    if trace["type"] in OTHER_CHARTS:
        return True
    if trace["type"] == "scatter":
        months = [str(each)[:10] for each in numbers(trace["x"])]
        line = dict(zip(months, numbers(trace["y"]), strict=True))
        return tuple(plain(line.get(month.isoformat())) for month in told.months) in told.series()
    drawn = dict(zip(trace["y"], (plain(each) for each in numbers(trace["x"])), strict=True))
    steps = {
        f"{role}: {words}": told.now[each]
        for role, of_role in FUNNELS.items()
        for words, each, _ in of_role
        if each in told.now
    }
    if set(drawn) <= set(steps):
        return all(n in (steps[step]["numerator"], steps[step]["value"]) for step, n in drawn.items())
    return any(all(n in known.get(name, ()) for name, n in drawn.items()) for known in told.broken_down())


def charts(app: AppTest) -> list[dict]:
    """The charts of a page as they go to the browser."""
    return [json.loads(each.proto.spec) for each in app.get("plotly_chart")]


def numbers(values: list | dict) -> list:
    """A column of a chart: a list, or numbers packed as bytes."""
    if isinstance(values, dict):
        return np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"]).tolist()
    return list(values)


def plain(value: float | None) -> float | None:
    """A missing number as None."""
    return None if value is None or value != value else value


def test_the_violations_of_each_bullet_are_those_of_the_command_line(shown, told: Told):
    (frame,) = (each.value for each in shown("violations").dataframe if "нарушений" in each.value.columns)
    rows = frame.set_index("Пункт")
    ids = {"5.3-1": "5.3-01"} | {f"5.3-{n}": f"5.3-0{n}" for n in range(2, 7)}
    assert dict(rows["нарушений"]) == {
        bullet: russian.number(told.now[each]["numerator"]) for bullet, each in ids.items()
    }
    assert dict(rows["признаки ждут решения"])["5.3-2"] == russian.number(
        told.now["5.3-02.waiting"]["numerator"]
    )
    assert dict(rows["пограничная минута"])["5.3-1"] == russian.number(told.now["5.3-01b"]["numerator"])


def test_the_ways_of_adoption_are_figures_of_the_command_line(shown, told: Told):
    lines = [each.value for each in shown("adoption").markdown]
    for of_role in FUNNELS.values():
        for words, indicator_id, _ in of_role:
            entry = told.now[indicator_id]
            n = entry["value"] if entry["numerator"] is None else entry["numerator"]
            share = f" · {russian.share(entry['value'])}" if BY_ID[indicator_id].unit is Unit.SHARE else ""
            assert f"{russian.number(n)} {words}{share}" in lines


def test_the_report_shows_the_figures_of_the_command_line(shown, told: Told):
    (frame,) = (each.value for each in shown("monthly_report").dataframe if "N п/п" in each.value.columns)
    known = {
        text
        for entry in told.now.values()
        for text in (
            text_of(entry),
            *(
                russian.number(entry[each])
                for each in ("numerator", "denominator", "value")
                if entry[each] is not None
            ),
        )
    }
    assert len(frame) > 40
    assert set(frame["Значение"]) <= known
