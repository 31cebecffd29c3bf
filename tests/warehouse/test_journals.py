"""Journals as marts read them: through the views that leave out what a person said was removed rightly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from settings import ROOT
from tests.kit import reader_of
from warehouse.tables import JOURNALS

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
