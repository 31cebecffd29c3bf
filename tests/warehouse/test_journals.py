"""Journals as marts read them: through the views that leave out what a person said was removed rightly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from settings import ROOT
from tests.kit import reader_of
from warehouse.tables import BY_NAME, JOURNALS, TABLES, Type

READ = sorted([*(ROOT / "warehouse/marts").iterdir(), *(ROOT / "warehouse/sql").glob("*/*.sql")])
RAW = re.compile(rf"\b(?:from|join)\s+({'|'.join(table.name for table in JOURNALS)})\b")


@pytest.mark.parametrize("table", JOURNALS, ids=lambda table: table.name)
def test_every_journal_has_its_view(table):
    columns = reader_of().rows(f"describe v_{table.name}")
    assert [each["column_name"] for each in columns] == [
        each["column_name"] for each in reader_of().rows(f"describe {table.name}")
    ]


@pytest.mark.parametrize("path", [path for path in READ if path.is_file()], ids=lambda path: path.name)
def test_no_mart_reads_a_journal_past_its_view(path: Path):
    assert not RAW.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "table", [each for each in TABLES if each.journal or each.flows], ids=lambda each: each.name
)
def test_a_row_that_happened_tells_when(table):
    assert table.dated_by
    assert {table.column(key).type for key in table.dated_by} <= {Type.MOMENT, Type.DATE}
    reader_of().rows(f"select {table.happened('local_of')} from {table.name}")


@pytest.mark.parametrize(
    ("row", "happened"),
    [
        ({"started_at": "2026-10-05 03:10"}, "2026-10-05 10:10"),
        ({"started_at": "2026-10-05 18:10", "day": "2026-10-04"}, "2026-10-06 01:10"),
        ({"day": "2026-10-04"}, "2026-10-04 00:00"),
        ({"planned_at": "2026-10-05 03:10"}, None),
    ],
)
def test_the_first_filled_column_tells_when_by_the_clock_of_the_institution(row, happened):
    told = reader_of(broadcasts=[row]).scalar(
        f"select strftime({BY_NAME['broadcasts'].happened('local_of')}, '%Y-%m-%d %H:%M') from broadcasts"
    )
    assert told == happened
