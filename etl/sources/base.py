"""What every source of export files has in common: how a file comes in and what leaves it.

A source is one module with one declaration `SOURCE`. It recognises a file by its content, tells which chats
are inside (so that nothing of an unticked chat is read further), and gives rows in the canonical shape.
The platform stops here: nothing below a source knows how VK or MAX name things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa


@dataclass(frozen=True)
class Incoming:
    """One file at the door, already unpacked: `path` to read, `name` to show (with its folders), its hash."""

    path: Path
    name: str
    sha256: str

    @property
    def file_id(self) -> str:
        """The first 16 hex digits of the content's hash: the same content is the same file."""
        return self.sha256[:16]


@dataclass(frozen=True)
class Reject:
    """One row that could not be loaded: where it stands and why, in Russian, for a person to mend."""

    file_id: str
    locator: str
    column: str  # the heading as it stands in the file, or ""
    code: str
    message: str
    raw: str = ""  # as it came; masked before it is shown


@dataclass(frozen=True)
class Survey:
    """What a file holds, learnt without keeping any of it."""

    file_id: str
    chats: tuple[tuple[str, str], ...] = ()  # (platform, raw chat id) of every chat with rows in this file
    private_dialogs: int = 0  # dialogs with a person or a community: counted, never read
    is_register: bool = False  # a `chats` sheet: what it names is known


@dataclass
class Batch:
    """Rows of one canonical table.

    Columns of `rows`: any of `Table.brought()` (raw ids as text, UTC instants as naive TIMESTAMP), `file_id`,
    `locator` (place in the file), and optionally `extras` (JSON text: extra headings, raw values of unknown
    words) and the extra columns that `also` names (facts only a platform knows: see tables.py, derived);
    `row_order` where the source numbers its rows: of two rows with one key the later stays.
    """

    table: str
    rows: duckdb.DuckDBPyRelation | pa.Table
    counts: bool = True  # its rows are the file's own rows (False: by-products of rows counted elsewhere)


@dataclass
class Outcome:
    """What became of one file. `reason` is a Russian sentence; `as_of` and `complete` what the file itself says."""

    status: str = "loaded"  # loaded | refused | asked
    reason: str = ""
    declared_count: int | None = None
    as_of: date | None = None
    complete: bool | None = None
    needs_as_of: bool = False
    notes: list[str] = field(default_factory=list)
    asked_chats: tuple[str, ...] = ()
    mappings: dict[str, dict[str, str]] = field(
        default_factory=dict
    )  # table → heading → column, as recognised
    unknown_headings: list[str] = field(default_factory=list)
    zone_free: bool = False  # its times carry no zone and were read in `Context.tz`


@dataclass
class Reading:
    """Everything read from a group of files of one format."""

    batches: list[Batch] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    release: Callable[[], None] = lambda: None  # frees what the batches stand on, once they are taken over


@dataclass(frozen=True)
class Context:
    """What a source may know while reading."""

    connection: duckdb.DuckDBPyConnection
    tz: ZoneInfo  # times without a zone are read in it
    platform: str  # the platform where the file does not say
    # raw (platform, chat id) that may be read; None = all. Private dialogs are never among them.
    allowed: frozenset[tuple[str, str]] | None = None
    mappings: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # (table, heading) → column, made by hand
    tables: dict[str, str] = field(
        default_factory=dict
    )  # file_id (or file_id#sheet) → table, answered by hand

    def may_read(self, platform: str, chat_id: str) -> bool:
        """Whether rows of this chat may be read."""
        return self.allowed is None or (platform, str(chat_id)) in self.allowed


class Source(Protocol):
    """One export format."""

    name: str  # 'vk-api-json'
    title: str  # «JSON из API VK»

    def recognise(self, file: Incoming) -> bool:
        """Whether the content (never the extension) is this format. Raises: Refused with the reason."""

    def survey(self, files: Sequence[Incoming], context: Context) -> list[Survey]:
        """Which chats stand in these files."""

    def read(self, files: Sequence[Incoming], context: Context) -> Reading:
        """Rows of the chats that may be read, rejects and an outcome for each file."""


class Refused(Exception):
    """A file that cannot be loaded honestly; the text is a Russian sentence: what is wrong and what to bring."""


def sources() -> Iterator[Source]:
    """Every source in the folder, in the order in which they are asked (`order`, then name)."""
    import etl.sources as package

    found = [import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)]
    declared = [module.SOURCE for module in found if hasattr(module, "SOURCE")]
    yield from sorted(declared, key=lambda source: (getattr(source, "order", 50), source.name))
