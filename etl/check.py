"""Checks of what is published: each SQL file returns offending rows; none = passed.

A failed check is shown on the quality page and marks the indicators that read its tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from etl.publish import Work

_FOLDER = Path(__file__).parent / "sql" / "checks"


@dataclass(frozen=True)
class Check:
    """One check: id, Russian title, the tables it speaks of, its query."""

    id: str
    title: str
    tables: tuple[str, ...]
    sql: str


@cache
def checks() -> tuple[Check, ...]:
    """Every check in the folder, by name."""
    return tuple(_read(path) for path in sorted(_FOLDER.glob("*.sql")))


def _read(path: Path) -> Check:
    text = path.read_text(encoding="utf-8")
    title = re.search(r"^-- (.+)$", text, re.M).group(1)
    tables = re.search(r"^-- tables: (.+)$", text, re.M).group(1)
    return Check(path.stem, title, tuple(part.strip() for part in tables.split(",")), text)


def run_checks(work: Work) -> None:
    """Run all checks and keep how many rows offend each."""
    work.connection.execute("delete from check_results")
    for check in checks():
        n_rows = work.connection.execute(f"select count(*) from ({check.sql})").fetchall()[0][0]
        work.connection.execute(
            "insert into check_results values (?, ?, ?, ?)",
            [check.id, check.title, n_rows, list(check.tables)],
        )
