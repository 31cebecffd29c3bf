"""How fast a load is: 1,000,000 VK-JSON messages with everything, against a bare `read_json` of the same files.

    python -m benchmarks.load_messages [--messages 1000000] [--folder DIR]

Also: a month added to 12 and to 60 loaded months (`--months`). Prints medians; nothing here is a test.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORDS = [
    "завтра",
    "занятие",
    "группа",
    "дети",
    "костюм",
    "репетиция",
    "сбор",
    "автобус",
    "кабинет",
    "время",
    "оплата",
    "квитанция",
    "расписание",
    "педагог",
    "концерт",
    "выставка",
    "соревнования",
    "форма",
    "обувь",
    "справка",
    "врач",
    "каникулы",
    "перенос",
    "четверг",
    "пятница",
    "суббота",
    "принесите",
    "заберите",
    "спасибо",
    "подскажите",
    "можно",
    "будет",
]


PAGE = 200  # as messages.getHistory gives them
PEOPLE = 15  # accounts of a chat
SIZES = (
    ("s", 75),
    ("m", 130),
    ("x", 604),
    ("o", 130),
    ("p", 200),
    ("q", 320),
    ("r", 510),
    ("y", 807),
    ("z", 1080),
)


def write_messages(
    folder: Path, messages: int, *, chats: int = 200, first: datetime, days: int, offset: int = 0
) -> None:
    """One file a chat, a list of history pages as dumpers keep them; `messages` in all, at least 60 % of distinct texts."""
    chance = random.Random(7 + offset)
    per_chat = messages // chats
    for chat in range(chats):
        peer = 2000000000 + chat + 1
        items = [_item(chance, peer, chat, offset * per_chat + n + 1, first, days) for n in range(per_chat)]
        pages = [
            {
                "response": {
                    "count": per_chat,
                    "items": items[n : n + PAGE],
                    "profiles": [
                        _profile(each) for each in sorted({item["from_id"] for item in items[n : n + PAGE]})
                    ],
                }
            }
            for n in range(0, per_chat, PAGE)
        ]
        path = folder / f"{peer}_{offset:03d}.json"
        path.write_text(json.dumps(pages, ensure_ascii=False), encoding="utf-8")


def words_of(chance: random.Random) -> str:
    """A text: mostly a line of its own, sometimes one of those that everybody writes."""
    if chance.random() < 0.36:
        return chance.choice(("Спасибо!", "Хорошо", "Будем", "Да", "В 16:30"))
    return " ".join(chance.choices(WORDS, k=chance.randint(3, 12)))


def _item(chance: random.Random, peer: int, chat: int, cmid: int, first: datetime, days: int) -> dict:
    """A message with the fields that the API gives; moments between 07:00 and 21:00 in Tomsk (UTC+7)."""
    item = {
        "date": int(first.timestamp()) + chance.randrange(days) * 86400 + chance.randrange(0, 14 * 3600),
        "from_id": 920000000 + chat * PEOPLE + chance.randrange(PEOPLE),
        "id": 0,
        "version": 10000000 + cmid,
        "out": 0,
        "important": False,
        "is_hidden": False,
        "attachments": [_photo(chance, peer)] if chance.random() < 0.1 else [],
        "conversation_message_id": cmid,
        "fwd_messages": [],
        "text": words_of(chance),
        "peer_id": peer,
        "random_id": 0,
    }
    if cmid > 1 and chance.random() < 0.15:
        item["reply_message"] = {
            "date": item["date"] - 600,
            "from_id": 920000000 + chat * PEOPLE + chance.randrange(PEOPLE),
            "text": words_of(chance),
            "attachments": [],
            "conversation_message_id": max(1, cmid - chance.randint(1, 20)),
            "peer_id": peer,
            "id": 0,
        }
    if chance.random() < 0.1:
        who = chance.sample(range(PEOPLE), chance.randint(1, 4))
        item["reactions"] = [
            {
                "reaction_id": 1,
                "count": len(who),
                "user_ids": [920000000 + chat * PEOPLE + each for each in who],
            }
        ]
        item["last_reaction_id"] = 1
    return item


def _photo(chance: random.Random, peer: int) -> dict:
    number, secret = chance.randrange(457239000, 457299999), f"{chance.getrandbits(80):020x}"
    sizes = [
        {
            "height": side * 3 // 4,
            "type": kind,
            "width": side,
            "url": f"https://example.invalid/s/v1/ig2/{secret}{number}.jpg?quality=95&as=32x24,48x36,72x54&from=bu&cs={side}x0",
        }
        for kind, side in SIZES
    ]
    photo = {"album_id": -3, "date": 1767225600, "id": number, "owner_id": peer, "access_key": secret}
    return {
        "type": "photo",
        "photo": {**photo, "sizes": sizes, "text": "", "web_view_token": secret, "has_tags": False},
    }


def _profile(member: int) -> dict:
    return {
        "id": member,
        "sex": 1,
        "screen_name": f"id{member}",
        "photo_50": f"https://example.invalid/{member}_50.jpg",
        "photo_100": f"https://example.invalid/{member}_100.jpg",
        "online_info": {"visible": True, "is_online": False, "last_seen": 1767225600, "is_mobile": True},
        "online": 0,
        "first_name": "Имя",
        "last_name": f"Выдуманная{member % 1000}",
        "can_access_closed": True,
        "is_closed": False,
    }


def bare(folder: Path) -> float:
    """Seconds of a bare `read_json` of the same files into a table, in a process of its own."""
    script = (
        "import duckdb,sys,time;t=time.perf_counter();c=duckdb.connect(sys.argv[1]);"
        "c.execute('set enable_progress_bar=false');"
        "c.execute(\"create table t as from read_json(?, maximum_object_size=100000000)\",[sys.argv[2]+'/*.json']);print(time.perf_counter()-t)"
    )
    with tempfile.TemporaryDirectory() as temporary:
        done = subprocess.run(
            [sys.executable, "-c", script, f"{temporary}/t.duckdb", str(folder)],
            capture_output=True,
            text=True,
            check=True,
        )
    return float(done.stdout)


def load(folder: Path, home: Path) -> tuple[float, float]:
    """(seconds, peak MiB) of `etl load` of a folder."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "etl", "load", str(folder), "--all-chats", "--json"],
        cwd=ROOT,
        env={**os.environ, "SFERUM_HOME": str(home)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - begun
    return seconds, max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def months(folder: Path, count: int, per_month: int) -> float:
    """Seconds to add one month to a warehouse that holds `count` of them."""
    home, first = folder / f"home{count}", datetime(2020, 1, 1, tzinfo=UTC)
    for part, (start, n) in enumerate(((0, count), (count, 1))):
        inbox = folder / f"inbox{count}_{part}"
        inbox.mkdir()
        for month in range(start, start + n):
            write_messages(
                inbox, per_month, chats=50, first=first + timedelta(days=30 * month), days=30, offset=month
            )
        seconds, _ = load(inbox, home)
    return seconds


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--months", action="store_true")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if options.months:
            small, large = months(folder, 12, 50_000), months(folder, 60, 50_000)
            print(f"a month added to 12: {small:.1f} s, to 60: {large:.1f} s, ratio {large / small:.2f}")
            return
        inbox = folder / "inbox"
        inbox.mkdir()
        write_messages(inbox, options.messages, first=datetime(2026, 1, 1, tzinfo=UTC), days=300)
        for round_number in range(options.rounds):
            plain = bare(inbox)
            seconds, memory = load(inbox, folder / f"home{round_number}")
            shutil.rmtree(folder / f"home{round_number}")
            print(
                f"bare {plain:.2f} s, load {seconds:.2f} s, ratio {seconds / plain:.2f}, peak {memory:.0f} MiB"
            )


if __name__ == "__main__":
    main()
