"""Uploading export files in the browser: a preview of what was recognised, questions, then the load itself.

One of the three callers of the writer (with its own command line and the first run).
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st

from casebook import Casebook
from etl.load import FileResult, LoadResult, Options, load
from etl.publish import Busy
from settings import settings
from ui.login import Person
from warehouse.place import own_place
from warehouse.tables import BY_NAME

ZONES = {
    "": "как в настройках",
    "Asia/Tomsk": "Томск (МСК+4)",
    "Europe/Moscow": "Москва (МСК)",
    "UTC": "всемирное время (UTC)",
}
STATUS = {
    "loaded": "✅ распознан",
    "unchanged": "➖ уже загружен",
    "refused": "⛔ отказ",
    "asked": "❓ нужен ответ",
}


@dataclass
class Answers:
    """What the person answered about the files at hand."""

    as_of: date | None = None
    zone: str = ""
    complete: bool = False
    chats: frozenset[str] = frozenset()
    tables: dict[str, str] = field(default_factory=dict)

    def options(self, *, dry_run: bool) -> Options:
        """The same as options of a load."""
        zone = ZoneInfo(self.zone) if self.zone else None
        return Options(zone, self.as_of, self.complete, self.chats, False, dry_run, self.tables)


def keep_uploaded(files: list) -> Path:
    """Lay uploaded files into a temporary folder of this session; names are hostile, so only their last part stays."""
    signature = tuple((file.file_id, file.name, file.size) for file in files)
    kept = st.session_state.get("upload")
    if kept and kept[0] == signature:
        return Path(kept[1])
    forget_uploaded()
    folder = Path(tempfile.mkdtemp(prefix="sferum-upload-"))
    for n, file in enumerate(files):
        name = Path(file.name.replace("\\", "/")).name.replace("\0", "") or f"файл_{n + 1}"
        target = folder / name if not (folder / name).exists() else folder / f"{n + 1}_{name}"
        target.write_bytes(file.getbuffer())
    st.session_state["upload"] = (signature, str(folder))
    return folder


def forget_uploaded() -> None:
    """Remove what was uploaded and what was previewed."""
    kept = st.session_state.pop("upload", None)
    st.session_state.pop("preview", None)
    if kept:
        shutil.rmtree(kept[1], ignore_errors=True)


def preview(folder: Path, answers: Answers) -> LoadResult | None:
    """A dry run of the load, kept while files and answers stay the same."""
    key = (str(folder), repr(answers))
    kept = st.session_state.get("preview")
    if kept and kept[0] == key:
        return kept[1]
    with st.spinner("Смотрю, что в файлах…"):
        result = _load(folder, answers, dry_run=True)
    if result is not None:
        st.session_state["preview"] = (key, result)
    return result


def run(folder: Path, answers: Answers) -> LoadResult | None:
    """Load and publish, with progress on the page."""
    bar = st.progress(0.0, "Начинаю загрузку")
    result = _load(
        folder, answers, dry_run=False, progress=lambda what, share: bar.progress(min(1.0, share), what)
    )
    bar.empty()
    return result


def _load(folder: Path, answers: Answers, *, dry_run: bool, progress: object = None) -> LoadResult | None:
    told = {"progress": progress} if progress else {}
    try:
        return load(
            sorted(folder.iterdir()), own_place(), settings(), answers.options(dry_run=dry_run), **told
        )
    except Busy as error:
        st.warning(str(error), icon=":material/hourglass_top:")
    except OSError as error:
        st.error(
            "На диске не осталось места: ничего не опубликовано, прежние данные целы."
            if error.errno == 28
            else f"Не удалось записать данные: {error.strerror}."
        )
    return None


def remember_heading(file: FileResult, heading: str, table: str, column: str | None, person: Person) -> None:
    """Remember by hand what an unknown heading means; from now on it is recognised."""
    place = own_place()
    place.state.mkdir(parents=True, exist_ok=True)
    with Casebook(place.casebook) as book:
        book.remember_mapping(table, heading, column, person.name, datetime.now(UTC))
    st.session_state.pop("preview", None)
    del file


def columns_of(table: str) -> dict[str, str]:
    """Column key → its first heading, for the choice of what an unknown heading means."""
    return {column.key: column.headings[0] for column in BY_NAME[table].typed}
