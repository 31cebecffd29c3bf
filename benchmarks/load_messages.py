"""How fast a load is: 1,000,000 VK-JSON messages with everything, against a bare `read_json` of the same files.

    python -m benchmarks.load_messages [--messages 1000000] [--rounds 3]

Also: a month added to 12 and to 60 loaded months (`--months`). Nothing here is a test.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
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


JUDGING = "Проверяю сообщения по правилам"  # what the loader calls that stage
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
        moments = sorted(_moment(chance, first, days) for _ in range(per_chat))
        items = [
            _item(chance, peer, chat, offset * per_chat + n, moment) for n, moment in enumerate(moments, 1)
        ]
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


def _moment(chance: random.Random, first: datetime, days: int) -> int:
    """A second between 07:00 and 21:00 in Tomsk (UTC+7)."""
    return int(first.timestamp()) + chance.randrange(days) * 86400 + chance.randrange(0, 14 * 3600)


def _item(chance: random.Random, peer: int, chat: int, cmid: int, moment: int) -> dict:
    """A message with the fields that the API gives; their numbers grow with time."""
    item = {
        "date": moment,
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


@dataclass(frozen=True)
class Cost:
    """What a process of its own took: seconds on the clock, seconds of processor, the most memory."""

    clock: float
    processor: float
    mib: float

    def __str__(self) -> str:
        return f"{self.clock:.1f} s, processor {self.processor:.1f} s, peak {self.mib:.0f} MiB"


def cost_of(command: list[str], home: Path) -> tuple[Cost, str]:
    """Run a command to its end; what it cost and what it printed. Its own usage is asked of the system: the largest child would hide the others' memory."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as printed:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "SFERUM_HOME": str(home)}, stdout=printed
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        printed.seek(0)
        seconds = time.perf_counter() - begun
        return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024), printed.read()


def bare(folder: Path, home: Path) -> Cost:
    """A bare `read_json` of the same files into a table, in a process of its own."""
    script = (
        "import duckdb,os,sys,time;began,before=time.perf_counter(),sum(os.times()[:2]);c=duckdb.connect(sys.argv[1]);"
        "c.execute('set enable_progress_bar=false');"
        "c.execute(\"create table t as from read_json(?, maximum_object_size=100000000)\",[sys.argv[2]+'/*.json']);"
        "print(time.perf_counter()-began,sum(os.times()[:2])-before)"
    )
    cost, told = cost_of([sys.executable, "-c", script, f"{home}.duckdb", str(folder)], home)
    clock, processor = map(float, told.split())
    return Cost(clock, processor, cost.mib)


def load(folder: Path, home: Path) -> tuple[Cost, Cost]:
    """A load of a folder in a process of its own: all of it, and without judging, which has a bar of its own."""
    cost, told = cost_of([sys.executable, "-m", "benchmarks.load_messages", "--one", str(folder)], home)
    clock, processor, judging, judging_processor = map(float, told.split())
    return (
        Cost(clock, processor, cost.mib),
        Cost(clock - judging, processor - judging_processor, cost.mib),
    )


def load_one(folder: Path) -> None:
    """Load, and print the seconds that it took and those of judging among them, each by clock and processor."""
    from etl.load import Options, load
    from settings import settings
    from warehouse.place import own_place

    marks = []

    def mark(stage: str, _share: float = 0) -> None:
        marks.append((stage, time.perf_counter(), time.process_time()))

    mark("start")
    load([folder], own_place(), settings(), Options(all_chats=True), progress=mark)
    mark("end")
    judging = [(after[1] - now[1], after[2] - now[2]) for now, after in pairwise(marks) if now[0] == JUDGING]
    print(*(marks[-1][n] - marks[0][n] for n in (1, 2)), *map(sum, zip(*judging, strict=True)))


def write_register(folder: Path, chats: int) -> None:
    """The register of those chats: parents' ones, so that every message is judged."""
    headings = ("ID чата", "Название чата", "Вид чата", "Платформа")
    rows = [
        (2000000001 + chat, f"Родители, группа {chat + 1}", "родители", "VK Мессенджер")
        for chat in range(chats)
    ]
    with (folder / "чаты_2020-01-01.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([headings, *rows])


def months(folder: Path, count: int, per_month: int, rounds: int) -> Cost:
    """The middle one of some months added whole, one after another, to a warehouse that holds `count` of them."""
    home, first, chats = folder / f"home{count}", datetime(2020, 1, 1, tzinfo=UTC), 50
    costs = []
    for part, (start, n) in enumerate(((0, count), *((count + turn, 1) for turn in range(rounds)))):
        inbox = folder / f"inbox{count}_{part}"
        inbox.mkdir()
        for month in range(start, start + n):
            begin = first + timedelta(days=30 * month)
            write_messages(inbox, per_month, chats=chats, first=begin, days=30, offset=month)
        if start == 0:
            write_register(inbox, chats)
        costs.append(load(inbox, home)[0])
        print(f"  {start} months and {n} more: {costs[-1]}", flush=True)
        shutil.rmtree(inbox)
    shutil.rmtree(home)
    return sorted(costs[1:], key=lambda cost: cost.processor)[(len(costs) - 1) // 2]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--months", action="store_true")
    parser.add_argument("--per-month", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", type=Path, metavar="FOLDER", help="Load this folder once, in this process.")
    options = parser.parse_args()
    if options.one:
        load_one(options.one)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if options.months:
            small, large = (months(folder, n, options.per_month, options.rounds) for n in (12, 60))
            print(f"a month added to 12: {small}; to 60: {large}; ratio {_ratio(large, small)}")
            return
        inbox = folder / "inbox"
        inbox.mkdir()
        write_messages(inbox, options.messages, first=datetime(2026, 1, 1, tzinfo=UTC), days=300)
        for turn in range(options.rounds):
            home = folder / f"home{turn}"
            plain, (whole, unjudged) = bare(inbox, home), load(inbox, home)
            shutil.rmtree(home)
            home.with_suffix(".duckdb").unlink()
            print(
                f"bare: {plain}\nload before judging: {unjudged}\n  ratio {_ratio(unjudged, plain)}",
                flush=True,
            )
            print(f"load with judging: {whole}\n  ratio {_ratio(whole, plain)}", flush=True)


def _ratio(one: Cost, other: Cost) -> str:
    return f"{one.clock / other.clock:.2f} by the clock, {one.processor / other.processor:.2f} by processor"


if __name__ == "__main__":
    main()
