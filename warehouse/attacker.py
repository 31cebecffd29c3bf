"""What can be worked out about hidden cells by somebody who has read two months and knows which groups did not change.

The attacker knows every shown cell of both months and both breakdowns, the totals, that associations add up to their
directions, that parts add up to their whole, and in which cells a count is the same as the month before. Each of these is a
linear equation, so the interval of a hidden count is a linear programme. `warehouse.suppress` asks here whether two months
complete each other; the proof that nothing narrow is left is made apart, in the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Place = tuple[int, int, int]  # month (0: the earlier one), cell, count


@dataclass(frozen=True)
class Month:
    """One month of a base of people as the attacker meets it: coarser cells first, then finer ones.

    `people` are the true counts, a row per cell; `names` tell cells of two months as the same; `parent` is the coarser cell of
    each finer one; `is_printed` is false for a cell that only adds up its parts (associations of no direction).
    """

    names: tuple[tuple[str, object], ...]
    people: np.ndarray
    hidden: np.ndarray
    is_printed: np.ndarray
    parent: np.ndarray

    @property
    def n_coarse(self) -> int:
        """How many cells are of the coarser breakdown."""
        return len(self.names) - len(self.parent)

    def parts(self, cell: int) -> np.ndarray:
        """Finer cells of a coarser one."""
        return self.n_coarse + np.flatnonzero(self.parent == cell)


def narrow(months: Sequence[Month], wholes: Sequence[tuple[int, int, int]], k: int) -> set[Place]:
    """Hidden counts whose interval is k − 1 or less for the attacker. `wholes`: (whole, part, other part), by column."""
    system = _System(months, wholes)
    found = set()
    for variable, place in system.targets(k):
        if not system.is_wide(variable, k):
            found.add(place)
    return found


def unchanged(now: Month, before: Month) -> np.ndarray:
    """Cell × count: the same number as the month before."""
    places = {name: n for n, name in enumerate(before.names)}
    was = np.full(now.people.shape, np.nan)
    for n, name in enumerate(now.names):
        if name in places:
            was[n] = before.people[places[name]]
    return was == now.people


class _System:
    """Equations over all cells of the months; the truth is one solution, each programme adds another."""

    def __init__(self, months: Sequence[Month], wholes: Sequence[tuple[int, int, int]]) -> None:
        self.months, self.wholes = months, wholes
        self.width = months[0].people.shape[1]
        self.starts = np.cumsum([0, *(each.people.size for each in months)])
        self.truth = np.concatenate([each.people.ravel() for each in months]).astype(float)
        self.low, self.high = self.truth.copy(), self.truth.copy()
        self.equal: list[tuple[list[int], list[float]]] = []
        self.less: list[tuple[list[int], list[float]]] = []
        self.bounds = np.column_stack([self.truth, self.truth])
        for n, month in enumerate(months):
            self._month(n, month)
        if len(months) == 2:
            self._same(*months)
        self._matrices = None

    def at(self, month: int, cell: int, count: int) -> int:
        """The variable of a count."""
        return int(self.starts[month]) + cell * self.width + count

    def _month(self, n: int, month: Month) -> None:
        for count in range(self.width):
            coarse = [self.at(n, cell, count) for cell in range(month.n_coarse)]
            total = self.truth[coarse].sum()
            self.equal.append((coarse, [1.0] * len(coarse)))
            for cell in np.flatnonzero(month.hidden | ~month.is_printed):
                self.bounds[self.at(n, cell, count)] = (0.0, total)
            for cell in range(month.n_coarse):
                self._family(n, month, cell, count)
        for cell in np.flatnonzero(month.hidden):
            for whole, part, other in self.wholes:
                if month.people[cell, whole] == month.people[cell, part] + month.people[cell, other]:
                    variables = [self.at(n, cell, each) for each in (whole, part, other)]
                    self.equal.append((variables, [1.0, -1.0, -1.0]))

    def _family(self, n: int, month: Month, cell: int, count: int) -> None:
        """Parts add up to their coarser cell (a person of two associations counts in both: that excess is known too)."""
        parts = [self.at(n, part, count) for part in month.parts(cell)]
        whole = self.at(n, cell, count)
        if not parts:
            return
        self.equal.append(([whole, *parts], [-1.0, *[1.0] * len(parts)]))
        if self.truth[parts].sum() > self.truth[whole]:
            self.less += [
                ([part, whole], [1.0, -1.0]) for part in parts if self.truth[part] <= self.truth[whole]
            ]

    def _same(self, before: Month, now: Month) -> None:
        places = {name: n for n, name in enumerate(before.names)}
        for cell, count in zip(*np.nonzero(unchanged(now, before)), strict=True):
            self.equal.append(
                ([self.at(0, places[now.names[cell]], count), self.at(1, cell, count)], [1.0, -1.0])
            )

    def targets(self, k: int) -> list[tuple[int, Place]]:
        """Hidden counts that a total of at least k protects at all."""
        found = []
        for n, month in enumerate(self.months):
            totals = month.people[: month.n_coarse].sum(axis=0)
            for cell in np.flatnonzero(month.hidden & month.is_printed):
                for count in np.flatnonzero(totals >= k):
                    found.append((self.at(n, cell, count), (n, int(cell), int(count))))
        return found

    def is_wide(self, variable: int, k: int) -> bool:
        """Whether two solutions are known, or can be found, that differ by more than k − 1 in this count."""
        for sign in (-1.0, 1.0):
            if self.high[variable] - self.low[variable] <= k - 1 + 1e-6:
                self._solve(variable, sign)
        return bool(self.high[variable] - self.low[variable] > k - 1 + 1e-6)

    def _solve(self, variable: int, sign: float) -> None:
        from scipy.optimize import linprog

        if self._matrices is None:
            self._matrices = [
                _sparse(rows, len(self.truth)) if rows else None for rows in (self.equal, self.less)
            ]
        equal, less = self._matrices
        aim = np.zeros(len(self.truth))
        aim[variable] = sign
        solved = linprog(
            aim,
            A_eq=equal,
            b_eq=equal @ self.truth,
            A_ub=less,
            b_ub=None if less is None else np.zeros(less.shape[0]),
            bounds=self.bounds,
        )
        if solved.x is not None:
            self.low, self.high = np.minimum(self.low, solved.x), np.maximum(self.high, solved.x)


def _sparse(rows: list[tuple[list[int], list[float]]], width: int) -> object:
    """A matrix by its rows of (variables, factors)."""
    from scipy.sparse import csr_array

    indptr = np.cumsum([0, *(len(variables) for variables, _ in rows)])
    indices = np.concatenate([variables for variables, _ in rows])
    data = np.concatenate([factors for _, factors in rows])
    return csr_array((data, indices, indptr), shape=(len(rows), width))
