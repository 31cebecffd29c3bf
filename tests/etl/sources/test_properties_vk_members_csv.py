"""Whatever stands in a CSV of sferumChatMembers: every row is a member or a reject with a reason."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.sources import vk_members_csv
from tests.etl.sources.invented import FEW, broken, read

NAME = "2000000123_2026-02-01.csv"
cells = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(
    ["", "920000001", "-15", "9,2E+08", "Соколова Мария", 'МАОУ ДО ""Дворец""', "Ученик, 'Робототехника'", "много\nстрок", '"', ";", "\ufeff"]
)  # fmt: skip
members = st.tuples(st.integers(1, 10**10).map(str) | cells, cells, cells, cells)


def written(rows: list[tuple[str, ...]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    """The file as the tool, or Excel after it, writes it."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerows(
        [("id", "ФИО", "Учебные заведения", "Роли"), *rows]
    )
    return out.getvalue().encode(encoding, "replace")


@pytest.mark.slow
@FEW
@given(st.lists(members, max_size=25), st.sampled_from([(",", "utf-8"), (";", "cp1251"), ("\t", "utf-16")]))
def test_every_row_is_a_member_or_a_reject(rows, way):
    data = written(rows, *way)
    reading, found = read(vk_members_csv.SOURCE, data, name=NAME)
    outcome = next(iter(reading.outcomes.values()))
    assert outcome.as_of == date(2026, 2, 1)
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    told = len(found.get("chat_members", ())) + len(reading.rejects)
    assert told == len(filled)


@pytest.mark.slow
@FEW
@given(st.lists(members, min_size=1, max_size=5), broken)
def test_broken_bytes_never_crash(rows, spoil):
    reading, found = read(vk_members_csv.SOURCE, spoil(written(rows)), name=NAME)
    assert len(reading.outcomes) == 1
    assert all(row["member_id"].lstrip("-").isdigit() for row in found.get("members", ()))
