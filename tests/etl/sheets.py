"""Sheets as workbooks of the formats that people still bring: title → rows of text, numbers, dates and moments."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime

import odf.opendocument
import odf.table
import odf.text
import xlwt

Sheets = Mapping[str, list[list]]


def as_xls(sheets: Sheets) -> bytes:
    """A workbook of the old kind."""
    book, out = xlwt.Workbook(), io.BytesIO()
    day, moment = (xlwt.easyxf(num_format_str=form) for form in ("dd.mm.yyyy", "dd.mm.yyyy hh:mm:ss"))
    for title, rows in sheets.items():
        page = book.add_sheet(title)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    page.write(place, column, cell, moment)
                elif isinstance(cell, date):
                    page.write(place, column, cell, day)
                elif cell != "":
                    page.write(place, column, cell)
    book.save(out)
    return out.getvalue()


def as_ods(sheets: Sheets) -> bytes:
    """A free workbook."""
    document, out = odf.opendocument.OpenDocumentSpreadsheet(), io.BytesIO()
    for title, rows in sheets.items():
        table = odf.table.Table(name=title)
        for row in rows:
            line = odf.table.TableRow()
            for value in row:
                line.addElement(_ods_cell(value))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    document.save(out)
    return out.getvalue()


def _ods_cell(value: object) -> odf.table.TableCell:
    if isinstance(value, date):
        return odf.table.TableCell(valuetype="date", datevalue=value.isoformat())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return odf.table.TableCell(valuetype="float", value=value)
    cell = odf.table.TableCell(valuetype="string")
    cell.addElement(odf.text.P(text=str(value)))
    return cell
