"""How fast the queue opens on 100,000 findings and moves to the next: `python -m benchmarks.queue`.

Bar: under 0.5 s each. Times the page's own questions, texts and decision over real files, without the browser's drawing.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import duckdb

from casebook import Casebook
from warehouse.connect import open_reader
from warehouse.place import current_place
from warehouse.queries import page_sql

N = 100_000
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
            connection.execute(MULTIPLY, [N // own + 1])
            n = connection.execute("select count(*) from findings where outcome = 'sign'").fetchone()[0]
        _time(n)


def _time(n: int) -> None:
    from streamlit.testing.v1 import AppTest

    from settings import ROOT

    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120).run()
    began = time.perf_counter()
    app.switch_page("pages/queue.py").run()
    opened = time.perf_counter() - began
    assert not app.exception
    steps = []
    for _ in range(10):
        began = time.perf_counter()
        app.button(key="queue_confirm").click().run()
        steps.append(time.perf_counter() - began)
        assert not app.exception
    print(
        f"findings {n}: opened in {opened:.2f} s, decide and next {median(steps):.2f} s (worst {max(steps):.2f}), bar {BAR} s"
    )
    place = current_place()
    with open_reader(place) as reader:
        began = time.perf_counter()
        reader.rows(page_sql("queue_groups"), [["open"], ["sign"], *[None] * 6, 1, 0])
        print(f"the list's own question: {time.perf_counter() - began:.3f} s")
    with Casebook(place.casebook) as book:
        print(f"decisions written: {len(book.decision_log())}, {datetime.now(UTC):%Y-%m-%d}")


if __name__ == "__main__":
    main()
