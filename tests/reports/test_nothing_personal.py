"""Nothing about any person in any produced file, with the whole sample: names, ids, pseudonyms, titles of chats, what was written.

Whole words are compared, in every part of every file: cells, properties, alternative texts, metadata. Titles and texts are
compared as whole sequences of words. The report for the department, the council's page and the month of every association.
"""

from __future__ import annotations

import csv
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from regulation.indicators import INDICATORS
from reports import closing
from reports.association import association_names, association_pdfs
from reports.council import council_pdf
from reports.monthly import make_files
from settings import ROOT
from settings import settings as in_force
from warehouse.connect import open_reader
from warehouse.place import Place
from warehouse.private import private_reader

pytestmark = pytest.mark.slow
SAMPLE, MONTHS = ROOT / "data/sample", ("2026-09", "2026-10")
NAME_HEADINGS = re.compile(r"фио|ф\.и\.о|сотрудник|родитель|представитель|педагог|заявитель|ведущий|автор|ребёнок|чьё согласие|full_name", re.I)  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The sample of the repository, loaded as an institution loads its exports."""
    from etl.__main__ import app

    folder = tmp_path_factory.mktemp("sample")
    was = os.environ.get("SFERUM_HOME")
    os.environ["SFERUM_HOME"] = str(folder)
    try:
        told = CliRunner().invoke(app, ["load", str(SAMPLE), "--all-chats"])
        assert "Версия" in told.output, told.output
    finally:
        os.environ.pop("SFERUM_HOME") if was is None else os.environ.update(SFERUM_HOME=was)
    return Place(Path(folder))


@pytest.fixture(scope="module")
def files(home: Place) -> dict[str, list[str]]:
    """Words, in order, of every file that can leave the program."""
    made = {}
    with open_reader(home) as reader:
        for month in MONTHS:
            report = closing.draft(reader, month)
            made |= make_files(report, closing.FORMATS)
            made[f"council_{month}.pdf"] = council_pdf(reader, report)
        pages = association_pdfs(reader, MONTHS[-1], association_names(reader))
        made |= {f"association_{n}.pdf": content for n, content in enumerate(pages.values())}
    assert len(made) == 2 * 4 + 12
    return {name: words(text_of(content, name)) for name, content in made.items()}


@pytest.fixture(scope="module")
def opened(home: Place) -> Iterator:
    with private_reader(home, "тест", "проверка отчётов") as reader:
        yield reader


def text_of(content: bytes, name: str) -> str:
    """Every text of every part of a file, properties and alternative texts included."""
    if name.endswith(".pdf"):
        pdf = PdfReader(BytesIO(content))
        raw = re.sub(rb"stream\r?\n.*?endstream", b" ", content, flags=re.S).decode("latin-1")
        return " ".join(
            [*(page.extract_text() for page in pdf.pages), str(pdf.metadata), str(pdf.xmp_metadata), raw]
        )
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = [archive.read(part).decode("utf-8", "replace") + f" {part} " for part in archive.namelist()]
    attributes = [re.findall(r'"([^"]*)"', part) for part in parts]
    return " ".join(
        [re.sub(r"<[^>]*>", " ", part) for part in parts] + [" ".join(each) for each in attributes]
    )


def words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text.lower().replace("\u00ad", "").replace("ё", "е"))


class Phrases:
    """Whole sequences of words, looked for in a file by their first two words."""

    def __init__(self, texts: Iterable[str], at_least: int) -> None:
        self.by_start: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for text in texts:
            phrase = tuple(words(text))
            if len(phrase) >= at_least:
                self.by_start.setdefault(phrase[:2], set()).add(phrase)
        self.n = sum(map(len, self.by_start.values()))

    def found_in(self, said: list[str]) -> set[tuple[str, ...]]:
        return {
            phrase
            for n in range(len(said) - 1)
            for phrase in self.by_start.get((said[n], said[n + 1]), ())
            if tuple(said[n : n + len(phrase)]) == phrase
        }


def test_the_search_finds_what_is_there():
    said = words("Итог: «Сегодня репетиции не будет», — и всё.")
    assert Phrases(["сегодня репетиции не будет"], 2).found_in(said)
    assert not Phrases(["сегодня репетиции не было"], 2).found_in(said)


# --- who ---------------------------------------------------------------------------------------------------


def names_of_sample(opened) -> set[str]:
    """Every full name of the sample: as loaded, and as it stands in the files, whoever they are of."""
    found = {
        row["full_name"]
        for table in ("people", "members", "member_names", "students", "guardians", "staff", "chat_members", "join_requests")
        for row in opened.rows(f"select distinct full_name from private.{table} where full_name is not null")
    }  # fmt: skip
    for path in SAMPLE.rglob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path, read_only=True).worksheets:
            found |= set(_under_headings(list(sheet.iter_rows(values_only=True))))
    for path in SAMPLE.rglob("*.csv"):
        text = path.read_bytes()
        said = text.decode("utf-8-sig") if text[:3] == b"\xef\xbb\xbf" else _decoded(text)
        found |= set(_under_headings(list(csv.reader(said.splitlines(), delimiter=";"))))
    return found


def _decoded(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("cp1251")


def _under_headings(rows: list) -> Iterator[str]:
    columns: list[int] = []
    for row in rows:
        named = [n for n, cell in enumerate(row) if isinstance(cell, str) and NAME_HEADINGS.search(cell)]
        if named and len(named) >= len(columns):
            columns = named
            continue
        yield from (row[n] for n in columns if n < len(row) and isinstance(row[n], str))


def test_no_surname_but_of_those_who_sign(opened, files):
    surnames = {
        words(name)[0]
        for name in names_of_sample(opened)
        if re.fullmatch(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?(?: [А-ЯЁ][а-яё]+){1,3}", name.strip())
    }
    assert len(surnames) > 100
    own = in_force().institution
    signing = {words(own.director)[0], words(own.executor)[0]}
    for name, said in files.items():
        may = signing if name.startswith("otchet") and not name.endswith(".xlsx") else set()
        assert not set(said) & surnames - may, name
        assert len([word for word in said if word in signing]) == (2 if may else 0), name


def test_no_id_and_no_pseudonym(opened, files):
    ids = {
        row["raw_id"].lower()
        for row in opened.rows("select raw_id from private.ids where length(raw_id) > 5")
    }
    ids |= {
        row["message_id"].lower()
        for row in opened.rows("select message_id from private.messages where length(message_id) > 5")
    }
    ids |= {
        row["external_id"].lower()
        for table in ("students", "guardians", "staff")
        for row in opened.rows(f"select external_id from private.{table} where length(external_id) > 5")
    }
    keys = {row["key"].lower() for row in opened.rows("select key from private.ids")}
    keys |= {row["row_id"].lower() for row in opened.rows("select row_id from private.messages")}
    keys |= {row["person_id"].lower() for row in opened.rows("select person_id from private.people")}
    assert len(ids) > 800
    assert len(keys) > 10_000
    for name, said in files.items():
        assert not set(said) & ids, name
        assert not set(said) & {each for each in keys if len(each) > 5}, name


# --- what they call and write ------------------------------------------------------------------------------


def test_no_title_of_a_chat(opened, files):
    own = {
        " ".join(words(row["name"]))
        for row in opened.rows(
            "select association as name from groups union select direction from groups union select group_name from groups "
            "union select association || ' ' || group_name from groups"
        )
        if row["name"]
    }
    titles = {
        row["title"]
        for row in opened.rows(
            "select title from private.chat_titles union select title from private.chats union select title from private.broadcasts"
        )
        if row["title"] and " ".join(words(row["title"])) not in own
    }
    phrases = Phrases(titles, 2)
    assert phrases.n > 40
    for name, said in files.items():
        assert not phrases.found_in(said), name
    single = {words(title)[0] for title in titles if len(words(title)) == 1} - vocabulary()
    for name, said in files.items():
        assert not set(said) & single, name


def test_no_text_that_anybody_wrote(opened, files):
    texts = set(_texts_of_sample())
    kept = {
        row["text"]
        for row in opened.rows(
            "select fragment as text from private.fragments union select text from private.kept_texts"
        )
        if row["text"]
    }
    phrases = Phrases(texts | kept, 2)
    assert phrases.n > 1000
    for name, said in files.items():
        assert not phrases.found_in(said), name
    single = {words(each)[0] for each in kept if len(words(each)) == 1} - vocabulary()
    assert single
    for name, said in files.items():
        assert not set(said) & single, (name, set(said) & single)


def vocabulary() -> set[str]:
    """Words of the catalogue itself: a message of one such word cannot be told from it."""
    return set(words(" ".join(f"{each.title} {each.definition} {each.action}" for each in INDICATORS)))


def _texts_of_sample() -> Iterator[str]:
    """Everything under «text» in the exports, read anew and not by the loader."""
    for path in SAMPLE.rglob("*.json*"):
        lines = path.read_text(encoding="utf-8-sig").splitlines() if path.suffix == ".jsonl" else [path.read_text(encoding="utf-8-sig")]  # fmt: skip
        for line in lines:
            yield from _texts(json.loads(line))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key in {"text", "body", "message"} and isinstance(each, str):
                yield each
            else:
                yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
