"""Every page over 10,000,000 messages: seconds of its queries at the first view, with what the last load kept and after decisions.

    python -m benchmarks.pages_10m [--home FOLDER] [--page summary] [--statements 3]

Each page runs through the dashboard (Streamlit's own AppTest), its caches empty. A page's queries are everything that its
connections to the warehouse do: opening, building marts, reading rows. «decided»: people have decided 20,000 findings since
the load, so figures that speak of them are counted anew. The clock of a machine that does other work says little: seconds of
processor stand beside it.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import duckdb
import streamlit as st
from streamlit.testing.v1 import AppTest

from benchmarks.indicators_10m import decided_home, linked_home

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


def main() -> None:
    """Run the pages in both states and print what they cost."""
    from ui.layout import PAGES

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "sferum-large")
    parser.add_argument("--messages", type=int, default=10_000_000)
    parser.add_argument("--page")
    parser.add_argument("--statements", type=int, default=2)
    options = parser.parse_args()
    pages = [options.page] if options.page else [name for group in PAGES.values() for name, _, _ in group]
    for state, make in (("kept", linked_home), ("decided", decided_home)):
        with tempfile.TemporaryDirectory(dir=options.home.parent) as folder:
            make(options.home, Path(folder), options.messages)
            os.environ["SFERUM_HOME"] = folder
            for page in pages:
                tell(state, page, options.statements)


def tell(state: str, page: str, n_statements: int) -> None:
    """One page at its first view."""
    clock = Clock()
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=600)
    app.run()
    st.cache_data.clear()
    st.cache_resource.clear()
    _watch(clock)
    begun = time.perf_counter()
    app.switch_page(f"pages/{page}.py").run()
    whole = time.perf_counter() - begun
    assert not app.exception, app.exception
    seconds, processor = (sum(each[n] for each in clock.statements) for n in (0, 1))
    print(
        f"{state:8} {page:16} queries {seconds:5.2f} s ({processor:5.2f} of processor, {len(clock.statements)} calls), whole run {whole:5.2f} s"
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
