"""Delimited text as rows of texts, whatever its encoding and separator, however broken.

A broken line costs itself, never its neighbours: an unclosed quotation mark does not swallow the rest of the file.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.cells import tidy
from etl.recognise import is_known

csv.field_size_limit(2**31 - 1)

SEPARATORS = (";", ",", "\t", "|")
_SAMPLE = 1 << 16
_MAX_LINES_OF_A_CELL = 500
_MAX_CHARACTERS_OF_A_ROW = 1_000_000
BROKEN = "\ufffd"


@dataclass(frozen=True)
class Broken:
    """A line that is no row: an unclosed quotation mark, or signs damaged on the way."""

    code: str
    message: str
    raw: str


@dataclass(frozen=True)
class Dialect:
    """How a text file is written."""

    encoding: str
    separator: str
    damaged: bool = False  # some bytes are no letters in this encoding


def encoding_of(path: Path) -> tuple[str, bool]:
    """The encoding that explains the whole file, and whether some bytes of it stay unexplained."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", _n_bad(path, "utf-8-sig")[0] > 0
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", False
    for encoding, high in (("utf-16-le", 1), ("utf-16-be", 0)):
        letters = head[high::2]
        if len(letters) > 8 and sum(byte in (0, 4) for byte in letters) > 0.9 * len(letters) and 0 in letters:
            return encoding, False
    bad, cyrillic = _n_bad(path, "utf-8")
    if bad == 0 or cyrillic > 2 * bad:
        return "utf-8", bad > 0
    return "cp1251", _n_bad(path, "cp1251")[0] > 0


def _n_bad(path: Path, encoding: str) -> tuple[int, int]:
    """How many signs don't decode, and how many Cyrillic letters do (counted only where some don't)."""
    try:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        return 0, 0
    except UnicodeDecodeError:
        pass
    bad = cyrillic = 0
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        while text := file.read(1 << 20):
            bad += text.count(BROKEN)
            cyrillic += len(re.findall("[а-яёА-ЯЁ]", text))
    return bad, cyrillic


def dialect_of(path: Path) -> Dialect:
    """Encoding and separator: the separator under which most headings are known, else most rows have equal width."""
    encoding, damaged = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
    lines = sample.splitlines(keepends=True)[:200]

    def score(separator: str) -> tuple[int, int]:
        rows = list(csv.reader(lines, delimiter=separator))
        known = max((sum(is_known(tidy(cell)) for cell in row) for row in rows), default=0)
        widths = [len(row) for row in rows if len(row) > 1]
        return known, max(map(widths.count, set(widths)), default=0)

    return Dialect(encoding, max(SEPARATORS, key=score), damaged)


def is_tabular(path: Path, dialect: Dialect) -> bool:
    """Whether the text is a table: known headings, or neighbouring lines of one width."""
    with path.open(encoding=dialect.encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE)
    if sample.lstrip("\ufeff \r\n\t")[:1] in {"{", "[", "<"}:
        return False
    rows = list(csv.reader(sample.splitlines(keepends=True)[:200], delimiter=dialect.separator))
    if any(sum(is_known(tidy(cell)) for cell in row) >= 2 for row in rows):
        return True
    widths = [len(row) for row in rows if any(cell.strip() for cell in row)]
    return (
        len(widths) > 1
        and max(widths) > 1
        and widths.count(max(set(widths), key=widths.count)) >= 0.8 * len(widths)
        and min(widths) > 1
    )


def rows_of(path: Path, dialect: Dialect) -> Iterator[tuple[int, list[str] | Broken]]:
    """Every record with the number of the line where it begins."""
    with path.open(encoding=dialect.encoding, errors="replace", newline="") as file:
        records = _Records(file, dialect.separator)
        parser = csv.reader(records, delimiter=dialect.separator)
        while True:
            try:
                row = next(parser, None)
            except csv.Error:
                yield records.line, _unclosed(records.text)
                parser = csv.reader(records, delimiter=dialect.separator)
                continue
            yield from records.take_broken()
            if row is None:
                return
            if dialect.damaged and BROKEN in records.text:
                yield records.line, _damaged(records.text)
            else:
                yield records.line, row


class _Records:
    """Lines of a file put together into records where a quoted cell holds line breaks."""

    def __init__(self, file: Iterator[str], separator: str) -> None:
        self._numbered = enumerate(file, 1)
        self._waiting: list[tuple[int, str]] = []
        self._separator = separator
        self._broken: list[tuple[int, Broken]] = []
        self.line = 0
        self.text = ""

    def __iter__(self) -> _Records:
        return self

    def __next__(self) -> str:
        while True:
            self.line, self.text = self._waiting.pop(0) if self._waiting else next(self._numbered)
            if self.text.count('"') % 2 == 0 or (
                len(self.text) < _MAX_CHARACTERS_OF_A_ROW and not _is_open(self.text, self._separator)
            ):
                return self.text
            following: list[tuple[int, str]] = []
            joined = self.text
            while len(following) < _MAX_LINES_OF_A_CELL and len(joined) < _MAX_CHARACTERS_OF_A_ROW:
                line = self._waiting.pop(0) if self._waiting else next(self._numbered, None)
                if line is None:
                    break
                following.append(line)
                joined += line[1]
                if '"' in line[1] and not _is_open(joined, self._separator):
                    self.text = joined
                    return joined
            self._waiting = following + self._waiting
            self._broken.append((self.line, _unclosed(self.text)))

    def take_broken(self) -> list[tuple[int, Broken]]:
        """Lines given up since the last record."""
        broken, self._broken = self._broken, []
        return broken


def _is_open(text: str, separator: str) -> bool:
    """Whether a record ends inside a quoted cell."""
    inside, at_start, place = False, True, 0
    while place < len(text):
        sign = text[place]
        if inside:
            if sign == '"':
                if text[place + 1 : place + 2] == '"':
                    place += 1
                else:
                    inside = False
        elif sign == '"' and at_start:
            inside = True
        at_start = not inside and sign in (separator, "\n", "\r")
        place += 1
    return inside


def _unclosed(text: str) -> Broken:
    return Broken(
        "broken_line",
        "Кавычка в строке не закрыта, столбцы не разобрать. Исправьте строку и загрузите файл снова.",
        text[:500],
    )


def _damaged(text: str) -> Broken:
    return Broken(
        "broken_text",
        "Буквы в строке повреждены при сохранении. Сохраните файл в UTF-8 заново или исправьте строку и загрузите файл снова.",
        text[:500],
    )
