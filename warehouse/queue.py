"""The order in which findings wait for a person: heaps of near-duplicates, read by the page, stepped through by position.

A step asks what became of one page of heaps, not for all findings again; what somebody else decided meanwhile is skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.connect import Reader

_SQL = Path(__file__).parent / "sql" / "queue"
SIZE = 200  # heaps read at once


@dataclass(frozen=True)
class Filter:
    """What a person wants to look through; None: everything."""

    states: tuple[str, ...]
    outcomes: tuple[str, ...]
    rules: tuple[str, ...] | None = None
    levels: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    associations: tuple[str, ...] | None = None
    chats: tuple[str, ...] | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Heap:
    """Near-duplicates of one rule."""

    group_key: str
    rule: str
    level: str
    n: int

    @property
    def key(self) -> tuple[str, str]:
        """(group_key, rule)."""
        return self.group_key, self.rule


@dataclass
class Page:
    """Heaps in their order as they stood when they were read; `left` is how many findings of each wait now."""

    offset: int
    heaps: Sequence[Heap]
    n_heaps: int
    n_all: int
    left: dict[tuple[str, str], int] = field(default_factory=dict)

    def waits(self, position: int) -> bool:
        """Whether the heap at a position still waits."""
        return self.left.get(self.heaps[position].key, 0) > 0

    def next(self, position: int) -> int | None:
        """The first heap at or after a position that still waits; None: not on this page."""
        return next((n for n in range(max(0, position), len(self.heaps)) if self.waits(n)), None)

    def previous(self, position: int) -> int | None:
        """The last heap at or before a position that still waits; None: not on this page."""
        return next((n for n in range(min(position, len(self.heaps) - 1), -1, -1) if self.waits(n)), None)

    @property
    def n_waiting(self) -> int:
        """Heaps of this page that still wait."""
        return sum(self.waits(n) for n in range(len(self.heaps)))

    @property
    def n_heaps_left(self) -> int:
        """Heaps of the whole queue."""
        return self.n_heaps - len(self.heaps) + self.n_waiting

    @property
    def n_left(self) -> int:
        """Findings of the whole queue."""
        return self.n_all - sum(heap.n - self.left.get(heap.key, 0) for heap in self.heaps)

    def number(self, position: int) -> int:
        """Which heap of the queue stands at a position, from 1."""
        return self.offset + sum(self.waits(n) for n in range(position)) + 1


def read_page(reader: Reader, chosen: Filter, offset: int = 0) -> Page:
    """One page of the queue, beginning with the heap that has `offset` others before it."""
    found = _ask(reader, "heaps", chosen, limit=SIZE, offset=offset)
    heaps = [Heap(row["group_key"], row["rule"], row["level"], row["n"]) for row in found]
    n_heaps, n_all = (found[0]["n_heaps"], found[0]["n_all"]) if found else (0, 0)
    return Page(offset, heaps, n_heaps, n_all, {heap.key: heap.n for heap in heaps})


def refresh(reader: Reader, chosen: Filter, page: Page) -> None:
    """Bring a page to what people have decided since it was read."""
    keys = [heap.group_key for heap in page.heaps]
    found = _ask(reader, "counts", chosen, group_keys=keys)
    page.left = {(row["group_key"], row["rule"]): row["n"] for row in found}


def heap_rows(reader: Reader, chosen: Filter, heap: Heap) -> list[dict]:
    """Findings of a heap that the filter lets through.

    Rows: one per finding. Columns: finding_key, message_id, chat_id, author_id, sent_local, level, outcome, state.
    """
    return _ask(reader, "rows", chosen, group_key=heap.group_key, rule=heap.rule)


@cache
def _sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def _ask(reader: Reader, question: str, chosen: Filter, **parameters: object) -> list[dict]:
    given = {name: list(each) if isinstance(each, tuple) else each for name, each in asdict(chosen).items()}
    return reader.rows(f"with waiting as (\n{_sql('waiting')})\n{_sql(question)}", {**given, **parameters})
