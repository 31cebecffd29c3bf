"""Suppression applied to measured figures of a breakdown: the rules themselves are in `warehouse.suppress`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from regulation.indicators import Unit
from warehouse.suppress import suppress

if TYPE_CHECKING:
    from warehouse.measure import Figure


def hide_figures(measured: Sequence[Figure], *, k: int, by: str) -> list[Figure]:
    """Breakdown figures with small groups of people hidden; counts of events, chats and groups pass as they are.

    A share of people is two counts of people, its numerator and its base: it is hidden with both.
    """
    groups: dict[tuple, list[int]] = defaultdict(list)
    for n, figure in enumerate(measured):
        if figure.indicator.counts_people:
            groups[figure.indicator.id, figure.period].append(n)
    hidden: set[int] = set()
    for places in groups.values():
        frame = pd.DataFrame([_people(measured[n], by) for n in places])
        told = suppress(frame, counts=["inside", "base"], k=k, tables=(), values=())
        hidden |= {places[row] for row in told.index[told["suppressed"]]}
    return [_hide(figure) if n in hidden else figure for n, figure in enumerate(measured)]


def _people(figure: Figure, by: str) -> dict:
    """The counts of people that a figure tells: those in the numerator and its base."""
    row = {by: figure.by[0][1], "inside": 0.0, "base": 0.0}
    base, inside = figure.denominator or 0.0, figure.numerator or 0.0
    if figure.indicator.unit is Unit.SHARE:
        # 0 % and 100 % on a base of at least k are shown: nobody stands alone in them
        row |= {"base": base, "inside": inside}
    elif figure.indicator.is_check:
        row |= {"inside": inside}
    else:
        row |= {"inside": inside if figure.numerator is not None else base}
    return row


def _hide(figure: Figure) -> Figure:
    return replace(figure, numerator=None, denominator=None, value=None, n_breaches=None, suppressed=True)
