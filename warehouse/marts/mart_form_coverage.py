"""Which lines of the department's form have data.

Clause: 2.1 (13). The form is data: the TOML file named in the settings (`report.form`).
Rows: one per period and line of the form. Columns: period, code, has_data (every figure of the line is measured).
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pyarrow as pa

from regulation.indicators import BY_ID, State
from settings import ROOT

if TYPE_CHECKING:
    from warehouse.connect import Reader

ITSELF = "2.1.13-02"
SHAPE = pa.schema([("period", pa.date32()), ("code", pa.string()), ("has_data", pa.bool_())])


def build(reader: Reader) -> pa.Table:
    """The mart for the periods that the reader has registered."""
    from warehouse.measure import figures  # that module imports this one to build it

    lines = _lines(ROOT / reader.settings.report.form)
    wanted = {each for ids in lines.values() for each in ids if each != ITSELF and each in BY_ID}
    told = {
        (figure.period.first_day, figure.indicator.id)
        for figure in figures(
            reader, [BY_ID[each] for each in sorted(wanted)], reader.built["period"], at_once=True
        )
        if figure.state is not State.NODATA
    }
    rows = [
        {
            "period": period.first_day,
            "code": code,
            "has_data": all((period.first_day, each) in told for each in ids if each != ITSELF),
        }
        for period in reader.built["period"]
        for code, ids in lines.items()
    ]
    return pa.Table.from_pylist(rows, schema=SHAPE)


def _lines(path) -> dict[str, list[str]]:
    """Line of the form → ids of its indicators; a form that can't be read has no lines (reports say why)."""
    try:
        form = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
    return {
        str(line.get("code", "")): [str(each.get("indicator", "")) for each in line.get("figures", [])]
        for line in form.get("line", [])
    }
