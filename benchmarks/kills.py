"""kill -9 at random moments of a load while readers poll: nobody ever sees a half-loaded, older or unopenable version.

Used by the suite (20 kills) and by `python -m benchmarks.soak kills` (300). The loader is the real one, in a process
of its own; each round adds a batch of messages whose size the readers know.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

ROOT = Path(__file__).parent.parent
CHAT = 2000000777


@dataclass
class Tally:
    """What happened: loads finished and killed, reads, and everything that must never happen."""

    finished: int = 0
    killed: int = 0
    reads: int = 0
    half: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    unopened: list[str] = field(default_factory=list)
    doubled: int = 0


def write_batch(folder: Path, number: int, size: int) -> Path:
    """One page of history: `size` messages of batch `number`; batches never overlap."""
    first = number * size
    items = [
        {
            "conversation_message_id": first + n + 1,
            "id": 0,
            "peer_id": CHAT,
            "from_id": 920000000 + n % 7,
            "date": 1790000000 + (first + n) * 60,
            "text": f"Занятие {first + n} в обычное время",
            "attachments": [],
        }
        for n in range(size)
    ]
    path = folder / f"{CHAT}_{number:05d}.json"
    path.write_text(json.dumps({"response": {"count": first + size, "items": items}}), encoding="utf-8")
    return path


def start_load(path: Path, home: Path) -> subprocess.Popen:
    """The real command line in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "etl", "load", str(path), "--all-chats"],
        cwd=ROOT,
        env={**os.environ, "SFERUM_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def poll(home: Path, size: int, stop: multiprocessing.Event, results: multiprocessing.Queue) -> None:
    """Read the published version over and over, as a page does."""
    sys.path.insert(0, str(ROOT))
    from warehouse.place import Place

    place, seen, reads, half, back, unopened = Place(home), 0, 0, [], [], []
    while not stop.is_set():
        version = place.version()
        if version is None:
            time.sleep(0.005)
            continue
        try:
            connection = duckdb.connect(str(place.public_file(version)), read_only=True)
            n, distinct, covered = connection.execute(
                "select count(*), count(distinct message_id), (select coalesce(sum(n_messages), 0) from coverage) from messages"
            ).fetchall()[0]
            connection.close()
        except duckdb.Error as error:
            if place.version() == version:
                unopened.append(f"{version}: {error}")
            continue
        reads += 1
        if n % size or n != distinct or n != covered:
            half.append(f"{version}: {n} messages, {distinct} distinct, {covered} covered")
        if n < seen:
            back.append(f"{version}: {n} after {seen}")
        seen = max(seen, n)
        time.sleep(0.01)
    results.put((reads, half, back, unopened))


def run(folder: Path, *, kills: int, size: int = 400, seed: int = 1, longest: float = 4.0) -> Tally:
    """Load batch after batch, killing the loader at random moments until `kills` are done; then load what is left."""
    random_moment, tally = random.Random(seed), Tally()
    home, inbox = folder / "home", folder / "inbox"
    home.mkdir()
    inbox.mkdir()
    first = start_load(write_batch(inbox, 0, size), home)
    _, complaint = first.communicate(timeout=300)
    assert first.returncode == 0, complaint.decode()
    context = multiprocessing.get_context("spawn")
    stop, results = context.Event(), context.Queue()
    readers = [context.Process(target=poll, args=(home, size, stop, results)) for _ in range(2)]
    for reader in readers:
        reader.start()
    number = 1
    while tally.killed < kills:
        path = write_batch(inbox, number, size)
        process = start_load(path, home)
        try:
            process.wait(timeout=random_moment.uniform(0.3, longest))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            tally.killed += 1
        else:
            assert process.returncode == 0, process.stderr.read().decode()
            tally.finished += 1
            number += 1
    last = start_load(inbox, home)
    _, complaint = last.communicate(timeout=600)
    assert last.returncode == 0, complaint.decode()
    stop.set()
    for _ in readers:
        reads, half, back, unopened = results.get(timeout=60)
        tally.reads += reads
        tally.half += half
        tally.back += back
        tally.unopened += unopened
    for reader in readers:
        reader.join()
    sys.path.insert(0, str(ROOT))
    from warehouse.place import Place

    place = Place(home)
    with duckdb.connect(str(place.public_file(place.version())), read_only=True) as connection:
        n, distinct = connection.execute(
            "select count(*), count(distinct message_id) from messages"
        ).fetchall()[0]
    tally.doubled = n - distinct
    assert n == size * len(list(inbox.iterdir())), f"{n} messages of {len(list(inbox.iterdir()))} batches"
    return tally
