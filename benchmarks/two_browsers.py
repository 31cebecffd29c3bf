"""Two people in two browsers decide the same findings at once, and the app is killed with -9 in between.

    python -m benchmarks.soak browsers [--times 200]

Both log in, both work through the queue from its beginning, clicking at the same moment: one confirms, the other dismisses. What was
shown as done must stand in the log, with who and when; nothing stands there twice; every finding is decided in the end.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import duckdb

from benchmarks.app import CHROMIUM_FLAGS, Provider, Server, chromium, log_in
from casebook import Casebook
from etl.load import Options, load
from settings import ROOT
from settings import read as read_settings
from warehouse.place import Place

CHAT, PARENT, TEACHER = 2000000777, 920000001, 910000001
WAIT = 120_000
ANNA, BORIS = "anna@dvorec.example", "boris@dvorec.example"
KINDS = {ANNA: ("confirm", "Подтвердить"), BORIS: ("dismiss", "Отклонить")}
WHATS = ("автобус", "букет", "веник", "гвоздь", "диван", "ёлка", "зонтик", "камень", "лодка", "мост")
WHERES = (
    "берегу",
    "вокзале",
    "дворе",
    "заборе",
    "крыльце",
    "лугу",
    "мосту",
    "окне",
    "поле",
    "рынке",
    "склоне",
    "углу",
)
WHENS = ("утром", "днём")  # 240 different messages, none a near-duplicate of another


@dataclass
class Person:
    """One browser and what its person saw done: (text of the message, when it was shown as done)."""

    name: str
    page: object
    done: list[tuple[str, datetime]] = field(default_factory=list)


def write_export(folder: Path, n: int) -> list[str]:
    """A parents' chat with `n` offending messages, and the register that knows it; returns their texts."""
    texts = [
        f"Переводите мне на телефон +7 913 555-12-34: {what}, {when} на {where}"
        for when, what, where in product(WHENS, WHATS, WHERES)
    ][:n]
    assert len(texts) == n, "больше сообщений придумать нельзя"
    start = int(datetime(2026, 10, 5, 3, tzinfo=UTC).timestamp())  # 10:00 in Tomsk
    items = [
        {
            "conversation_message_id": k + 1,
            "id": 0,
            "peer_id": CHAT,
            "from_id": PARENT,
            "date": start + 60 * k,
            "text": text,
            "attachments": [],
        }
        for k, text in enumerate(texts)
    ]
    folder.mkdir(parents=True)
    (folder / f"{CHAT}.json").write_text(
        json.dumps({"response": {"count": n, "items": items}}, ensure_ascii=False), encoding="utf-8"
    )
    (folder / "чаты_2026-10-31.csv").write_text(
        f"ID чата;Название чата;Вид чата;Группа;Объединение;Модераторы;Платформа\n{CHAT};Чат родителей;родители;Группа 1;Гончары;{TEACHER};VK Мессенджер\n",
        encoding="utf-8",
    )
    return texts


def run(folder: Path, findings: int = 200, kills: int = 3) -> str:
    """The whole trial; raises AssertionError where a decision is lost, doubled or nobody's."""
    from playwright.sync_api import sync_playwright

    write_export(folder / "export", findings)
    place = Place(folder / "home")
    load([folder / "export"], place, read_settings(ROOT / "settings.toml"), Options(all_chats=True))
    texts = texts_of(place)
    assert len(texts) == findings, f"признаков {len(texts)} вместо {findings}"
    provider = Provider(dict.fromkeys(KINDS, "администратор"))
    server = provider.server_of(place.home, folder)
    began = datetime.now(UTC)
    try:
        server.start()
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
            people = [Person(name, browser.new_context(locale="ru-RU").new_page()) for name in KINDS]
            for person in people:
                log_in(person.page, server, person.name, WAIT)
                open_queue(person, server)
            kill_at = [findings * (k + 1) // (kills + 1) for k in range(kills)]
            _work(people, server, place, kill_at)
            browser.close()
    finally:
        server.kill()
        provider.close()
    return _account(place, texts, people, began, kills)


def texts_of(place: Place) -> dict[str, str]:
    """Finding → what tells its message from the others."""
    with duckdb.connect(str(place.public_file(place.version())), read_only=True) as connection:
        connection.execute(f"attach '{place.private_file(place.version())}' as private (read_only)")
        rows = connection.execute("""select f.finding_key, t.text from findings f join private.kept_texts t using (message_id)
            where f.outcome = 'sign'""").fetchall()
    return {key: _tail(text) for key, text in rows}


def open_queue(person: Person, server: Server) -> None:
    """Go to the queue and wait until it is drawn whole."""
    person.page.goto(f"{server.url}/queue")
    person.page.get_by_role("button", name="Отменить").wait_for(timeout=WAIT)
    while not is_still(person):
        person.page.wait_for_timeout(30)


def is_still(person: Person) -> bool:
    """Whether the page is drawn to its end."""
    return person.page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").count() == 1


def shown(person: Person) -> str | None:
    """The message that the queue shows; None: nothing waits."""
    marked = person.page.locator("[data-testid='stMarkdownContainer']:has(.stMarkdownColoredBackground)")
    texts = marked.all_inner_texts()
    return _tail(texts[0]) if texts else None


def _tail(text: str) -> str:
    """What tells one message from another, after the number that is masked wherever it is shown."""
    return text.rsplit(":", 1)[-1].strip()


def _work(people: list[Person], server: Server, place: Place, kill_at: list[int]) -> None:
    """Both click at the same moment until nothing waits; the app dies under a click of each when its turn has come."""
    while True:
        seen = {person.name: shown(person) for person in people}
        working = [person for person in people if seen[person.name]]
        if not working:
            return
        for person in working:
            person.page.get_by_role("button", name=KINDS[person.name][1]).click(
                timeout=WAIT, no_wait_after=True
            )
        if kill_at and decided(place) >= kill_at[0]:
            kill_at.pop(0)
            server.kill()
            server.start()
            for person in people:
                open_queue(person, server)
            continue  # nobody was told that these clicks were done: they may stand in the log or not
        for person in working:
            _told(person, seen[person.name])


def _told(person: Person, text: str) -> None:
    """Wait until the page shows another message: that is how a person knows that the click was done."""
    deadline = time.monotonic() + WAIT / 1000
    while not is_still(person) or shown(person) == text:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{person.name}: {text}")
        person.page.wait_for_timeout(30)
    person.done.append((text, datetime.now(UTC)))


def decided(place: Place) -> int:
    """How many findings are decided now."""
    with Casebook(place.casebook) as book:
        return sum(row["state"] != "open" for row in book.current_decisions())


def _account(place: Place, texts: dict[str, str], people: list[Person], began: datetime, kills: int) -> str:
    with Casebook(place.casebook) as book:
        log, holds = book.decision_log(), {row["finding_key"]: row for row in book.current_decisions()}
    assert set(holds) == set(texts), "не все признаки решены"
    assert {row["state"] for row in holds.values()} <= {"confirmed", "dismissed"}
    for row in log:
        assert row["who"] in KINDS, row
        assert row["kind"] == KINDS[row["who"]][0], row
        assert began <= row["at"] <= datetime.now(UTC), row
    doubled = {key: n for key, n in Counter((row["finding_key"], row["who"]) for row in log).items() if n > 1}
    assert not doubled, f"записано дважды: {doubled}"
    key_of = {text: key for key, text in texts.items()}
    for person in people:
        for text, at in person.done:
            before = [row for row in log if row["finding_key"] == key_of[text] and row["at"] <= at]
            assert before, f"потеряно: {person.name}, «{text}»"
    both = sum(n == 2 for n in Counter(row["finding_key"] for row in log).values())
    clicks = ", ".join(f"{person.name}: {len(person.done)}" for person in people)
    return (
        f"findings {len(texts)}, kills -9 {kills}; clicks shown as done: {clicks}; events {len(log)}, decided by both {both}; "
        "lost 0, doubled 0, each with who and when"
    )
