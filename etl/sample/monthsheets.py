"""Messages of a platform as spreadsheets, one file a month: how a school without a collector keeps them."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import xlsxwriter

from etl.sample.people import MAX, Institution, Room, day_of, wall
from etl.sample.sheets import _BORN, text
from etl.sample.talk import Item, Message

HEADINGS = (
    "ID сообщения",
    "ID чата",
    "ID автора",
    "Отправлено",
    "Текст",
    "Тип",
    "Ответ на",
    "Удалено",
    "Кем удалено",
    "Изменено",
    "Платформа",
)
_MOST_IN_XLSX = 200_000  # beyond that a school's script writes CSV


def mid(room: Room, message: Message) -> str:
    """The message's own id on MAX; on VK its number in the chat."""
    if room.platform != MAX:
        return str(message.n)
    return f"mid.{room.id & 0xFFFFFFFFFFFFFFFF:016x}{seq(message):016x}"


def seq(message: Message) -> int:
    """The 64-bit number of a message: milliseconds and the place in the chat; no float can hold it."""
    return ((message.at - 25_200) * 1000 << 16) + message.n


class MonthSheets:
    """A sheet of messages a month; chats come one after another, the files stay open to the end."""

    def __init__(self, folder: Path, it: Institution, messages: int):
        self.folder, self.it = folder, it
        self.as_csv = messages > _MOST_IN_XLSX
        self.open: dict[tuple[str, date], _Xlsx | _Csv] = {}

    def room(self, room: Room, items: list[Item]) -> None:
        """Messages of one chat, each into its month."""
        for item in items:
            if isinstance(item, Message):
                self._file(room.platform, day_of(item.at).replace(day=1)).add(_row(room, item))

    def _file(self, platform: str, month: date) -> _Xlsx | _Csv:
        known = self.open.get((platform, month))
        if known is None:
            name = f"сообщения_{'MAX' if platform == MAX else 'VK'}_{month:%Y-%m}"
            made = _Csv(self.folder / f"{name}.csv") if self.as_csv else _Xlsx(self.folder / f"{name}.xlsx")
            known = self.open[(platform, month)] = made
        return known

    def finish(self) -> None:
        """Close every file."""
        for file in self.open.values():
            file.close()


def _row(room: Room, m: Message) -> tuple:
    kind = "текст" if m.kind not in ("фото", "стикер", "файл", "голос", "опрос", "правила") else m.kind
    return (
        mid(room, m), str(room.id), m.author.id, wall(m.at), m.text, kind, mid(room, m.reply_to) if m.reply_to else "",
        wall(m.deleted) if m.deleted else None, m.deleted_by.id if m.deleted_by else None, wall(m.edited) if m.edited else None,
        room.platform,
    )  # fmt: skip


class _Xlsx:
    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.book.set_properties({"created": _BORN})
        self.page = self.book.add_worksheet("Сообщения")
        self.page.write_row(0, 0, HEADINGS)
        self.moment = self.book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"})
        self.n = 0

    def add(self, row: tuple) -> None:
        """One row more."""
        self.n += 1
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                self.page.write_string(self.n, column, value)
            elif isinstance(value, int):
                self.page.write_number(self.n, column, value)
            else:
                self.page.write_datetime(self.n, column, value, self.moment)

    def close(self) -> None:
        """Write the file out."""
        self.book.close()


class _Csv:
    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("w", encoding="utf-8-sig", newline="")
        self.rows = csv.writer(self.file, delimiter=";", lineterminator="\r\n")
        self.rows.writerow(HEADINGS)

    def add(self, row: tuple) -> None:
        """One row more."""
        self.rows.writerow([f"{v:%d.%m.%Y %H:%M:%S}" if hasattr(v, "hour") else text(v) for v in row])

    def close(self) -> None:
        """Write the file out."""
        self.file.close()
