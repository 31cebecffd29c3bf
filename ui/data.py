"""Cached reads for pages: keyed by version and casebook revision, so that a new version appears without a restart."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence, ValuesView
from contextlib import contextmanager
from datetime import date

import pandas as pd
import streamlit as st

from casebook import Casebook
from regulation.indicators import BY_ID, INDICATORS, Indicator
from settings import settings
from warehouse import periods as calendar
from warehouse.calendar import first_undecreed
from warehouse.connect import Reader, casebook_of, open_reader
from warehouse.measure import Figure, breaches, figures, frame, materialise, suppressed
from warehouse.place import Place, current_place

Stamp = tuple[str, str, int]
IDLE_READERS = 2


def place() -> Place:
    """The home that pages show. Raises: WarehouseMissing."""
    return current_place()


def stamp() -> Stamp:
    """What cached reads are keyed by: home, version, casebook revision."""
    here = place()
    with Casebook(here.casebook) as book:
        return str(here.home), here.version() or "", book.revision()


def last_match() -> int:
    """The last manual match: what rights by person depend on, while decisions on findings leave them as they are."""
    events = casebook_of(place()).tables["matches"]["event_id"].to_pylist()
    return max(events, default=0)


@st.cache_resource(max_entries=1, show_spinner=False)
def _idle(home: str, version: str) -> deque[Reader]:
    """Readers of the version shown that nobody uses at the moment; a new version drops them."""
    return deque(maxlen=IDLE_READERS)


@contextmanager
def reader() -> Iterator[Reader]:
    """A reader for one question, given back afterwards: opening one and building its marts costs more than most questions.

    One that is used again has followed what people decided since.
    """
    home, version, revision = stamp()
    idle = _idle(home, version)
    try:
        own = idle.pop()
    except IndexError:
        own = open_reader()
    try:
        if own.casebook_revision != revision:
            own.follow(casebook_of(place()))
        yield own
    except BaseException:
        own.close()  # a statement that was cut short may hold its connection
        raise
    if own.version == version and own.settings is settings():
        idle.append(own)
    else:
        own.close()


@st.cache_data(max_entries=64, show_spinner=False)
def _figures(key: Stamp, ids: tuple[str, ...], months: tuple[str, ...], by: str | None) -> list[Figure]:
    with reader() as own:
        periods = [calendar.month(each) for each in months]
        measured = figures(own, [BY_ID[each] for each in ids if each in BY_ID], periods, by=by)
        return suppressed(measured, k=own.settings.privacy.k_inside, by=by) if by else measured


def measured(ids: Sequence[str] | Indicator, months: Sequence[str], by: str | None = None) -> list[Figure]:
    """Figures of indicators for months «YYYY-MM», in total or by a breakdown (suppressed)."""
    chosen = (ids.id,) if isinstance(ids, Indicator) else tuple(ids)
    return _figures(stamp(), chosen, tuple(months), by)


def measured_frame(
    ids: Sequence[str] | Indicator, months: Sequence[str], by: str | None = None
) -> pd.DataFrame:
    """The same figures as a table: indicator_id, month, *by, numerator, denominator, value, state, suppressed."""
    return frame(measured(ids, months, by), by)


Measured = dict[str, tuple[Figure, ...]]  # indicator → its figure of the month before and of the month


@st.cache_resource(max_entries=16, show_spinner=False)
def _measured_so_far(key: Stamp, month: str) -> Measured:
    """What pages have asked of the catalogue of a month (figures are never changed, so sessions may share them)."""
    return {}


class Catalogue(Mapping[str, Figure]):
    """Every indicator of a month by id, in catalogue order; a figure is measured when a page asks for it.

    Measured with it are the month before and the other figures of its mart. A page that shows nothing of what people
    decide all day does not wait for it to be counted anew.
    """

    def __init__(self, key: Stamp, month: str, which: int) -> None:
        self._months = calendar.months_back(calendar.month(month).first_day, 2)
        self._known, self._which = _measured_so_far(key, month), which

    def __getitem__(self, indicator_id: str) -> Figure:
        self._ask({BY_ID[indicator_id].mart} if indicator_id not in self._known else set())
        return self._known[indicator_id][self._which]

    def __contains__(self, indicator_id: object) -> bool:
        return indicator_id in BY_ID

    def __iter__(self) -> Iterator[str]:
        return (each.id for each in INDICATORS)

    def __len__(self) -> int:
        return len(INDICATORS)

    def values(self) -> ValuesView[Figure]:
        """All figures, measured in one go."""
        self._ask({each.mart for each in INDICATORS if each.id not in self._known})
        return super().values()

    def _ask(self, marts: set[str]) -> None:
        if not marts:
            return
        chosen = [each for each in INDICATORS if each.mart in marts]
        with reader() as own:
            measured = {(each.indicator.id, each.period): each for each in figures(own, chosen, self._months)}
        self._known |= {each.id: tuple(measured[each.id, month] for month in self._months) for each in chosen}


def catalogue(month: str) -> Catalogue:
    """Every indicator of a month by id."""
    return Catalogue(stamp(), month, 1)


def catalogue_before(month: str) -> Catalogue:
    """Every indicator of the month before this one, by id: what a change is told against."""
    return Catalogue(stamp(), month, 0)


@st.cache_data(max_entries=64, show_spinner=False)
def _breaches(key: Stamp, indicator_id: str, month: str) -> list[dict]:
    with reader() as own:
        return breaches(own, BY_ID[indicator_id], calendar.month(month))


def breaching_rows(indicator_id: str, month: str) -> list[dict]:
    """Rows behind a check, by pseudonyms."""
    return _breaches(stamp(), indicator_id, month)


@st.cache_data(max_entries=256, show_spinner=False)
def _query(key: Stamp, sql: str, parameters: tuple) -> pd.DataFrame:
    with reader() as own:
        return own.connection.execute(sql, list(parameters)).df()


def query(question: str, *parameters: object) -> pd.DataFrame:
    """Rows of a named question of `warehouse/sql/pages/<question>.sql`, cached."""
    from warehouse.queries import page_sql

    return _query(stamp(), page_sql(question), parameters)


def months() -> list[str]:
    """Months that can be shown, newest first: from the oldest message or register date to the newest fact."""
    found = query("months")["month"]
    return [pd.Timestamp(each).strftime("%Y-%m") for each in found]


@st.cache_data(max_entries=4, show_spinner=False)
def _status(key: Stamp) -> dict:
    from warehouse.queries import status as read_status

    return read_status(current_place())


def status() -> dict:
    """What is loaded, how fresh, which checks fail."""
    return _status(stamp())


@st.cache_data(max_entries=4, show_spinner=False)
def _table_states(key: Stamp) -> list[dict]:
    from warehouse.queries import table_states as read_states

    with reader() as own:
        return read_states(own)


def table_states() -> list[dict]:
    """Each table that people bring: rows, the newest list, its state."""
    return _table_states(stamp())


def last_day(month: str) -> date:
    """The last day of a month, or of the data where the month is not over."""
    last, fact = calendar.month(month).last_day, newest()
    return last if fact is None else min(last, fact.date())


@st.cache_data(max_entries=4, show_spinner=False)
def _first_undecreed(key: Stamp) -> int | None:
    with reader() as own:
        at = calendar.newest_fact(own)
        return first_undecreed(own, at.date()) if at else None


def first_undecreed_year() -> int | None:
    """The first year, from the newest fact on, whose production calendar is not decreed."""
    return _first_undecreed(stamp())


def thirteen(month: str) -> list[str]:
    """Thirteen months up to and with this one, for trends."""
    return [str(each) for each in calendar.months_back(calendar.month(month).first_day, 13)]


@st.cache_data(max_entries=32, show_spinner=False)
def _mart(key: Stamp, name: str, months: tuple[str, ...]) -> pd.DataFrame:
    with reader() as own:
        materialise(own, name, [calendar.month(each) for each in months])
        return own.connection.execute(f"from {name}").df()


def mart(name: str, *months: str) -> pd.DataFrame:
    """A period mart for months: its header in `warehouse/marts` says what a row is."""
    return _mart(stamp(), name, months)


@st.cache_data(max_entries=4, show_spinner=False)
def _newest(home: str, version: str) -> pd.Timestamp | None:
    with reader() as own:
        at = calendar.newest_fact(own)
    return pd.Timestamp(at) if at else None


def newest() -> pd.Timestamp | None:
    """Local time of the newest fact: the footer asks on every rerun, so a version is opened for it once."""
    home, version, _ = stamp()
    return _newest(home, version)


__all__ = [
    "INDICATORS",
    "breaching_rows",
    "catalogue",
    "measured",
    "measured_frame",
    "months",
    "newest",
    "query",
    "reader",
    "stamp",
]
