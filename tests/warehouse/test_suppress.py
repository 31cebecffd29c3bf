"""Suppression: worked cases, and a proof by linear programming that nothing hidden can be worked out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from warehouse.suppress import footnote, suppress, suppress_nested

COUNTS = ["numerator", "denominator"]


def table(*cells: tuple[int, int], month: str = "2026-10") -> pd.DataFrame:
    """Cells (numerator, denominator) as a breakdown by association a, b, c …"""
    frame = pd.DataFrame(cells, columns=COUNTS)
    frame.insert(0, "month", month)
    frame.insert(1, "association", [chr(ord("a") + n) for n in range(len(cells))])
    frame["value"] = frame["numerator"] / frame["denominator"].where(frame["denominator"] > 0)
    return frame


def hidden(frame: pd.DataFrame, k: int = 10) -> str:
    """Letters of the hidden cells."""
    result = suppress(frame, counts=COUNTS, k=k)
    return "".join(result.loc[result["suppressed"], "association"])


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([(20, 40), (30, 60)], ""),
        ([(0, 40), (30, 60)], ""),  # nobody of forty may be said
        ([(10, 10), (30, 60)], ""),  # a base of exactly k
        ([(9, 40), (30, 60), (40, 60)], "ab"),  # alone it would follow from the total
        ([(9, 40), (40, 60), (30, 50)], "ac"),  # the next smallest goes with it
        ([(0, 9), (40, 60), (30, 50)], "ac"),  # 0 % of a base below k
        ([(9, 9), (40, 60), (30, 50)], "ac"),  # 100 % of a base below k
        ([(2, 20), (3, 20), (30, 60), (40, 70)], "abc"),  # five people together: still a narrow interval
        ([(5, 20), (6, 20), (30, 60)], "ab"),  # eleven together hide one another
        ([(0, 5), (0, 6), (30, 60), (40, 70)], "abc"),  # both have nobody: a third must be in doubt
        ([(0, 0), (30, 60), (40, 70)], ""),  # no base, nobody to hide
        ([(0, 3), (0, 40), (0, 50)], "ab"),  # the total says «nobody» itself; the base is hidden
    ],
)
def test_hidden_cells(cells, expected):
    assert hidden(table(*cells)) == expected


def test_inside_the_institution_k_is_smaller():
    frame = table((6, 40), (30, 60), (40, 60))
    assert hidden(frame, k=5) == ""
    assert hidden(frame, k=10) == "ab"


def test_what_is_hidden_is_empty_and_the_rest_untouched():
    frame = table((9, 40), (30, 60), (40, 80))
    frame["n_messages"] = [1, 2, 3]  # events are exact
    result = suppress(frame, counts=COUNTS, k=10)
    assert result.loc[result["suppressed"], [*COUNTS, "value"]].isna().all(axis=None)
    shown = result.loc[~result["suppressed"]]
    assert shown[[*COUNTS, "value"]].to_numpy().tolist() == [[40, 80, 0.5]]
    assert result["n_messages"].tolist() == [1, 2, 3]
    assert result["suppressed"].dtype == bool
    assert frame["numerator"].tolist() == [9, 30, 40]  # the frame given stays as it was


def test_an_indicator_without_a_base_counts_its_numerator():
    frame = table((3, 0), (12, 0), (40, 0)).assign(denominator=np.nan, value=[3, 12, 40])
    assert hidden(frame) == "ab"


def test_every_month_is_a_table_of_its_own():
    frame = pd.concat(
        [table((9, 40), (30, 60), (40, 60)), table((20, 40), (30, 60), (40, 60), month="2026-11")],
        ignore_index=True,
    )
    result = suppress(frame, counts=COUNTS, k=10)
    assert result["suppressed"].tolist() == [True, True, False, False, False, False]


def test_an_empty_breakdown_stays_empty():
    result = suppress(table().astype({"value": "float64"}), counts=COUNTS, k=10)
    assert len(result) == 0
    assert "suppressed" in result.columns


def test_a_small_total_leaves_no_cell_alone():
    assert hidden(table((3, 40), (0, 50), (0, 60))) == "ab"


def test_footnote_names_k():
    assert footnote(10) == "× — значение скрыто: численность менее 10 человек"


# --- the attacker ------------------------------------------------------------------------------------------


def widths(
    size: int,
    known: dict[int, float],
    equations: list[tuple[dict[int, int], float]],
    below: list[tuple[int, int]],
) -> dict[int, float]:
    """How wide the interval of each unknown is for somebody who knows `known`, the equations, and x ≤ y of `below`."""
    equal, less = np.zeros((len(equations), size)), np.zeros((len(below), size))
    for row, (factors, _) in enumerate(equations):
        equal[row, list(factors)] = list(factors.values())
    for row, (x, y) in enumerate(below):
        less[row, x], less[row, y] = 1, -1
    bounds = [(known[x], known[x]) if x in known else (0, None) for x in range(size)]
    found = {}
    for x in set(range(size)) - set(known):
        goal = np.zeros(size)
        goal[x] = 1
        low, high = (
            sign
            * linprog(
                sign * goal,
                A_ub=less,
                b_ub=np.zeros(len(below)),
                A_eq=equal,
                b_eq=[right for _, right in equations],
                bounds=bounds,
            ).fun
            for sign in (1, -1)
        )
        found[x] = high - low
    return found


cells_strategy = st.lists(
    st.integers(0, 60).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))),
    min_size=2,
    max_size=9,
)


@settings(max_examples=50, deadline=None)
@given(cells_strategy, st.sampled_from([5, 10]))
def test_no_hidden_count_of_a_table_can_be_worked_out(cells, k):
    result = suppress(table(*cells), counts=COUNTS, k=k)
    is_hidden = result["suppressed"].to_numpy()
    n, true = len(cells), np.array(cells, dtype=float)
    known = {c * n + i: true[i, c] for i in range(n) for c in (0, 1) if not is_hidden[i]}
    equations = [({c * n + i: 1 for i in range(n)}, true[:, c].sum()) for c in (0, 1)]
    several = (true.sum(axis=1) > 0).sum() >= 2  # one cell alone is the total
    for unknown, width in widths(2 * n, known, equations, [(i, n + i) for i in range(n)]).items():
        if true[:, unknown // n].sum() >= k and several:  # a total below k says more than any cell
            assert width > k - 1 - 1e-6
    small = ((true > 0) & (true < k)).any(axis=1)
    assert is_hidden[small].all()
    assert small.any() or not is_hidden.any()


@st.composite
def nests(draw):
    """Directions with associations: (direction, numerator, denominator)."""
    rows = []
    for direction in range(draw(st.integers(2, 4))):
        for _ in range(draw(st.integers(1, 4))):
            base = draw(st.integers(0, 60))
            rows.append((f"d{direction}", draw(st.integers(0, base)), base))
    return rows


def nest_frames(rows) -> tuple[pd.DataFrame, pd.DataFrame]:
    fine = pd.DataFrame(rows, columns=["direction", *COUNTS])
    fine["month"] = "2026-10"
    fine["association"] = [f"a{n}" for n in range(len(fine))]
    fine["value"] = 0.5
    coarse = fine.groupby(["month", "direction"], as_index=False)[COUNTS].sum().assign(value=0.5)
    return coarse, fine


def nested(coarse, fine, k, **more):
    return suppress_nested(coarse, fine, by="association", within="direction", counts=COUNTS, k=k, **more)


@settings(max_examples=30, deadline=None)
@given(nests(), st.sampled_from([5, 10]))
def test_no_breakdown_gives_away_what_the_other_hides(rows, k):
    coarse, fine = nest_frames(rows)
    outer, inner = nested(coarse, fine, k)
    n, m = len(fine), len(coarse)
    size = n + m  # of one count: finer cells, then coarser ones
    known, equations = {}, []
    for c, count in enumerate(COUNTS):
        first = c * size
        known |= {first + i: float(fine.loc[i, count]) for i in range(n) if not inner.loc[i, "suppressed"]}
        known |= {
            first + n + i: float(coarse.loc[i, count]) for i in range(m) if not outer.loc[i, "suppressed"]
        }
        equations.append(({first + n + i: 1 for i in range(m)}, float(coarse[count].sum())))
        for i in range(m):
            parts = np.flatnonzero(fine["direction"] == coarse.loc[i, "direction"])
            equations.append(({first + n + i: -1} | {first + int(part): 1 for part in parts}, 0.0))
    several = (coarse[COUNTS].sum(axis=1) > 0).sum() >= 2
    for unknown, width in widths(2 * size, known, equations, [(i, size + i) for i in range(size)]).items():
        if fine[COUNTS[unknown // size]].sum() >= k and several:
            assert width > k - 1 - 1e-6
    for true, result in ((coarse, outer), (fine, inner)):
        small = ((true[COUNTS] > 0) & (true[COUNTS] < k)).any(axis=1)
        assert result.loc[small, "suppressed"].all()
    if not ((fine[COUNTS] > 0) & (fine[COUNTS] < k)).any(axis=None):
        assert not outer["suppressed"].any()
        assert not inner["suppressed"].any()


def test_a_hidden_direction_has_a_hidden_part():
    rows = [("d0", 3, 50), ("d0", 0, 40), ("d1", 20, 40), ("d1", 30, 60), ("d2", 30, 70), ("d2", 40, 80)]
    outer, inner = nested(*nest_frames(rows), 10)
    assert set(outer.loc[outer["suppressed"], "direction"]) == {"d0", "d1"}
    assert set(inner.loc[inner["suppressed"], "association"]) == {"a0", "a2"}


def test_associations_without_a_direction_are_protected_too():
    rows = [(None, 3, 50), ("d1", 20, 40), ("d1", 30, 60), ("d2", 30, 70)]
    coarse, fine = nest_frames(rows)
    assert list(coarse["direction"]) == ["d1", "d2"]
    outer, inner = nested(coarse, fine, 10)
    assert inner.loc[0, "suppressed"]
    assert outer["suppressed"].any()  # or total − directions would give the fifty away


# --- two months --------------------------------------------------------------------------------------------


def shown_as(frames, letters: str):
    """Frames as an earlier month printed them: true counts, and which associations and directions were hidden."""
    coarse, fine = frames
    return (
        coarse.assign(suppressed=coarse["direction"].isin(letters.split())),
        fine.assign(suppressed=fine["association"].isin(letters.split())),
    )


def names_hidden(result) -> str:
    coarse, fine = result
    return " ".join(
        [*coarse.loc[coarse["suppressed"], "direction"], *fine.loc[fine["suppressed"], "association"]]
    )


ONE = [("d0", 20, 40), ("d0", 30, 60), ("d0", 31, 61)]


def test_an_earlier_edition_keeps_hidden_what_it_hid():
    frames = nest_frames(ONE)
    assert names_hidden(nested(*frames, 10)) == ""
    assert names_hidden(nested(*frames, 10, published=shown_as(frames, "a1"))) == "a0 a1"


def test_what_was_hidden_and_is_the_same_stays_hidden():
    frames = nest_frames(ONE)
    assert names_hidden(nested(*frames, 10, before=shown_as(frames, "a1 a2"))) == "a1 a2"


def test_what_was_hidden_and_changed_altogether_may_be_shown():
    frames, other = nest_frames(ONE), nest_frames([("d0", 22, 44), ("d0", 33, 64), ("d0", 35, 68)])
    assert names_hidden(nested(*other, 10, before=shown_as(frames, "a1 a2"))) == ""


def test_cover_is_taken_from_what_changed():
    """a1 stands as it was published: hiding it would hide nothing."""
    october = nest_frames([("d0", 12, 40), ("d0", 30, 50), ("d0", 40, 70)])
    november = nest_frames([("d0", 9, 39), ("d0", 30, 50), ("d0", 44, 75)])
    assert names_hidden(nested(*november, 10)) == "a0 a1"
    assert names_hidden(nested(*november, 10, before=shown_as(october, ""))) == "a0 a2"


def test_what_the_month_before_and_the_totals_give_away_is_left():
    """All others are known to be the same: nothing that is hidden now could help."""
    october = nest_frames([("d0", 12, 40), ("d0", 30, 50), ("d0", 40, 70)])
    november = nest_frames([("d0", 9, 37), ("d0", 30, 50), ("d0", 40, 70)])
    assert names_hidden(nested(*november, 10, before=shown_as(october, ""))) == "a0 a1"


@st.composite
def two_months(draw):
    """Two months of the same associations: most of them as they were, some changed by a few people or altogether."""
    earlier, later = draw(nests()), []
    for direction, inside, base in earlier:
        change = draw(st.sampled_from(["same", "same", "same", "few", "other"]))
        if change == "few":
            base = max(0, base + draw(st.integers(-4, 4)))
            inside = min(base, max(0, inside + draw(st.integers(-4, 4))))
        elif change == "other":
            base = draw(st.integers(0, 60))
            inside = draw(st.integers(0, base))
        later.append((direction, inside, base))
    return earlier, later


def joint_widths(months, results) -> dict[tuple, float]:
    """Widths of hidden counts for somebody who reads both months and knows every count that did not change."""
    place, known, equations, below = {}, {}, [], []
    for m, (frames, shown) in enumerate(zip(months, results, strict=True)):
        for on, true, result in zip(("direction", "association"), frames, shown, strict=True):
            for c in COUNTS:
                for name, count, is_hidden in zip(true[on], true[c], result["suppressed"], strict=True):
                    place[m, on, name, c] = len(place)
                    if not is_hidden:
                        known[place[m, on, name, c]] = float(count)
        coarse, fine = frames
        for c in COUNTS:
            cells = {place[m, "direction", name, c]: 1 for name in coarse["direction"]}
            equations.append((cells, float(coarse[c].sum())))
            for name in coarse["direction"]:
                parts = fine.loc[fine["direction"] == name, "association"]
                inside = {place[m, "association", part, c]: 1 for part in parts}
                equations.append(({place[m, "direction", name, c]: -1} | inside, 0.0))
        below += [
            (place[m, on, name, "numerator"], place[m, on, name, "denominator"])
            for (m2, on, name, c) in list(place)
            if m2 == m and c == "numerator"
        ]
    truth = {
        (m, on, name, c): count
        for m, frames in enumerate(months)
        for on, true in zip(("direction", "association"), frames, strict=True)
        for c in COUNTS
        for name, count in zip(true[on], true[c], strict=True)
    }
    for (m, *cell), count in truth.items():
        if m == 1 and truth.get((0, *cell)) == count:
            equations.append(({place[(0, *cell)]: 1, place[(1, *cell)]: -1}, 0.0))
    found = widths(len(place), known, equations, below)
    return {cell: found[n] for cell, n in place.items() if n in found}


def everything_hidden(frames):
    return tuple(frame.assign(suppressed=True) for frame in frames)


@settings(max_examples=40, deadline=None)
@given(two_months(), st.sampled_from([5, 10]))
def test_two_months_do_not_complete_each_other(rows, k):
    earlier, later = (nest_frames(each) for each in rows)
    first = nested(*earlier, k)
    printed = tuple(
        true.assign(suppressed=shown["suppressed"]) for true, shown in zip(earlier, first, strict=True)
    )
    second = nested(*later, k, before=printed)
    narrow = {
        cell
        for cell, width in joint_widths((earlier, later), (first, second)).items()
        if width <= k - 1 + 1e-6
    }
    if narrow:  # then nothing that this month could still hide would help
        at_most = joint_widths((earlier, later), (first, everything_hidden(later)))
        told = [(cell, width) for cell, width in at_most.items() if cell in narrow and width > k - 1 + 1e-6]
        assert not told
