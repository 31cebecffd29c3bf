"""The former platform's months as two public tools leave them: history.json folders and a CSV of members.

What these tools lose (numbers of messages, replies, edits, service events, calls) is lost here too.
"""

from __future__ import annotations

import csv
from html import escape
from json.encoder import encode_basestring as quoted
from pathlib import Path

from etl.sample.people import UTC_OFFSET, VK, Institution, Room, wall
from etl.sample.talk import Item, Message

_NAMES = {
    "фото": "photo_{n}.jpg",
    "стикер": "sticker_{n}.png",
    "файл": "Бланк.docx",
    "голос": "audio_message_{n}.ogg",
}


class Dumper:
    """Writes chats of the former platform as VKSferumChatExport and sferumChatMembers do."""

    def __init__(self, folder: Path, it: Institution):
        self.folder, self.it = folder, it

    def room(self, room: Room, items: list[Item]) -> None:
        """`history.json`, newest first, and the page for reading beside it."""
        here = self.folder / "sferum_dump" / str(room.id)
        here.mkdir(parents=True, exist_ok=True)
        shown = [item for item in items if not (isinstance(item, Message) and item.deleted)]
        lines = [_line(room, item) for item in reversed(shown)]
        (here / "history.json").write_text("[\n" + ",\n".join(lines) + "\n]", "utf-8")
        (here / "chat.html").write_text(_page(room, shown), "utf-8")

    def finish(self) -> None:
        """The members of the organisation: one list, without chats and dates."""
        path = self.folder / f"sferumChatMembers_{self.it.moved_on}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("id", "ФИО", "Учебные заведения", "Роли"))
            for account in self.it.accounts:
                if account.platform == VK:
                    name = f"{account.last} {account.first}".strip()
                    roles = ", ".join(part.strip() for part in account.role.split(";"))
                    rows.writerow((account.id, name, 'МАОУ ДО "Дворец творчества"', roles))


def _line(room: Room, item: Item) -> str:
    """One row of the dump: a service event is a row without text and attachments."""
    if not isinstance(item, Message):
        author = item.host if hasattr(item, "host") else item.actor
        return _row(author.id if author else 0, item.at, "", "")
    name = _NAMES.get(item.kind)
    moment = item.at - UTC_OFFSET
    attached = ""
    if name:
        path = f"sferum_dump\\{room.id}\\attachments\\{moment}_{name.format(n=item.n)}"
        attached = "\n            " + quoted(path) + "\n        "
    return _row(item.author.id, item.at, item.text, attached)


def _row(author: int, at: int, text: str, attached: str) -> str:
    return (
        f'    {{\n        "date": {at - UTC_OFFSET},\n        "from_id": {author},\n        "text": {quoted(text)},\n'
        f'        "attachments": [{attached}]\n    }}'
    )


def _page(room: Room, items: list[Item]) -> str:
    """`chat.html`: names and local times of the computer that made the dump, as the tool writes them (text unescaped)."""
    body = "\n".join(
        f"""        <div class="msg">
            <div class="info">
                <div class="name">{escape(item.author.first)} {escape(item.author.last)}<span class="time">{wall(item.at):%d.%m.%y %H:%M:%S}</span></div>
                <div class="txt">{item.text}</div>
            </div>
        </div>"""
        for item in reversed(items)
        if isinstance(item, Message)
    )
    return f"<html><head><meta charset='utf-8'><style></style></head><body><div class='chat'>\n{body}\n</div></body></html>"
