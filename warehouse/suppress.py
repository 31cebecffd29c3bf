"""Small groups of people stay hidden in every breakdown, and can't be worked out from what is shown beside them.

A cell is one row of a breakdown with all its counts of people: it is shown or hidden whole. Hidden are cells with
1…k−1 people in any count (so also every share on a base below k); then, so that no total gives them away, the next
smallest ones. What is left to an attacker who knows all totals is an interval wider than k − 1 for every hidden count.
Counts of events, chats and groups aren't people: leave them out of `counts`. Totals of the institution are exact.

The proof by linear programming is in `tests/warehouse/test_suppress.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

MARK = "×"


def footnote(k: int) -> str:
    """What the mark means, printed under every table that may have one."""
    return f"{MARK} — значение скрыто: численность менее {k} человек"


def suppress(
    frame: pd.DataFrame,
    *,
    by: Sequence[str],
    counts: Sequence[str],
    k: int,
    tables: Sequence[str] = ("month",),
    values: Sequence[str] = ("value",),
    published: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """A breakdown with small groups hidden, its total being published.

    `counts` are the columns that count people (an empty one counts nobody); `values` are what is computed from
    them. Each combination of `tables` (month; month and indicator) is a table with a total of its own. Indicators
    that share a base go in one wide frame, a column per count, or one would give the other's base away.
    `published`: an earlier edition of the same months; what it hid stays hidden. `previous`: the month before;
    where there is a choice, what it hid is hidden again, so that two months don't complete each other.

    Rows: as given. Columns: as given, `counts` and `values` empty where hidden, and `suppressed`.
    """
    result = frame.copy()
    keys = [key for key in tables if key in frame.columns]
    must = _hidden_in(frame, published, [*keys, *by])
    rather = _hidden_in(frame, previous, by)
    hidden = pd.Series(False, index=frame.index)
    for rows in _tables(frame, keys):
        table = _Table(_people(frame.loc[rows], counts), k, must[rows].to_numpy(), rather[rows].to_numpy())
        table.protect(np.arange(len(rows)))
        hidden[rows] = table.hidden
    return _blank(result, hidden, [*counts, *values])


def suppress_nested(
    coarse: pd.DataFrame,
    fine: pd.DataFrame,
    *,
    by: str,
    within: str,
    counts: Sequence[str],
    k: int,
    tables: Sequence[str] = ("month",),
    values: Sequence[str] = ("value",),
    previous_coarse: pd.DataFrame | None = None,
    previous_fine: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two breakdowns published side by side, the finer inside the coarser (associations within directions).

    Neither the total nor one breakdown gives a hidden cell of the other away. `by` names the finer cells,
    `within` the column (in both frames) of the coarser cell that a finer one belongs to.

    Rows, columns: as `suppress`, for both frames.
    """
    keys = [key for key in tables if key in coarse.columns]
    rather_coarse = _hidden_in(coarse, previous_coarse, [within])
    rather_fine = _hidden_in(fine, previous_fine, [by])
    hidden_coarse = pd.Series(False, index=coarse.index)
    hidden_fine = pd.Series(False, index=fine.index)
    names = [_names(frame, keys) for frame in (coarse, fine)]
    for name in dict.fromkeys([*names[0], *names[1]]):
        outer = coarse.index[[each == name for each in names[0]]]
        inner = fine.index[[each == name for each in names[1]]]
        nest = _Nest(
            coarse.loc[outer, within].tolist(),
            _people(coarse.loc[outer], counts),
            fine.loc[inner, within].tolist(),
            _people(fine.loc[inner], counts),
            k,
            rather_coarse[outer].to_numpy(),
            rather_fine[inner].to_numpy(),
        )
        nest.protect()
        hidden_coarse[outer] = nest.coarse.hidden[: len(outer)]
        hidden_fine[inner] = nest.fine.hidden
    columns = [*counts, *values]
    return _blank(coarse.copy(), hidden_coarse, columns), _blank(fine.copy(), hidden_fine, columns)


def change(
    current: pd.DataFrame, previous: pd.DataFrame, *, by: Sequence[str], columns: Sequence[str]
) -> pd.DataFrame:
    """Change against the month before, empty where either month is hidden: a difference tells as much as a value.

    Rows: as `current`. Columns: as `current` and `<column>_change`.
    """
    earlier = previous[[*by, *columns, "suppressed"]].rename(
        columns=lambda name: name if name in by else f"{name}_was"
    )
    merged = current.merge(earlier, on=list(by), how="left").set_axis(current.index)
    is_hidden = merged["suppressed"] | merged["suppressed_was"].fillna(False).astype(bool)
    result = current.copy()
    for column in columns:
        result[f"{column}_change"] = (merged[column] - merged[f"{column}_was"]).mask(is_hidden)
    return result


# --- one table with a published total ----------------------------------------------------------------------


class _Table:
    """Cells (rows) with counts of people (columns), and which of them are hidden so far."""

    def __init__(self, people: np.ndarray, k: int, must: np.ndarray, rather: np.ndarray) -> None:
        self.people, self.k, self.rather = people, k, rather
        self.hidden = ((people > 0) & (people < k)).any(axis=1) | must
        self.used = people.sum(axis=0) > 0  # where the total itself says «nobody», nothing can be hidden

    def protect(self, cells: np.ndarray) -> bool:
        """Hide more of `cells`, whose sums are known, until no sum gives a hidden one away.

        That needs two hidden cells with at least k people together in every count: any of them may then have
        none of these people, or all. False where even all cells together don't reach that.
        """
        while self.hidden[cells].any():
            short, is_alone = self.short_of(cells), self.hidden[cells].sum() < 2
            if not (short.any() and self.hide_smallest(cells, short)) and not (
                is_alone and self.hide_smallest(cells, self.used)
            ):
                return not short.any() and not is_alone
        return True

    def short_of(self, cells: np.ndarray) -> np.ndarray:
        """Counts in which the hidden ones of `cells` have fewer than k people together."""
        return (self.people[cells[self.hidden[cells]]].sum(axis=0) < self.k) & self.used

    def hide_smallest(self, cells: np.ndarray, short: np.ndarray) -> bool:
        """Hide the smallest shown cell that has people in the counts that are short; False where there is none."""
        shown = cells[~self.hidden[cells]]
        helping = (self.people[shown][:, short] > 0).sum(axis=1)
        shown, helping = shown[helping > 0], helping[helping > 0]
        if not len(shown):
            return False
        sizes = self.people[shown].sum(axis=1)
        order = np.lexsort((shown, sizes, ~self.rather[shown], -helping))
        self.hidden[shown[order[0]]] = True
        return True


# --- one table inside another --------------------------------------------------------------------------------


class _Nest:
    """A coarser table with a published total, and a finer one whose cells add up to the coarser ones."""

    def __init__(
        self,
        outer_names: list,
        outer: np.ndarray,
        parents: list,
        inner: np.ndarray,
        k: int,
        rather_outer: np.ndarray,
        rather_inner: np.ndarray,
    ) -> None:
        places = {name: n for n, name in enumerate(outer_names)}
        # Cells of no known coarser cell hang on one of their own, which nobody prints but a total betrays.
        strays = list(dict.fromkeys(name for name in map(_plain, parents) if name not in places))
        for name in strays:
            rows = [n for n, parent in enumerate(parents) if _plain(parent) == name]
            places[name] = len(outer)
            outer = np.vstack([outer, inner[rows].sum(axis=0)])
            rather_outer = np.append(rather_outer, False)
        self.parent = np.array([places[_plain(name)] for name in parents], dtype=int)
        self.coarse = _Table(outer, k, np.zeros(len(outer), dtype=bool), rather_outer)
        self.fine = _Table(inner, k, np.zeros(len(inner), dtype=bool), rather_inner)

    def protect(self) -> None:
        """Hide more on both levels until neither gives the other away."""
        everything = np.arange(len(self.coarse.people))
        before = -1
        while (now := self.coarse.hidden.sum() + self.fine.hidden.sum()) != before:
            before = now
            self.coarse.protect(everything)
            for cell in everything:
                children = np.flatnonzero(self.parent == cell)
                if self.coarse.hidden[cell]:
                    self._one_hidden_child(children)
                elif not self.fine.protect(children):
                    self.coarse.hidden[cell] = True
            self._pool()

    def _one_hidden_child(self, children: np.ndarray) -> None:
        """A hidden cell all of whose parts are shown is no secret."""
        if len(children) and not self.fine.hidden[children].any():
            self.fine.hide_smallest(children, self.fine.used)

    def _pool(self) -> None:
        """Hidden parts of hidden cells: their sum follows from the total, so it must hide them too."""
        pool = np.flatnonzero(self.coarse.hidden[self.parent])
        if not len(pool):
            return
        while (short := self.fine.short_of(pool)).any():
            if not self.fine.hide_smallest(pool, short):
                everything = np.arange(len(self.coarse.people))
                self.coarse.hide_smallest(everything, short)
                return


# --- frames ------------------------------------------------------------------------------------------------


def _people(frame: pd.DataFrame, counts: Sequence[str]) -> np.ndarray:
    return frame[list(counts)].astype("float64").fillna(0.0).to_numpy()


def _plain(name: object) -> object:
    """A missing name as None: NaN isn't equal to itself."""
    return None if pd.isna(name) else name


def _names(frame: pd.DataFrame, keys: Sequence[str]) -> list[tuple]:
    return (
        [tuple(map(_plain, row)) for row in frame[list(keys)].itertuples(index=False)]
        if keys
        else [()] * len(frame)
    )


def _tables(frame: pd.DataFrame, keys: Sequence[str]) -> list[pd.Index]:
    if not keys:
        return [frame.index]
    return list(frame.groupby(list(keys), dropna=False, sort=False).groups.values())


def _hidden_in(frame: pd.DataFrame, other: pd.DataFrame | None, on: Sequence[str]) -> pd.Series:
    """Which rows of `frame` another published frame hid."""
    if other is None:
        return pd.Series(False, index=frame.index)
    on = [key for key in on if key in other.columns]
    hid = set(_names(other[other["suppressed"].astype(bool)], on))
    return pd.Series([name in hid for name in _names(frame, on)], index=frame.index, dtype=bool)


def _blank(result: pd.DataFrame, hidden: pd.Series, columns: Sequence[str]) -> pd.DataFrame:
    for column in columns:
        if column in result.columns:
            result[column] = result[column].astype("float64").mask(hidden)
    result["suppressed"] = hidden.astype(bool)
    return result
