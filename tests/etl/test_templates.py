"""Templates hold the declared headings; a filled one is recognised and loads."""

import hashlib
from datetime import date, datetime
from zoneinfo import ZoneInfo

import duckdb
import openpyxl
import pytest

from etl.door import open_paths
from etl.recognise import HELP_SHEET
from etl.sources.base import Context, Incoming
from etl.sources.spreadsheet import SOURCE
from etl.templates import write_templates
from warehouse.tables import SHEETS, Type

EXAMPLES = {
    Type.TEXT: "=слово",
    Type.INT: 7,
    Type.DATE: date(2026, 10, 31),
    Type.MOMENT: datetime(2026, 10, 31, 21, 5),
    Type.FLAG: True,
    Type.SECONDS: 4800,
    Type.LIST: ["1", "2"],
}
LOADED = EXAMPLES | {Type.MOMENT: datetime(2026, 10, 31, 14, 5)}


def example(column) -> object:
    return column.values[0] if column.values else EXAMPLES[column.type]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("templates")
    rows = {table.name: [{column.key: example(column) for column in table.typed}] for table in SHEETS}
    return {path.stem: path for path in write_templates(folder, rows)}


@pytest.mark.parametrize("table", SHEETS, ids=lambda table: table.name)
def test_a_filled_template_loads_as_its_table(table, written):
    path = written[table.title]
    file = Incoming(path, path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    assert SOURCE.recognise(file)
    reading = SOURCE.read(
        [file], Context(duckdb.connect(config={"threads": 1}), ZoneInfo("Asia/Tomsk"), "MAX")
    )
    outcome = reading.outcomes[file.file_id]
    assert outcome.status == "loaded", outcome.reason
    assert reading.rejects == []
    assert outcome.unknown_headings == []
    batch = reading.batches[0]
    assert batch.table == table.name
    (row,) = batch.rows.to_pylist()
    for column in table.typed:
        expected = column.values[0] if column.values else LOADED[column.type]
        assert row[column.key] == expected, column.key
        if column.has_time:
            assert row[f"{column.key}_has_time"] is True


@pytest.mark.parametrize("table", SHEETS, ids=lambda table: table.name)
def test_headings_lists_and_help(table, written):
    book = openpyxl.load_workbook(written[table.title])
    sheet, explained = book.worksheets
    assert [cell.value for cell in sheet[1]] == [column.headings[0] for column in table.typed]
    assert sheet.freeze_panes == "A2"
    assert explained.title == HELP_SHEET
    said = {row[0].value: row for row in explained.iter_rows(min_row=2, max_row=len(table.typed) + 1)}
    lists = {
        next(iter(rule.sqref.ranges)).min_col: rule.formula1 for rule in sheet.data_validations.dataValidation
    }
    for place, column in enumerate(table.typed, 1):
        help_row = said[f"«{column.headings[0]}»"]
        assert (help_row[1].value == "обязателен") is column.required
        assert help_row[2].value == column.about
        if column.values or column.type is Type.FLAG:
            assert place in lists
            words = ",".join(column.values or ("да", "нет"))
            assert lists[place] == f'"{words}"' or HELP_SHEET in lists[place]


def test_formulas_are_only_text(written):
    book = openpyxl.load_workbook(written["Контингент"])
    cell = next(cell for cell in book.worksheets[0][2] if cell.value == "=слово")
    assert cell.data_type != "f"
    assert cell.quotePrefix


def test_empty_templates_hold_no_rows(tmp_path):
    paths = write_templates(tmp_path / "шаблоны")
    assert len(paths) == len(SHEETS)
    accepted, refused = open_paths([tmp_path / "шаблоны"], tmp_path / "work")
    assert len(accepted) == len(SHEETS)
    assert refused == []
    reading = SOURCE.read(accepted[:3], Context(duckdb.connect(), ZoneInfo("Asia/Tomsk"), "MAX"))
    assert reading.batches == []
    assert reading.rejects == []
