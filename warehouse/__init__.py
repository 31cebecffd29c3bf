"""The read side, as notebooks use it: `from warehouse import connect, measure, indicators, table, private`."""

from __future__ import annotations

import pandas as pd

from regulation.indicators import INDICATORS, Indicator
from warehouse.connect import connect, open_reader
from warehouse.measure import measure
from warehouse.private import private
from warehouse.tables import BY_NAME, SERVICE

__all__ = ["connect", "indicators", "measure", "private", "table"]


def indicators() -> tuple[Indicator, ...]:
    """The whole catalogue, in the order of the regulation."""
    return INDICATORS


def table(name: str) -> pd.DataFrame:
    """A canonical or service table of the published version: pseudonyms, no names, titles or texts.

    Raises: KeyError for a name that is no table.
    """
    if name not in BY_NAME and name not in SERVICE:
        raise KeyError(f"нет таблицы «{name}»; есть: {', '.join([*BY_NAME, *SERVICE])}")
    with open_reader() as reader:
        return reader.connection.sql(f"from {name}").df()
