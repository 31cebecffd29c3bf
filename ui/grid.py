"""How pages draw tables of their own: rows high enough for their words, a row that may be selected."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

# What a letter of the table's font takes in width on the average; Streamlit wraps words only in rows of some height, and
# three lines stand in this one.
_LETTER, _ONE_LINE, _WRAPPED = 6.7, 35, 66
_HEADING = 38


def row_height(table: pd.DataFrame, widths: Mapping[str, int]) -> int:
    """The height of rows, in pixels: one line where all texts fit columns of these widths, else what Streamlit wraps words in."""
    is_long = any(
        len(str(text)) * _LETTER > width - 16
        for name, width in widths.items()
        if name in table
        for text in table[name]
    )
    return _WRAPPED if is_long else _ONE_LINE


def picked_row(
    table: pd.DataFrame,
    *,
    key: str,
    widths: Mapping[str, int] | None = None,
    at_most: int | None = None,
    columns: Mapping[str, object] | None = None,
) -> int | None:
    """A table in which one row may be selected; its place in the table, or None.

    `widths`: columns of a fixed width in pixels; then words wrap and all rows stand on the page (`at_most`: that many pixels of
    them). `columns`: settings of columns beside their widths.
    """
    shape = {}
    if widths:
        height = row_height(table, widths)
        whole = _HEADING + height * len(table)
        shape = {"row_height": height, "height": min(whole, at_most or whole)}
    event = st.dataframe(
        table,
        hide_index=True,
        width="stretch",
        on_select="rerun",
        selection_mode="single-row",
        key=key,
        column_config={
            name: st.column_config.TextColumn(width=width) for name, width in (widths or {}).items()
        }
        | dict(columns or {}),
        **shape,
    )
    return next(iter(event.selection.rows), None)
