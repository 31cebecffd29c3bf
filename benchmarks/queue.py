"""How fast the queue opens on 100,000 waiting findings and moves to the next: `python -m benchmarks.queue`.

Bar: under 0.5 s each. Times the page's own questions, texts and decision over real files, without the browser's drawing: at first
with an empty casebook, then with 50,000 decisions in it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import duckdb

from casebook import Casebook
from warehouse.connect import open_reader
from warehouse.place import current_place

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

WAITING = 100_000
DECIDED = 50_000
STEPS = 20
BAR = 0.5
MULTIPLY = """
    insert into findings by name
    select f.* replace (
        f.finding_key || '-' || n as finding_key,
        case when n % 4 = 0 then f.duplicate_key else f.duplicate_key || '-' || (n // 3) end as duplicate_key)
    from findings f cross join range(?) r(n) where f.outcome = 'sign'"""


def main() -> None:
    """Multiply the findings of the home that SFERUM_HOME names, in a copy, and time it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(current_place().home, home, ignore=shutil.ignore_patterns("raw", "casebook.sqlite*"))
        os.environ["SFERUM_HOME"] = str(home)
        place = current_place()
        with duckdb.connect(str(place.public_file(place.version()))) as connection:
            own = connection.execute("select count(*) from findings where outcome = 'sign'").fetchone()[0]
            connection.execute(MULTIPLY, [(WAITING + DECIDED) // own + 1])
        _time("nothing decided yet")
        _decide_half()
        _time(f"{DECIDED} decided before")


def _decide_half() -> None:
    place = current_place()
    with open_reader(place) as reader, Casebook(place.casebook) as book:
        keys = reader.rows(
            "select finding_key from v_findings where outcome = 'sign' and state = 'open' order by 1 limit ?",
            [DECIDED],
        )
        book.decide([row["finding_key"] for row in keys], "confirm", "другой человек", datetime.now(UTC))


def _time(what: str) -> None:
    from streamlit.testing.v1 import AppTest

    from settings import ROOT

    with open_reader() as reader:
        n = reader.scalar("select count(*) from v_findings where outcome = 'sign' and state = 'open'")
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120).run()
    opened = _seconds(lambda: app.switch_page("pages/queue.py").run())
    assert not app.exception
    decided = [_click(app, "queue_confirm") for _ in range(STEPS)]
    skipped = [_click(app, "queue_next") for _ in range(STEPS)]
    print(
        f"{what}: {n} waiting, {datetime.now(UTC):%Y-%m-%d}, bar {BAR} s (seconds on the clock / of the processor)"
    )
    print(f"  opens {opened[0]:.2f} / {opened[1]:.2f}")
    for name, times in (("decide and next", decided), ("next", skipped)):
        clock, processor = zip(*times, strict=True)
        print(
            f"  {name}: median {median(clock):.2f} / {median(processor):.2f}, worst {max(clock):.2f} / {max(processor):.2f}"
        )


def _click(app: AppTest, key: str) -> tuple[float, float]:
    took = _seconds(lambda: app.button(key=key).click().run())
    assert not app.exception
    return took


def _seconds(do: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    do()
    return time.perf_counter() - clock, time.process_time() - processor


if __name__ == "__main__":
    main()
