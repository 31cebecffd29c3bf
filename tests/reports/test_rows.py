"""Rows behind a check as people read them; for programs there is `--json`."""

from __future__ import annotations

import json
import re
from datetime import date, datetime

import pytest
from typer.testing import CliRunner

from regulation.indicators import INDICATORS
from reports import rows
from reports.__main__ import app
from warehouse.labels import HEADINGS
from warehouse.place import Place


@pytest.mark.parametrize(
    "indicator", [each for each in INDICATORS if each.is_check], ids=lambda each: each.id
)
def test_every_column_of_a_check_has_its_heading(indicator):
    assert set(indicator.keys) - rows.UNSAID <= set(HEADINGS)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("reason", None, ""),
        ("is_overdue", True, "да"),
        ("is_overdue", False, "нет"),
        ("deadline", datetime(2026, 9, 18, 12, 17, 14), "18.09.2026 12:17"),
        ("joined_on", date(2026, 10, 11), "11.10.2026"),
        ("age_days", 0, "0"),
        ("age_days", 1234.5, "1\u00a0234,5"),
        ("person_kind", "guardian", "родитель"),
        ("reasons", ["без срока", "автор уволен"], "без срока, автор уволен"),
        ("group_name", "Г-1\x1b[31m\nГ-2", "Г-1 [31m Г-2"),
    ],
)
def test_a_value_in_words(column, value, said):
    assert rows.in_words(column, value) == said


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ([], "нет"),
        (["breach"] * 2, "2\u00a0нарушения порядка"),
        (["warn"], "1\u00a0строка для внимания"),
        (["breach", "warn", "warn"], "1\u00a0нарушение порядка, 2\u00a0строки для внимания"),
    ],
)
def test_how_many_rows_there_are(levels, said):
    assert rows.counted([{"level": level} for level in levels]) == said


def test_a_row_in_one_line():
    row = {
        "member_id": "925000737",
        "chat_id": None,
        "person_kind": "student",
        "row_id": "ab12",
        "level": "warn",
    }
    assert rows.sentence(row) == "Участник: 925000737 · Кто это: обучающийся · внимание"


@pytest.mark.slow
def test_the_command_says_in_russian_what_its_json_holds(institution: Place, monkeypatch):
    monkeypatch.setenv("SFERUM_HOME", str(institution.home))
    said = CliRunner().invoke(app, ["breaches", "2026-10"])
    document = json.loads(CliRunner().invoke(app, ["breaches", "2026-10", "--json"]).stdout)
    assert said.exit_code == 0, said.output
    lines = said.stdout.splitlines()
    assert len(lines) == sum(1 + len(check["rows"]) for check in document["checks"])
    assert not re.search(r"\w=|None|True|False|breach|_id|\b[a-z]+_[a-z]+", said.stdout)
    for check in document["checks"]:
        for row in check["rows"]:
            assert any(str(row[key]) in line for key in row if key not in rows.UNSAID for line in lines)


@pytest.mark.slow
def test_a_month_without_rows_is_said(institution: Place, monkeypatch):
    monkeypatch.setenv("SFERUM_HOME", str(institution.home))
    said = CliRunner().invoke(app, ["breaches", "2030-01"])
    assert said.exit_code == 0, said.output
    assert said.stdout == "Январь\u00a02030: строк за проверками нет.\n"
