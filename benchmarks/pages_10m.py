"""Every page over 10,000,000 messages: seconds of its queries, with what the last load kept and after decisions.

    python -m benchmarks.pages_10m [--home FOLDER] [--state kept|day|decided|deciding|nothing] [--page summary] [--statements 3]

Each page runs through the dashboard (Streamlit's own AppTest). A page's queries are everything that its connections to the
warehouse do: opening, building marts, reading rows.

- «kept»: nothing decided since the load; the page's first view, caches empty.
- «day»: people have decided 200 findings since the load; the page's first view in a dashboard just started.
- «decided»: people have decided 20,000 findings since the load; the same.
- «deciding»: 20,000 too, in a dashboard that has shown all pages; one more finding is decided before each page is seen again.
- «nothing»: no month kept by the last load counts (an update of the program, before the next load); first view.

Months are kept anew before, as a load of the program as it is would keep them. The clock of a machine that does other work
says little: seconds of processor stand beside it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import duckdb
import streamlit as st
from streamlit.testing.v1 import AppTest

from benchmarks.indicators_10m import decided_home, linked_home
from casebook import Casebook
from etl.keep import keep_indicators
from etl.publish import Work
from settings import settings
from warehouse.connect import open_reader
from warehouse.place import Place, current_place

ROOT = Path(__file__).parent.parent


class Clock:
    """What queries cost: every call of every connection, and of the results that it returns."""

    def __init__(self) -> None:
        self.statements: list[tuple[float, float, str]] = []
        self.inside = False

    def timed(self, call, what: str):
        def run(*args, **kwargs):
            if self.inside:
                return call(*args, **kwargs)
            self.inside = True
            clock, processor = time.perf_counter(), time.process_time()
            try:
                found = call(*args, **kwargs)
            finally:
                self.inside = False
                text = args[0] if args and isinstance(args[0], str) else what
                self.statements.append((time.perf_counter() - clock, time.process_time() - processor, text))
            return Watched(found, self, text) if isinstance(found, WATCHED) else found

        return run


WATCHED = (duckdb.DuckDBPyConnection, duckdb.DuckDBPyRelation)


class Watched:
    """A connection or a relation whose calls are timed."""

    def __init__(self, real: object, clock: Clock, what: str = "") -> None:
        self._real, self._clock, self._what = real, clock, what

    def __getattr__(self, name: str) -> object:
        found = getattr(self._real, name)
        return self._clock.timed(found, self._what or name) if callable(found) else found


A_DAY = 200
STATES = {
    "kept": linked_home,
    "day": partial(decided_home, n_decisions=A_DAY),
    "decided": decided_home,
    "deciding": decided_home,
    "nothing": linked_home,
}


def main() -> None:
    """Run the pages in every state and print what they cost."""
    from ui.layout import PAGES

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "sferum-large")
    parser.add_argument("--messages", type=int, default=10_000_000)
    parser.add_argument("--state", choices=STATES, action="append")
    parser.add_argument("--page")
    parser.add_argument("--statements", type=int, default=2)
    options = parser.parse_args()
    pages = [options.page] if options.page else [name for group in PAGES.values() for name, _, _ in group]
    folder = options.home.parent
    with tempfile.TemporaryDirectory(dir=folder) as kept:
        linked_home(options.home, Path(kept), options.messages)
        keep_months(Place(Path(kept)))
        for state in options.state or STATES:
            with tempfile.TemporaryDirectory(dir=folder) as home:
                STATES[state](Path(kept), Path(home), options.messages)
                os.environ["SFERUM_HOME"] = home
                if state == "nothing":
                    with _written(Place(Path(home))) as connection:
                        connection.execute("delete from indicator_month")
                if state == "deciding":
                    tell_deciding(pages, options.statements)
                    continue
                for page in pages:
                    tell(state, page, options.statements)


@contextmanager
def _written(place: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """The public file of a linked home, to be changed: a copy first, since the large file itself is shared."""
    file = place.public_file(place.version())
    shutil.copy(file, file.with_suffix(".own"))
    file.with_suffix(".own").replace(file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("set timezone = 'UTC'")
        yield connection


def keep_months(place: Place) -> None:
    """Months kept by the program as it is, as a load would keep them."""
    with _written(place) as connection:
        months = [row[0] for row in connection.execute("select distinct month from messages").fetchall()]
        connection.execute("delete from indicator_month")
        version = place.version()
        work = Work(place, connection, place.public_file(version), place.private_file(version), None, b"")
        keep_indicators(work, place, settings(), months, everything=True)


def tell(state: str, page: str, n_statements: int) -> None:
    """One page at its first view."""
    clock = Clock()
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    app.run()
    st.cache_data.clear()
    st.cache_resource.clear()
    _watch(clock)
    _tell(state, page, n_statements, app, clock)


def tell_deciding(pages: list[str], n_statements: int) -> None:
    """Each page after one more decision, in a dashboard that has shown them all."""
    clock = Clock()
    _watch(clock)
    st.cache_data.clear()
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    app.run()
    for page in pages:
        app.switch_page(f"pages/{page}.py").run()
    place = current_place()
    with open_reader(place) as reader:
        waiting = reader.rows(
            "select finding_key from v_findings where outcome = 'sign' and state = 'open' order by sent_local desc, finding_key limit ?",
            [len(pages)],
        )
    for page, row in zip(pages, waiting, strict=True):
        with Casebook(place.casebook) as book:
            book.decide([row["finding_key"]], "confirm", "benchmark", datetime.now(UTC))
        clock.statements.clear()
        _tell("deciding", page, n_statements, app, clock)


def _tell(state: str, page: str, n_statements: int, app: AppTest, clock: Clock) -> None:
    begun = time.perf_counter()
    app.switch_page(f"pages/{page}.py").run()
    whole = time.perf_counter() - begun
    assert not app.exception, app.exception
    seconds, processor = (sum(each[n] for each in clock.statements) for n in (0, 1))
    print(
        f"{state:8} {page:16} queries {seconds:5.2f} s ({processor:5.2f} of processor, {len(clock.statements)} calls), whole run {whole:5.2f} s",
        flush=True,
    )
    for took, used, text in sorted(clock.statements, reverse=True)[:n_statements]:
        print(f"{'':12}{took:5.2f} s ({used:5.2f})  {' '.join(text.split())[:110]}")


def _watch(clock: Clock) -> None:
    """From now on connections are timed: to the warehouse's modules this stands for DuckDB."""
    import importlib

    for name in ("warehouse.connect", "warehouse.private"):
        module = importlib.import_module(name)

        def connect(*args: object, **kwargs: object) -> Watched:
            return clock.timed(duckdb.connect, "connect")(*args, **kwargs)

        module.duckdb = SimpleNamespace(connect=connect, IOException=duckdb.IOException)


if __name__ == "__main__":
    main()
