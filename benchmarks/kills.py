"""kill -9 at random moments of a load while readers poll: nobody ever sees a half-loaded, older or unopenable version.

Used by the suite (20 kills) and by `python -m benchmarks.soak kills` (300). The loader is the real one, in a process
of its own; each round adds a batch of messages whose size the readers know.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable
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


def load_as_told(path: str, home: str, complaint: str) -> None:
    """The real command line, as the process of a trial runs it; what it has to say goes to the file `complaint`."""
    from etl.__main__ import main

    os.environ["SFERUM_HOME"] = home
    sys.argv = ["etl", "load", path, "--all-chats"]
    told = os.open(complaint, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(told, 1)
    os.dup2(told, 2)
    main()


class Loads:
    """Loads in processes of their own, forked from one that has read the program already: a trial is all loading."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.home, self.complaint = home, folder / "complaint.txt"
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["etl.__main__", "etl.judge", "benchmarks.kills"])

    def start(self, path: Path) -> multiprocessing.Process:
        """Begin a load."""
        process = self.context.Process(
            target=load_as_told, args=(str(path), str(self.home), str(self.complaint))
        )
        process.start()
        return process

    def whole(self, path: Path) -> float:
        """Load to the end; seconds that it took."""
        begun = time.perf_counter()
        process = self.start(path)
        process.join()
        self.check(process)
        return time.perf_counter() - begun

    def check(self, process: multiprocessing.Process) -> None:
        """A load that ended by itself must have succeeded."""
        assert process.exitcode == 0, self.complaint.read_text(encoding="utf-8", errors="replace")


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
        time.sleep(0.1)  # readers that never rest would leave the loader no processor
    results.put((reads, half, back, unopened))


def run(
    folder: Path,
    *,
    kills: int,
    size: int = 400,
    seed: int = 1,
    told: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Load batch after batch, killing the loader at random moments until `kills` are done; then load what is left.

    Moments are spread over the whole length of a load as it is on this machine now, its publishing included.
    """
    random_moment, tally = random.Random(seed), Tally()
    home, inbox = folder / "home", folder / "inbox"
    home.mkdir()
    inbox.mkdir()
    loads = Loads(folder, home)
    loads.whole(write_batch(inbox, 0, size))
    context = multiprocessing.get_context("spawn")
    stop, results = context.Event(), context.Queue()
    readers = [context.Process(target=poll, args=(home, size, stop, results)) for _ in range(2)]
    for reader in readers:
        reader.start()
    number, usual = 1, loads.whole(write_batch(inbox, 1, size))
    while tally.killed < kills:
        path = write_batch(inbox, number + 1, size)
        begun = time.perf_counter()
        process = loads.start(path)
        process.join(random_moment.uniform(0, 1.15) * usual)
        if process.is_alive():
            process.kill()
            process.join()
            tally.killed += 1
            usual *= 1.1  # where the machine grew slower, no load would end before its killer comes
        else:
            loads.check(process)
            tally.finished += 1
            number += 1
            usual = time.perf_counter() - begun
        told(tally)
    loads.whole(inbox)
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
