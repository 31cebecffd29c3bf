"""Rows behind a check in words: «Участник: 925000737 · Кто это: родитель». One manner for pages and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from reports import russian
from warehouse.labels import HEADINGS
from warehouse.reconciliation import KINDS as PEOPLE

LEVELS = {"breach": "нарушение порядка", "warn": "внимание"}
UNSAID = frozenset({"row_id", "level"})  # keys for programs; the level is said by its own word
_WORDS = {"person_kind": PEOPLE}


def in_words(column: str, value: object) -> str:
    """A value of a row as people read it; '' for a missing one. Hostile signs come out as spaces."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, datetime):
        return russian.moment_text(value)
    if isinstance(value, date):
        return russian.day_text(value)
    if isinstance(value, int | float):
        return russian.number(value, 2)
    if isinstance(value, list | tuple):
        return ", ".join(in_words(column, each) for each in value)
    text = _WORDS.get(column, {}).get(str(value), str(value))
    return "".join(each if each.isprintable() else " " for each in text)


def sentence(row: Mapping[str, object]) -> str:
    """A row in one line: headings and values that are known, the level where it is not a breach."""
    told = [
        f"{HEADINGS[column]}: {in_words(column, value)}"
        for column, value in row.items()
        if column not in UNSAID and value is not None
    ]
    if row.get("level") == "warn":
        told.append(LEVELS["warn"])
    return " · ".join(told)


def counted(rows: list[dict]) -> str:
    """«25 нарушений порядка, 2 строки для внимания»; «нет» for none."""
    n_warned = sum(row.get("level") == "warn" for row in rows)
    n = len(rows) - n_warned
    parts = [f"{russian.counted(n, 'нарушение', 'нарушения', 'нарушений')} порядка"] if n else []
    if n_warned:
        parts.append(f"{russian.counted(n_warned, 'строка', 'строки', 'строк')} для внимания")
    return ", ".join(parts) or "нет"
