"""What the tests of loading share: a home of its own, exports of invented chats, the published rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from etl.load import LoadResult, Options, load
from settings import ROOT, Settings
from settings import read as read_settings
from warehouse.place import Place

NOW = datetime(2026, 11, 1, 9)
START = 1790000000  # 21.09.2026 21:13:20 in Tomsk
CHAT = 2000000777
SETTINGS = read_settings(ROOT / "settings.toml")


@dataclass
class Home:
    """A data folder with the real loader; what is asked of it is read from the published files."""

    folder: Path
    settings: Settings = SETTINGS
    place: Place = field(init=False)

    def __post_init__(self) -> None:
        self.place = Place(self.folder / "home")
        self.inbox = self.folder / "inbox"
        self.inbox.mkdir(parents=True, exist_ok=True)

    def load(self, *paths: Path, **options: object) -> LoadResult:
        """Load, and hold the loader to its account: every row is loaded, rejected or unchanged."""
        result = load(list(paths) or [self.inbox], self.place, self.settings, Options(**options), now=NOW)
        for file in result.files:
            assert file.rows_in == file.loaded + file.rejected + file.unchanged, file
            assert min(file.rows_in, file.loaded, file.rejected, file.unchanged) >= 0, file
            assert (file.status in {"refused", "asked"}) <= bool(file.reason), file
        return result

    def rows(self, sql: str, *values: object) -> list[tuple]:
        """Rows of the published version; the private file is `private`."""
        version = self.place.version()
        with (
            duckdb.connect() as connection
        ):  # an instance of its own: what it attaches is seen by every connection of one
            connection.execute(f"attach '{self.place.public_file(version)}' as published (read_only)")
            connection.execute(f"attach '{self.place.private_file(version)}' as private (read_only)")
            connection.execute("use published")
            connection.execute("set timezone = 'UTC'")
            return connection.execute(sql, list(values)).fetchall()

    def one(self, sql: str, *values: object) -> object:
        """The first value."""
        return self.rows(sql, *values)[0][0]

    def write(self, name: str, content: str | bytes | object) -> Path:
        """A file in the inbox: bytes, text, or a document as JSON."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path

    def sheet(self, name: str, headings: Sequence[str], *rows: Sequence[object]) -> Path:
        """A CSV sheet with these headings."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows([headings, *rows])
        return path


def message(
    n: int, *, who: int = 920000001, text: str | None = None, chat: int = CHAT, **rest: object
) -> dict:
    """A message of the VK API: number `n`, one a minute."""
    return {
        "conversation_message_id": n,
        "id": 0,
        "peer_id": chat,
        "from_id": who,
        "date": START + n * 60,
        "text": f"Занятие {n} в обычное время" if text is None else text,
        "attachments": [],
    } | rest


def action(n: int, kind: str, *, who: int = 920000001, **rest: object) -> dict:
    """A service message."""
    return message(n, who=who, text="", action={"type": kind, **rest})


def history(items: Iterable[dict], count: int | None = None, **rest: object) -> dict:
    """An answer of messages.getHistory; whole unless told otherwise."""
    items = list(items)
    return {"response": {"count": len(items) if count is None else count, "items": items, **rest}}


def members(items: Iterable[dict], count: int | None = None, profiles: Iterable[dict] = ()) -> dict:
    """An answer of messages.getConversationMembers."""
    items = list(items)
    count = len(items) if count is None else count
    return {"response": {"count": count, "items": items, "profiles": list(profiles), "groups": []}}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A new home. Figures of months have tests of their own and are left out here: they take most of a small load."""
    monkeypatch.setattr("etl.keep.keep_indicators", lambda *_, **__: None)
    return Home(tmp_path)
