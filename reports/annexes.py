"""Annexes by direction and association: people in them are shown only in groups of at least k.

All counts of one base of people stand in one wide frame, complements included, so that no count gives another away.
Numbers of groups and chats aren't people and stay exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from regulation.indicators import BY_ID
from warehouse.connect import Reader
from warehouse.measure import Figure, figures
from warehouse.periods import Period
from warehouse.suppress import suppress_nested

SHY = "\u00ad"  # where a long word of a narrow heading may break
# base → (whose columns these are; the shares of it that are printed: id → column's heading)
BASES = {
    "students": (
        "Обучающиеся",
        {"2.4-01": f"на плат{SHY}форме", "2.4-03": "активны за месяц", "2.5-01": f"с роди{SHY}телем в чате"},
    ),
    "parents": ("Родители в чатах", {"2.5-03": "активны за месяц"}),
    "teachers": ("Педагоги", {"2.3-03": f"статус подтвер{SHY}ждён", "2.3-09": "активны за месяц"}),
}
ALL_OF_BASE = "всего"
FINE = ("students", "parents")  # teachers of an association are one or two people: only by direction
EXACT_TITLE = "Группы и чаты"
EXACT = {
    ("B3", "value"): "групп",
    ("2.3-04", "numerator"): f"с чатом обучаю{SHY}щихся",
    ("2.3-05", "numerator"): f"с чатом роди{SHY}телей",
    ("2.3-08", "numerator"): "активных чатов",
}
TITLES = {"direction": "По направленностям", "association": "По объединениям"}
NAMES = {"direction": "Направленность", "association": "Объединение"}


@dataclass(frozen=True)
class Annex:
    """One breakdown as published: rows by name, columns of counts; hidden cells are None where `suppressed`."""

    key: str  # direction | association
    title: str
    columns: tuple[tuple[str, str], ...]  # (key of the count, heading)
    rows: tuple[tuple[str, dict[str, float | None], frozenset[str]], ...]  # name, counts, hidden columns
    totals: dict[str, float | None]

    @property
    def name_title(self) -> str:
        """Heading of the first column."""
        return NAMES[self.key]

    @property
    def groups(self) -> tuple[tuple[str, int], ...]:
        """Headings over the columns of counts: («Обучающиеся», 4), … in order."""
        bases = [key.split(".")[0] for key, _ in self.columns]
        titles = [BASES[each][0] if each in BASES else EXACT_TITLE for each in bases]
        return tuple((title, titles.count(title)) for title in dict.fromkeys(titles))

    @property
    def has_hidden(self) -> bool:
        """Whether anything in it is hidden, so that the mark needs its footnote."""
        return any(hidden for _, _, hidden in self.rows)

    def frozen(self) -> dict:
        """What was published, as JSON."""
        return {
            "columns": [list(each) for each in self.columns],
            "rows": [[name, counts, sorted(hidden)] for name, counts, hidden in self.rows],
            "totals": self.totals,
        }


def breakdowns(reader: Reader, periods: list[Period]) -> list[Breakdown]:
    """The counts of some months by direction and association, measured together."""
    chosen = [each for _, shares in BASES.values() for each in shares] + [each for each, _ in EXACT]
    ids = [BY_ID[each] for each in dict.fromkeys(chosen)]
    whole = figures(reader, ids, periods)
    measured = {by: figures(reader, ids, periods, by=by) for by in TITLES}
    directions = _directions(reader)
    return [
        Breakdown(
            {each.indicator.id: each for each in whole if each.period == period},
            {by: _by_name([each for each in measured[by] if each.period == period]) for by in TITLES},
            directions,
        )
        for period in periods
    ]


@dataclass(frozen=True)
class Breakdown:
    """The counts of a month by direction and association, from which annexes are made."""

    whole: dict[str, Figure]
    measured: dict[str, dict[str, dict[str, Figure]]]  # by what → name of the cell → figures by id
    directions: dict[str, str]

    def annexes(self, k: int, before: dict | None = None, published: dict | None = None) -> tuple[Annex, ...]:
        """The annexes as they are printed, small groups hidden.

        `before`: what the closed month before was frozen with (see `kept`), so that the two months do not complete each other;
        `published`: the same of an earlier edition of this month.
        """
        hidden: dict[str, dict[str, set[str]]] = {by: {} for by in TITLES}
        told = {base: self._told(base, k) for base in BASES} if self.measured["direction"] else {}
        told = {base: shares for base, shares in told.items() if shares}
        for base, shares in told.items():
            frames = self._frames(base, shares)
            coarse, fine = suppress_nested(
                *frames,
                by="association",
                within="direction",
                counts=_counts(shares),
                k=k,
                wholes=[("base", f"{each}|in", f"{each}|out") for each in shares],
                before=_kept_frames(before, base, shares),
                published=_kept_frames(published, base, shares),
            )
            hidden["direction"][base] = set(coarse.loc[coarse["suppressed"], "direction"])
            if base in FINE:
                hidden["association"][base] = set(fine.loc[fine["suppressed"], "association"])
        return tuple(
            _annex(by, self.measured[by], self.whole, told, hidden[by]) for by in TITLES if self.measured[by]
        )

    def kept(self, annexes: tuple[Annex, ...]) -> dict:
        """What the casebook keeps of the annexes: as published, and the true counts behind, for the next month's sake.

        The true counts never get into a file: without them nobody could say next month what did not change.
        """
        people = {}
        for base, (_, shares) in BASES.items():
            coarse, fine = self._frames(base, list(shares))
            people[base] = {"direction": coarse.to_dict("records"), "association": fine.to_dict("records")}
        return {"annexes": {each.key: each.frozen() for each in annexes}, "people": people}

    def _told(self, base: str, k: int) -> list[str]:
        return [each for each in BASES[base][1] if _is_told(self.whole[each], k)]

    def _frames(self, base: str, shares: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        coarse = _frame(self.measured["direction"], shares, "direction")
        fine = _frame(self.measured["association"] if base in FINE else {}, shares, "association")
        fine["direction"] = [self.directions.get(name) for name in fine["association"]]
        return coarse, fine


def _kept_frames(kept: dict | None, base: str, shares: list[str]) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Both breakdowns of a frozen month, true counts and what its annexes hid; None where it printed nothing of this base."""
    if not kept or base not in kept.get("people", {}):
        return None
    rows = {by: kept["annexes"].get(by, {"rows": []})["rows"] for by in TITLES}
    if not any(f"{base}.base" in counts for _, counts, _ in rows["direction"]):
        return None
    frames = []
    for by in TITLES:
        hid = {name for name, _, hidden in rows[by] if f"{base}.base" in hidden}
        frame = pd.DataFrame(
            kept["people"][base][by], columns=list(dict.fromkeys([by, "direction", *_counts(shares)]))
        )
        frames.append(frame.assign(suppressed=[name in hid for name in frame[by]]))
    return frames[0], frames[1]


def _by_name(measured: list[Figure]) -> dict[str, dict[str, Figure]]:
    """Name of the cell → its figures by id, in order of names."""
    found: dict[str, dict[str, Figure]] = {}
    for figure in measured:
        found.setdefault(figure.by[0][1], {})[figure.indicator.id] = figure
    return dict(sorted(found.items()))


def _directions(reader: Reader) -> dict[str, str]:
    """Association → its direction, where it has exactly one."""
    rows = reader.rows(
        "select association, min(direction) as direction from "
        "(select association, direction from groups union select association, direction from students) "
        "where direction is not null group by 1 having count(distinct direction) = 1"
    )
    return {row["association"]: row["direction"] for row in rows}


def _is_told(figure: Figure, k: int) -> bool:
    """Whether a share may be broken down at all: its exact totals must not be small counts of people themselves."""
    base, inside = figure.denominator, figure.numerator
    if not base or inside is None:
        return False
    return base >= k and not any(0 < part < k for part in (inside, base - inside))


def _counts(told: list[str]) -> list[str]:
    return ["base", *(f"{each}|{part}" for each in told for part in ("in", "out"))]


def _frame(cells: dict[str, dict[str, Figure]], told: list[str], by: str) -> pd.DataFrame:
    """One row a cell: its base, and for each share those inside and outside."""
    rows = []
    for name, found in cells.items():
        row: dict = {by: name}
        bases = [found[each].denominator or 0 for each in told if each in found]
        row["base"] = float(max(bases, default=0))
        for each in told:
            inside = float((found[each].numerator if each in found else 0) or 0)
            row |= {f"{each}|in": inside, f"{each}|out": max(0.0, row["base"] - inside)}
        rows.append(row)
    return pd.DataFrame(rows, columns=[by, *_counts(told)])


def _annex(
    by: str,
    cells: dict[str, dict[str, Figure]],
    whole: dict[str, Figure],
    kept: dict[str, list[str]],
    hidden: dict[str, set[str]],
) -> Annex:
    columns = [(f"{each}.{show}", heading) for (each, show), heading in EXACT.items()]
    totals = {f"{each}.{show}": getattr(whole[each], show) for each, show in EXACT}
    shown = {base: told for base, told in kept.items() if base in hidden}
    for base, told in shown.items():
        columns.append((f"{base}.base", ALL_OF_BASE))
        totals[f"{base}.base"] = whole[told[0]].denominator
        for each in told:
            columns.append((f"{base}.{each}", BASES[base][1][each]))
            totals[f"{base}.{each}"] = whole[each].numerator
    rows = []
    for name, found in cells.items():
        counts = {
            f"{each}.{show}": getattr(found[each], show) if each in found else 0 for each, show in EXACT
        }
        small: set[str] = set()
        for base, told in shown.items():
            frame = _frame({name: found}, told, by).iloc[0]
            keys = {f"{base}.base": frame["base"]} | {f"{base}.{each}": frame[f"{each}|in"] for each in told}
            is_hidden = name in hidden[base]
            small |= set(keys) if is_hidden else set()
            counts |= dict.fromkeys(keys) if is_hidden else {key: float(value) for key, value in keys.items()}
        rows.append((name, counts, frozenset(small)))
    return Annex(by, TITLES[by], tuple(columns), tuple(rows), totals)
