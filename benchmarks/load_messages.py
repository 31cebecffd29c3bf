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


def write_messages(
    folder: Path, messages: int, *, chats: int = 200, first: datetime, days: int, offset: int = 0
) -> None:
    """One file a chat, `messages` in all, at least 60 % of distinct texts."""
    chance = random.Random(7 + offset)
    per_chat = messages // chats
    for chat in range(chats):
        peer = 2000000000 + chat + 1
        start = int(first.timestamp())
        items = []
        for n in range(per_chat):
            text = " ".join(chance.choices(WORDS, k=chance.randint(3, 12)))
            if chance.random() < 0.35:
                text = chance.choice(("Спасибо!", "Хорошо", "Будем", "Да", "В 16:30"))
            # between 07:00 and 21:00 in Tomsk (UTC+7)
            moment = start + chance.randrange(days) * 86400 + chance.randrange(0, 14 * 3600)
            items.append(
                {
                    "conversation_message_id": offset * per_chat + n + 1,
                    "id": 0,
                    "peer_id": peer,
                    "from_id": 920000000 + chat * 15 + chance.randrange(15),
                    "date": moment,
                    "text": text,
                    "attachments": [],
                    "fwd_messages": [],
                    "out": 0,
                    "version": 1,
                }
            )
        path = folder / f"{peer}_{offset:03d}.json"
        path.write_text(
            json.dumps({"response": {"count": per_chat, "items": items}}, ensure_ascii=False),
            encoding="utf-8",
        )


def bare(folder: Path) -> float:
    """Seconds of a bare `read_json` of the same files into a table, in a process of its own."""
    script = (
        "import duckdb,sys,time;t=time.perf_counter();c=duckdb.connect(sys.argv[1]);"
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
