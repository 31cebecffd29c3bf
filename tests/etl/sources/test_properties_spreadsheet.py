"""Whatever stands in a sheet, in each format that holds sheets: no crash, no silent loss, the same rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from etl.sources import spreadsheet
from etl.sources.base import Refused
from tests.etl.sheets import as_ods, as_xls
from tests.etl.sources.invented import FEW, broken
from tests.etl.sources.kit import context, incoming, rows_of
from warehouse.tables import TABLES

SIGNS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=10)
cells = SIGNS | st.sampled_from(
    ["", "1", "2,0", "9,2E+08", "31.10.2026 23:15", "31.02.2026", "46054,5", "да", "Итого", "родители", "5.3-1", "=1+1", "много\nстрок",
     "Иванов Иван Иванович", "п. 5.3-2", "педагог", "1 ч 20 мин", "-", "—", "MAX"]
)  # fmt: skip


@st.composite
def sheets(draw):
    """A declared table with some of its headings and rows of anything."""
    table = draw(st.sampled_from(TABLES))
    columns = [column for column in table.columns if not column.derived and column.headings]
    chosen = [c for c in columns if c.required or draw(st.booleans())]
    headings = [draw(st.sampled_from(column.headings)) for column in chosen]
    rows = draw(st.lists(st.tuples(*(cells for _ in headings)), max_size=6))
    return [headings, *map(list, rows)]


def as_csv(rows: list[list[str]]) -> bytes:
    """Delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def as_xlsx(rows: list[list[str]]) -> bytes:
    """A workbook of today."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet("Лист")
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                page.write_string(place, column, cell)
    return out.getvalue()


FORMATS = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "xls": lambda rows: as_xls({"Лист": rows}),
    "ods": lambda rows: as_ods({"Лист": rows}),
}


def take(folder: Path, data: bytes):
    """Reading, its own rows, outcome; nothing where the file is not recognised, or refused with a sentence."""
    path = folder / "file"
    path.write_bytes(data)
    file = incoming(path, "лист 2026-10-31")
    try:
        if not spreadsheet.SOURCE.recognise(file):
            return None
        spreadsheet.SOURCE.survey([file], context())
        reading = spreadsheet.SOURCE.read([file], context())
    except Refused:
        return None
    outcome = reading.outcomes[file.file_id]
    assert outcome.status == "loaded" or outcome.reason
    return reading, rows_of(reading, counted=True), outcome


@pytest.mark.slow
@FEW
@given(sheets())
def test_every_format_gives_the_same_rows_and_loses_none(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("sheets")
    told = {}
    for suffix, write in FORMATS.items():
        found = take(folder, write(rows))
        if found is None:
            continue
        reading, counted, outcome = found
        n = sum(map(len, counted.values())) + len({r.locator for r in reading.rejects})
        if outcome.status == "loaded":
            assert n <= 2 * (len(rows) - 1)  # a sheet may feed two tables
        told[suffix] = (outcome.status, n)
    books = {told[name] for name in ("xlsx", "xls", "ods") if name in told}
    assert len(books) <= 1, told


@pytest.mark.slow
@FEW
@given(sheets(), st.sampled_from(list(FORMATS.values())), broken)
def test_broken_bytes_never_crash(tmp_path_factory, rows, write, spoil):
    take(tmp_path_factory.mktemp("broken"), spoil(write(rows)))
