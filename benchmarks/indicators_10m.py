"""All indicators of a month over 10,000,000 messages: `reports indicators` in a process of its own, from a cold start.

    python -m benchmarks.indicators_10m [--home FOLDER] [--messages 10000000] [--month 2026-10] [--marts]

People have decided 20,000 findings since the load, so no figure that its last load kept is used: each is counted anew. The
warehouse file is dropped from the system's memory before each run. `--marts` tells which marts cost most, in this process.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
DECISIONS = 20_000


def main() -> None:
    """Make the warehouse if it is not there, ask for the indicators three times, print seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "sferum-large")
    parser.add_argument("--messages", type=int, default=10_000_000)
    parser.add_argument("--month", default="2026-10")
    parser.add_argument("--marts", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.home.parent) as folder:
        decided_home(options.home, Path(folder), options.messages)
        os.environ["SFERUM_HOME"] = folder
        for _ in range(3):
            forget(Path(folder))
            before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            command = [sys.executable, "-m", "reports", "indicators", options.month, "--json"]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(
                f"all indicators of a month: {time.perf_counter() - begun:.1f} s, {processor:.1f} s of processor, "
                f"peak {after.ru_maxrss // 1024} MiB"
            )
        if options.marts:
            tell_marts(options.month)


def linked_home(home: Path, copy: Path, n_messages: int) -> None:
    """The large institution (made where it is not there), and a home beside it that shares its files; the casebook is a copy."""
    from benchmarks.institution import make
    from warehouse.place import Place

    make(Place(home), n_messages)
    version = Place(home).version()
    (copy / "warehouse" / "snapshots").mkdir(parents=True)
    shutil.copy(home / "warehouse" / "CURRENT", copy / "warehouse" / "CURRENT")
    for file in (Place(home).public_file(version), Place(home).private_file(version)):
        os.link(file, copy / "warehouse" / "snapshots" / file.name)
    shutil.copytree(home / "state", copy / "state")


def decided_home(home: Path, copy: Path, n_messages: int, n_decisions: int = DECISIONS) -> None:
    """Such a home in which people have decided on the newest findings since the load: on many of them unless told otherwise."""
    from casebook import Casebook
    from settings import settings
    from warehouse.connect import open_reader
    from warehouse.place import Place

    linked_home(home, copy, n_messages)
    place = Place(copy)
    with open_reader(place, settings=settings()) as reader:
        rows = reader.rows(
            "select finding_key from findings where outcome in ('sign', 'break') order by sent_local desc, finding_key limit ?",
            [n_decisions],
        )
    keys = [row["finding_key"] for row in rows]
    with Casebook(place.casebook) as book:
        at = datetime.now(UTC)
        book.decide(keys[0::2], "confirm", "benchmark", at)
        book.decide(keys[1::2], "dismiss", "benchmark", at, reason="ложное срабатывание")


def forget(home: Path) -> None:
    """Ask the system to drop the warehouse from its memory, as after a night."""
    for path in (home / "warehouse" / "snapshots").glob("*.duckdb"):
        with open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def tell_marts(month: str) -> None:
    """Seconds of every mart and of the formulas over it, the dearest first."""
    from regulation.indicators import INDICATORS
    from warehouse import periods
    from warehouse.connect import open_reader
    from warehouse.measure import figures, mart_names, materialise, needs

    spent: dict[str, float] = defaultdict(float)
    begun = time.perf_counter()
    with open_reader() as reader:
        spent["opening"] = time.perf_counter() - begun
        wanted = [periods.month(month)]
        for name in mart_names():
            for each in (*needs(name), name):
                begun = time.perf_counter()
                materialise(reader, each, wanted)
                spent[each] += time.perf_counter() - begun
        begun = time.perf_counter()
        figures(reader, INDICATORS, wanted)
        spent["formulas"] = time.perf_counter() - begun
    for name, seconds in sorted(spent.items(), key=lambda each: -each[1])[:30]:
        print(f"  {seconds:6.3f} s  {name}")


if __name__ == "__main__":
    main()
