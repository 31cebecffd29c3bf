"""Small groups of people stay hidden in every breakdown, and can't be worked out from what is shown beside them.

A cell is one row of a breakdown with all its counts of people: it is shown or hidden whole. Hidden are cells with
1…k−1 people in any count (so also every share on a base below k); then, so that no total gives them away, the next
smallest ones. What is left to an attacker who knows all totals is an interval wider than k − 1 for every hidden count.
Counts of events, chats and groups aren't people: leave them out of `counts`. Totals of the institution are exact.

Two months must not complete each other either: what was hidden stays hidden while any of its counts is the same, and
`warehouse.attacker` is asked whether somebody who knows what did not change could close in on a hidden count of either month.

The proof by linear programming is in `tests/warehouse/test_suppress.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from warehouse.attacker import Month, Place, narrow, unchanged

MARK = "×"


def footnote(k: int) -> str:
    """What the mark means, printed under every table that may have one."""
    return f"{MARK} — значение скрыто: численность менее {k} человек"


def suppress(
    frame: pd.DataFrame,
    *,
    counts: Sequence[str],
    k: int,
    tables: Sequence[str] = ("month",),
    values: Sequence[str] = ("value",),
) -> pd.DataFrame:
    """A breakdown with small groups hidden, its total being published.

    `counts` are the columns that count people (an empty one counts nobody); `values` are what is computed from
    them. Each combination of `tables` (month; month and indicator) is a table with a total of its own. Indicators
    that share a base go in one wide frame, a column per count, or one would give the other's base away.

    Rows: as given. Columns: as given, `counts` and `values` empty where hidden, and `suppressed`.
    """
    result = frame.copy()
    keys = [key for key in tables if key in frame.columns]
    hidden = pd.Series(False, index=frame.index)
    for rows in _tables(frame, keys):
        table = _Table(_people(frame.loc[rows], counts), k)
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
    wholes: Sequence[tuple[str, str, str]] = (),
    before: tuple[pd.DataFrame, pd.DataFrame] | None = None,
    published: tuple[pd.DataFrame, pd.DataFrame] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two breakdowns of one month published side by side, the finer inside the coarser (associations within directions).

    Neither the total nor one breakdown gives a hidden cell of the other away, nor does the month before. `by` names the
    finer cells (there may be none), `within` the column (in both frames) of the coarser cell that a finer one belongs to;
    `wholes` are the triples of counts that add up: (whole, part, other part).
    `before`: both breakdowns of the month before, with their true counts and what was `suppressed` in them; nobody can take
    back what they showed. `published`: an earlier edition of this very month; what it hid stays hidden.

    Rows, columns: as `suppress`, for both frames. What cannot be kept even with everything hidden (all the others are known
    to be the same and the totals are exact) is left as the month before left it.
    """
    nest = _nest(coarse, fine, by, within, counts, k)
    if published:
        nest.coarse.hidden[: len(coarse)] |= _hidden_in(coarse, published[0], within)
        nest.fine.hidden |= _hidden_in(fine, published[1], by)
    was = _nest(*before, by, within, counts, k).month(before) if before else None
    nest.protect([tuple(list(counts).index(each) for each in triple) for triple in wholes], was)
    return (
        _blank(coarse.copy(), pd.Series(nest.coarse.hidden[: len(coarse)], coarse.index), counts),
        _blank(fine.copy(), pd.Series(nest.fine.hidden, fine.index), counts),
    )


# --- one table with a published total ----------------------------------------------------------------------


class _Table:
    """Cells (rows) with counts of people (columns), and which of them are hidden so far."""

    def __init__(self, people: np.ndarray, k: int) -> None:
        self.people, self.k = people, k
        self.rather = np.zeros(len(people), dtype=int)  # which cells to take for cover first
        self.hidden = ((people > 0) & (people < k)).any(axis=1)
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
        order = np.lexsort((shown, sizes, -self.rather[shown], -helping))
        self.hidden[shown[order[0]]] = True
        return True


# --- one table inside another --------------------------------------------------------------------------------


class _Nest:
    """A coarser table with a published total, and a finer one whose cells add up to the coarser ones."""

    def __init__(
        self,
        outer_names: list,
        outer: np.ndarray,
        inner_names: list,
        parents: list,
        inner: np.ndarray,
        k: int,
    ) -> None:
        places = {name: n for n, name in enumerate(outer_names)}
        self.n_printed = len(outer)
        # Cells of no known coarser cell hang on one of their own, which nobody prints but a total betrays.
        for name in dict.fromkeys(name for name in parents if name not in places):
            rows = [n for n, parent in enumerate(parents) if parent == name]
            places[name] = len(outer)
            outer = np.vstack([outer, inner[rows].sum(axis=0)])
        self.parent = np.array([places[name] for name in parents], dtype=int)
        self.names = (*(("coarse", name) for name in places), *(("fine", name) for name in inner_names))
        self.k = k
        self.coarse, self.fine = _Table(outer, k), _Table(inner, k)

    def month(self, told: tuple[pd.DataFrame, pd.DataFrame] | None = None) -> Month:
        """This month as an attacker meets it; `told`: with what these frames say was hidden."""
        hidden = [self.coarse.hidden.copy(), self.fine.hidden.copy()]
        if told:
            for mask, frame in zip(hidden, told, strict=True):
                mask[: len(frame)] = frame["suppressed"].astype(bool).to_numpy()
        is_printed = np.ones(len(self.names), dtype=bool)
        is_printed[self.n_printed : len(self.coarse.people)] = False
        people = np.vstack([self.coarse.people, self.fine.people])
        return Month(self.names, people, np.concatenate(hidden) & is_printed, is_printed, self.parent)

    def protect(self, wholes: list[tuple[int, int, int]] = (), before: Month | None = None) -> None:
        """Hide more on both levels until neither the other level nor the month before gives anything away."""
        if before is None:
            return self.protect_alone()
        same = unchanged(self.month(), before)
        self._look_back(same, before)
        self.protect_alone()
        hopeless = None
        while lost := narrow([before, self.month()], wholes, self.k):
            if hopeless is None:
                hopeless = self._hopeless(wholes, before)
            families = {self._family(place, before) for place in lost - hopeless}
            if not sum(self._cover(each) for each in sorted(families)):
                return None
            self.protect_alone()
        return None

    def protect_alone(self) -> None:
        """Hide more until neither level gives the other away within this month."""
        everything = np.arange(len(self.coarse.people))
        last = -1
        while (now := self.coarse.hidden.sum() + self.fine.hidden.sum()) != last:
            last = now
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

    # --- beside the month before ----------------------------------------------------------------------

    def _look_back(self, same: np.ndarray, before: Month) -> None:
        """What was hidden and is partly the same stays hidden; cover is sought first where something is in doubt."""
        was_hidden = {name for name, hid in zip(before.names, before.hidden, strict=True) if hid}
        for table, start in ((self.coarse, 0), (self.fine, len(self.coarse.people))):
            for n in range(len(table.people)):
                is_known = same[start + n][table.used]
                if self.names[start + n] in was_hidden:
                    table.hidden[n] |= bool(is_known.any())
                    table.rather[n] = 2
                else:
                    table.rather[n] = int(not is_known.all())

    def _hopeless(self, wholes: list[tuple[int, int, int]], before: Month) -> set[Place]:
        """What stays narrow even with this whole month hidden."""
        month = self.month()
        return narrow([before, replace(month, hidden=month.is_printed)], wholes, self.k)

    def _family(self, place: Place, before: Month) -> int:
        """The coarser cell that a place belongs to today, or −1."""
        of, cell, _ = place
        name = before.names[cell] if of == 0 else self.names[cell]
        here, n = self.names.index(name) if name in self.names else -1, len(self.coarse.people)
        return here if here < n else int(self.parent[here - n])

    def _cover(self, family: int) -> bool:
        """Hide one more cell to widen the counts of a family: one in doubt, near, small; False where all are hidden."""
        choice = []
        for level, table in enumerate((self.coarse, self.fine)):
            n_cells = len(table.people) if level else self.n_printed
            for each in np.flatnonzero(~table.hidden[:n_cells]):
                is_far = (self.parent[each] if level else each) != family
                size = table.people[each].sum()
                choice.append((-table.rather[each], is_far, not size, not level, size, int(each)))
        if not choice:
            return False
        *_, is_coarse, _, chosen = min(choice)
        (self.coarse if is_coarse else self.fine).hidden[chosen] = True
        return True


def _nest(
    coarse: pd.DataFrame, fine: pd.DataFrame, by: str, within: str, counts: Sequence[str], k: int
) -> _Nest:
    return _Nest(
        [_plain(name) for name in coarse[within]],
        _people(coarse, counts),
        [_plain(name) for name in fine[by]],
        [_plain(name) for name in fine[within]],
        _people(fine, counts),
        k,
    )


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


def _hidden_in(frame: pd.DataFrame, other: pd.DataFrame, on: str) -> np.ndarray:
    """Which rows of `frame` another published frame hid."""
    hid = {_plain(name) for name in other.loc[other["suppressed"].astype(bool), on]}
    return np.array([_plain(name) in hid for name in frame[on]], dtype=bool)


def _blank(result: pd.DataFrame, hidden: pd.Series, columns: Sequence[str]) -> pd.DataFrame:
    for column in columns:
        if column in result.columns:
            result[column] = result[column].astype("float64").mask(hidden)
    result["suppressed"] = hidden.astype(bool)
    return result
