"""What must not be kept stands nowhere in the data folder: in no table, no archive, no freed block of a database.

Compressed blocks hide text from a search of bytes. So databases are written without compression here, every table of every
database and every kept file is read besides, and in each case a word that may be kept is found by the same search.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
import stat
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from etl import publish
from etl.purge import purge
from etl.rejudge import rejudge
from tests.etl.loading import CHAT, NOW, SETTINGS, START, Home, history, home, members, message

__all__ = ["home"]
OTHER, DIALOG, MAX_CHAT, MAX_OTHER, MAX_DIALOG = CHAT + 1, 920000055, -70000000000123, -70000000000124, 555
SECRET, KEPT = "Заветное-слово-полярной-совы", "Глазурь-для-вазы"
PHONE, BIRTHDAY, TOKEN = "+79139990011", "17.3.1987", "vk1.a.Tajna777"
FORBIDDEN = (SECRET, PHONE, BIRTHDAY, TOKEN, "83822990022")


@pytest.fixture(autouse=True)
def plain_blocks(monkeypatch):
    """Databases without compression: what was ever written to a block can be found by its bytes."""
    made = publish.create_tables

    def without_compression(connection):
        connection.execute("set force_compression = 'uncompressed'")
        made(connection)

    monkeypatch.setattr(publish, "create_tables", without_compression)


# --- the search -------------------------------------------------------------------------------------------
def places_of(word: str, folder: Path) -> set[str]:
    """Where under a folder the word stands: in bytes of files, in rows of databases, in what archives hold."""
    coded = {word.encode(code, "ignore") for code in ("utf-8", "cp1251", "utf-16-le", "utf-16-be")}
    coded |= {json.dumps(word)[1:-1].encode(), str(word.encode("unicode_escape"))[2:-1].encode()}
    return {
        f"{path.relative_to(folder)}{place}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for place, content in contents(path)
        if any(each and each in content for each in coded)
    }


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """A file's bytes, then what stands in it if they hide it."""
    raw = path.read_bytes()
    yield "", raw
    if raw[8:12] == b"DUCK":
        yield from rows_of(duckdb.connect(str(path), read_only=True), ":")
    elif raw.startswith(b"SQLite format 3"):
        with sqlite3.connect(path) as connection:
            for (table,) in connection.execute(
                "select name from sqlite_master where type = 'table'"
            ).fetchall():
                yield f":{table}", repr(connection.execute(f'select * from "{table}"').fetchall()).encode()
    elif raw.startswith(b"PAR1"):
        connection = duckdb.connect()
        yield ":", repr(connection.execute("from read_parquet(?)", [str(path)]).fetchall()).encode()
    elif raw.startswith(b"\x1f\x8b"):
        yield ":", gzip.decompress(raw)
    elif raw.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield f":{name}", archive.read(name)


def rows_of(connection: duckdb.DuckDBPyConnection, place: str) -> Iterator[tuple[str, bytes]]:
    """Every table of a database as text."""
    with connection:
        for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            yield f"{place}{table}", repr(connection.execute(f'from "{table}"').fetchall()).encode()


def test_the_search_sees_through_every_disguise(tmp_path):
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        connection.execute("create table t as select ? || i as words from range(5000) r(i)", [SECRET])
        connection.execute(f"copy t to '{tmp_path / 'b.parquet'}' (compression zstd)")
    with sqlite3.connect(tmp_path / "c.sqlite") as connection:
        connection.execute("create table t as select ? as words", [SECRET])
    (tmp_path / "d.gz").write_bytes(gzip.compress(SECRET.encode()))
    with zipfile.ZipFile(tmp_path / "e.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", SECRET.encode("cp1251"))
    (tmp_path / "f.json").write_text(json.dumps([SECRET]))
    assert {place[0] for place in places_of(SECRET, tmp_path)} == set("abcdef")


# --- formats in which the wanted chat stands beside what nobody may keep -------------------------------------
PERSON = {
    "id": 920000001,
    "first_name": "Павел",
    "last_name": "Гончаров",
    "bdate": BIRTHDAY,
    "mobile_phone": PHONE,
    "home_phone": "83822990022",
    "access_token": TOKEN,
}
DOC = {"type": "doc", "doc": {"id": 1, "title": "Смета.xlsx", "url": f"https://vk.example/doc?token={TOKEN}"}}


def vk_items() -> list[dict]:
    """Messages of the wanted chat, of an unticked one and of a private dialog, as one script saves them all."""
    wanted = [message(n, text=f"{KEPT} {n}", attachments=[DOC]) for n in (1, 2)]
    return [
        *wanted,
        message(3, chat=OTHER, text=f"{SECRET} чужое", who=920000009),
        message(4, chat=DIALOG, text=f"{SECRET} личное", who=DIALOG),
        message(
            5, text=KEPT, fwd_messages=[{"from_id": DIALOG, "date": START, "text": f"{SECRET} пересланное"}]
        ),
    ]


def vk_page(home: Home) -> None:
    titles = [
        {"peer": {"id": peer, "type": "chat"}, "chat_settings": {"title": f"{SECRET} чат"}}
        for peer in (OTHER,)
    ]
    home.write(
        "все.json", history(vk_items(), profiles=[PERSON], conversations=titles) | {"access_token": TOKEN}
    )


def vk_lines(home: Home) -> None:
    home.write("все.jsonl", "\n".join(json.dumps(item) for item in vk_items()))


def vk_python(home: Home) -> None:
    home.write("все.txt", "\n".join(map(str, vk_items())))


def vk_archive(home: Home) -> None:
    with zipfile.ZipFile(home.inbox / "выгрузка.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("все.json", json.dumps(history(vk_items(), profiles=[PERSON])))


def vk_members(home: Home) -> None:
    vk_page(home)
    one = [{"member_id": 920000001, "join_date": START, "is_admin": True}]
    home.write(f"{CHAT}_members.json", members(one, profiles=[PERSON]))
    home.write(f"{OTHER}_members.json", members(one, profiles=[PERSON | {"id": 7, "last_name": SECRET}]))


def dumper(home: Home) -> None:
    for peer, text in ((CHAT, KEPT), (OTHER, SECRET), (DIALOG, SECRET)):
        rows = [
            {"date": START + n, "from_id": 920000001, "text": f"{text} {n}", "attachments": []}
            for n in (1, 2)
        ]
        home.write(f"sferum_dump/{peer}/history.json", rows)
        home.write(
            f"sferum_dump/{peer}/chat.html",
            f'<html><head></head><body><div class=\'chat\'><div class="msg"><div class="name">Павел<span class="time">'
            f'22.09.26 08:13:21</span></div><div class="txt">{text} 1</div></div></div></body></html>',
        )


def max_message(n: int, chat: int, text: str) -> dict:
    return {
        "sender": {"user_id": 501, "first_name": "Павел", "last_name": "Гончаров", "description": f"тел. {PHONE}"},
        "recipient": {"chat_id": chat, "chat_type": "dialog" if chat > 0 else "chat"},
        "timestamp": (START + n * 60) * 1000,
        "body": {"mid": f"mid.{n:04d}", "seq": n, "text": text, "attachments": [{"type": "contact", "payload": {"vcf_info": PHONE}}]},
    }  # fmt: skip


def max_messages() -> list[dict]:
    """The same on the present platform."""
    return [
        max_message(1, MAX_CHAT, KEPT),
        max_message(2, MAX_OTHER, SECRET),
        max_message(3, MAX_DIALOG, SECRET),
        max_message(4, MAX_CHAT, KEPT),
    ]


def max_page(home: Home) -> None:
    home.write("страница.json", {"messages": max_messages()})
    chat = {"type": "chat", "status": "active", "participants_count": 2, "last_event_time": START * 1000}
    home.write(
        "чаты_2026-10-31.json",
        {"chats": [chat | {"chat_id": MAX_OTHER, "title": SECRET, "link": TOKEN}], "marker": None},
    )


def max_log(home: Home) -> None:
    updates = [
        {"update_type": "message_created", "timestamp": m["timestamp"], "message": m} for m in max_messages()
    ]
    home.write("журнал.jsonl", "\n".join(map(json.dumps, updates)))


def sheet_of_messages(home: Home) -> None:
    rows = [
        (n, chat, 5, f"01.10.2026 10:0{n}", text)
        for n, (chat, text) in enumerate([(CHAT, KEPT), (OTHER, SECRET), (CHAT, KEPT), (OTHER, SECRET)])
    ]
    home.sheet("сообщения.csv", ("ID сообщения", "ID чата", "ID автора", "Отправлено", "Текст"), *rows)


def sheet_of_people(home: Home) -> None:
    vk_page(home)
    home.sheet(
        "контингент_2026-10-31.csv",
        ("ФИО", "Группа", "Телефон", "Дата рождения"),
        ("Иванова Анна Петровна", "Группа 1", PHONE, BIRTHDAY),
        ("Петров Олег Ильич", "Группа 1", PHONE, BIRTHDAY),
    )


MIXED = (
    vk_page, vk_lines, vk_python, vk_archive, vk_members, dumper, max_page, max_log, sheet_of_messages, sheet_of_people
)  # fmt: skip
WANTED = frozenset([str(CHAT), str(MAX_CHAT)])


@pytest.mark.slow
@pytest.mark.parametrize("write", MIXED, ids=lambda write: write.__name__)
def test_nothing_of_dialogs_unticked_chats_and_secrets_remains(home, write: Callable[[Home], None]):
    write(home)
    result = home.load(chats=WANTED)
    assert home.one("select count(*) from messages") >= 2
    assert {word: found for word in FORBIDDEN if (found := places_of(word, home.place.home))} == {}
    assert SECRET not in json.dumps(result.as_json(), ensure_ascii=False)
    # the same search finds what may be there: the accepted texts in raw/, the chat's number in the private file
    assert {place.split("/")[0] for place in places_of(KEPT, home.place.home)} == {"raw"}
    assert any("private.duckdb" in place for place in places_of("Гончаров" if "vk_page" in write.__name__ else "20260", home.place.home) | places_of(str(CHAT), home.place.home) | places_of(str(MAX_CHAT), home.place.home))  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    "write", [vk_page, dumper, max_log, sheet_of_messages], ids=lambda write: write.__name__
)
def test_what_is_kept_of_a_mixed_file_is_enough_to_judge_again(home, write):
    write(home)
    home.load(chats=WANTED)
    told = rejudge(home.place, home.settings, now=NOW, dry_run=True)
    assert told["months"]
    assert not [each for each in told["left"] if "исходные" in each["why"]]


def test_of_a_file_its_messages_are_kept_under_its_hash_for_the_owner_alone(home):
    path = home.write("а.json", history([message(1, text=KEPT)]))
    home.sheet("контингент_2026-10-31.csv", ("ФИО", "Группа"), ("Иванова Анна Петровна", "Группа 1"))
    home.load()
    (kept,) = home.place.raw.iterdir()
    assert kept.name == hashlib.sha256(path.read_bytes()).hexdigest()
    assert sys.platform == "win32" or stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert home.rows(
        "select list_contains(tables, 'messages') as has_messages, raw_kept from source_files order by 1"
    ) == [
        (False, False),
        (True, True),
    ]


def test_a_chat_ticked_later_joins_what_is_kept(home):
    vk_page(home)
    home.load(chats=WANTED)
    home.load(chats=frozenset([str(CHAT), str(OTHER)]))
    assert {place.split("/")[0] for place in places_of(f"{SECRET} чужое", home.place.home)} == {"raw"}
    assert places_of(f"{SECRET} личное", home.place.home) == set()
    assert places_of(KEPT, home.place.home)


def test_what_was_purged_is_in_no_freed_block(home):
    home.settings = SETTINGS.model_copy(
        update={"text": SETTINGS.text.model_copy(update={"policy": "all", "act": "приказ № 1 от 01.09.2026"})}
    )
    home.sheet(
        "чаты_2026-10-31.csv", ("ID чата", "Название чата", "Вид чата"), (CHAT, "Родители", "родители")
    )
    home.write("а.json", history([message(n, text=f"{KEPT} {n}") for n in range(200)]))
    home.load()
    assert any("private.duckdb" in place for place in places_of(KEPT, home.place.home))
    purge(home.place, home.settings, date(2028, 1, 1))
    assert {place for place in places_of(KEPT, home.place.home) if "duckdb" in place} == set()
