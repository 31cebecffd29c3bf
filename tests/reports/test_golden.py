"""A golden month worked out by hand: the sheet «Форма» is compared cell by cell."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO

import openpyxl

from reports.monthly import monthly
from reports.xlsx import workbook
from settings import ROOT
from tests.kit import reader_of

GOLDEN = ROOT / "tests/golden/form_2026-10.csv"


def institution(newest: str = "2026-10-31T23:59:59"):
    """Twelve teachers, nine joined, six of them verified; forty children; four groups; three broadcasts."""
    staff = [
        {"staff_id": f"s{n}", "person_id": f"p{n}", "category": "педагог", "hired_on": date(2020, 9, 1)}
        for n in range(12)
    ]
    members = [
        {"member_id": f"m{n}", "person_id": f"p{n}", "verified": n < 6, "joined_on": date(2026, 9, 1), "member_kind": "user", "main_role": "педагог", "roles": ["педагог"], "person_kind": "staff"}
        for n in range(9)
    ]  # fmt: skip
    students = [
        {"student_id": f"c{n}", "person_id": f"k{n}", "association": "Шахматы", "group_name": f"Ш-{n % 4}", "enrolled_on": date(2025, 9, 1)}
        for n in range(40)
    ]  # fmt: skip
    groups = [
        {"group_name": f"Ш-{n}", "association": "Шахматы", "started_on": date(2025, 9, 1)} for n in range(4)
    ]
    broadcasts = [
        {"broadcast_id": f"b{n}", "kind": "трансляция", "day": date(2026, 10, n + 1), "participants": 20 + n}
        for n in range(3)
    ]
    return reader_of(
        newest=newest, staff=staff, members=members, students=students, groups=groups, broadcasts=broadcasts
    )


def test_the_golden_month_cell_by_cell():
    book = openpyxl.load_workbook(BytesIO(workbook(monthly(institution(), "2026-10"))))
    rows = list(book["Форма"].iter_rows(values_only=True))
    start = next(n for n, row in enumerate(rows) if row[0] == "N п/п")
    found = [["" if cell is None else str(cell) for cell in row[:8]] for row in rows[start:]]
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file))
    assert found == expected
