"""Members of a VK chat as sferumChatMembers writes them: `id,ФИО,Учебные заведения,Роли`, also re-saved in Excel.

The file tells neither the chat nor the day; both are taken from its name or its folder's. Organisations stand
glued together and are kept aside as they are. The tool asks the platform for one page, 20 members by default.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa

from etl.cells import CellError, is_empty, read_id, tidy
from etl.sources._delimited import Broken, dialect_of, rows_of
from etl.sources.base import Batch, Context, Incoming, Outcome, Reading, Reject, Survey
from etl.sources.spreadsheet import as_of_name, kind_of
from warehouse.tables import heading

PLATFORM = "VK Мессенджер"
PAGE = 20
HEADINGS = ("id", "ФИО", "Учебные заведения", "Роли")
_CHAT_IN_NAME = re.compile(r"(?<!\d)(2\d{9})(?!\d)")


class VkMembersCsv:
    """The members of one chat."""

    name = "vk-members-csv"
    title = "участники чата VK (CSV sferumChatMembers)"
    order = 40

    def recognise(self, file: Incoming) -> bool:
        """Whether the first row is that tool's headings, in its order."""
        if kind_of(file.path) != "text":
            return False
        first = next(islice(rows_of(file.path, dialect_of(file.path)), 1), None)
        return first is not None and _is_header(first[1])

    def survey(self, files: Sequence[Incoming], context: Context) -> list[Survey]:
        """The chat that the name of a file or folder tells."""
        return [Survey(file.file_id, _chats(file)) for file in files]

    def read(self, files: Sequence[Incoming], context: Context) -> Reading:
        """Rows of `members`, and of `chat_members` where the chat is known."""
        reading = Reading()
        for file in files:
            _read_file(file, context, reading)
        return reading


SOURCE = VkMembersCsv()


def _is_header(row: Sequence[str] | Broken) -> bool:
    return not isinstance(row, Broken) and [heading(cell) for cell in row[:4]] == [
        heading(word) for word in HEADINGS
    ]


def _chats(file: Incoming) -> tuple[tuple[str, str], ...]:
    for part in reversed(Path(file.name.replace("\\", "/")).parts):
        if found := set(_CHAT_IN_NAME.findall(part)):
            return ((PLATFORM, found.pop()),) if len(found) == 1 else ()
    return ()


def _read_file(file: Incoming, context: Context, reading: Reading) -> None:
    outcome = reading.outcomes[file.file_id] = Outcome(as_of=as_of_name(file.name, context))
    outcome.needs_as_of = outcome.as_of is None
    outcome.mappings = {"members": dict(zip(HEADINGS, ("member_id", "full_name", "", "role"), strict=True))}
    chats = _chats(file)
    if chats and not context.may_read(*chats[0]):
        outcome.status, outcome.asked_chats = "asked", tuple(chat for _, chat in chats)
        outcome.reason = f"Чата {chats[0][1]} нет в реестре. Загрузите файл с ключом --chat {chats[0][1]} или внесите чат в реестр."
        return
    rejects, rows = _rows(file)
    reading.rejects += rejects
    n_members = len(rows) + len(rejects)
    if n_members == PAGE:
        outcome.complete = False
        outcome.notes.append(
            f"В файле ровно {PAGE} участников: программа выгружает их постранично, список, скорее всего, обрезан. Выгрузите остальные страницы."
        )
    if not chats:
        outcome.notes.append(
            "Файл не говорит, чей это чат: загружены только участники. Назовите файл номером чата, чтобы загрузить и состав."
        )
    if rows:
        stays = [row | {"chat_id": chats[0][1]} for row in rows] if chats else []
        if stays:
            reading.batches.append(_batch("chat_members", stays, counts=True))
        reading.batches.append(_batch("members", rows, counts=not stays))


def _rows(file: Incoming) -> tuple[list[Reject], list[dict[str, str | None]]]:
    rejects: list[Reject] = []
    rows: list[dict[str, str | None]] = []
    for line, row in _data(file):
        place = f"строка {line}"
        if isinstance(row, Broken):
            rejects.append(Reject(file.file_id, place, "", row.code, row.message, row.raw[:500]))
            continue
        member, name, schools, roles = [tidy(cell) for cell in [*row, "", "", "", ""][:4]]
        try:
            member_id = _member_id(member)
        except CellError as error:
            rejects.append(Reject(file.file_id, place, "id", error.code, error.message, member[:500]))
            continue
        extras = {"Учебные заведения": schools} if schools else {}
        rows.append(
            {
                "member_id": member_id,
                "full_name": name or None,
                "role": roles or None,
                "platform": PLATFORM,
                "file_id": file.file_id,
                "locator": place,
                "extras": json.dumps(extras, ensure_ascii=False) if extras else None,
            }
        )
    return rejects, rows


def _data(file: Incoming) -> Iterator[tuple[int, list[str] | Broken]]:
    """Rows below the headings that say something."""
    for line, row in islice(rows_of(file.path, dialect_of(file.path)), 1, None):
        if isinstance(row, Broken) or any(cell.strip() for cell in row):
            yield line, row


def _member_id(text: str) -> str:
    if is_empty(text):
        raise CellError(
            "empty_key", "Пустая ячейка «id»: непонятно, чья это строка. Заполните её и загрузите файл снова."
        )
    number = str(read_id(text).value)
    if not number.lstrip("-").isdigit():
        raise CellError("not_an_id", "Это не номер участника VK. Исправьте его и загрузите файл снова.")
    return number


def _batch(table: str, rows: list[dict[str, str | None]], *, counts: bool) -> Batch:
    return Batch(
        table,
        pa.Table.from_pylist(rows, schema=pa.schema([(key, pa.string()) for key in rows[0]])),
        counts=counts,
    )
