"""Annexes by direction and association: people in them are shown only in groups of at least k (DOMAIN 3.4).

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
from warehouse.suppress import suppress, suppress_nested

# base → (its indicator, how many people it has; the shares of it that are printed: id → column's heading)
BASES = {
    "students": (
        "Обучающихся",
        {"2.4-01": "из них присоединились", "2.4-03": "активны за месяц", "2.5-01": "с родителем в чате"},
    ),
    "parents": ("Родителей в чатах", {"2.5-03": "активны за месяц"}),
    "teachers": ("Педагогов", {"2.3-03": "с подтверждённым статусом", "2.3-09": "активны за месяц"}),
}
FINE = ("students", "parents")  # teachers of an association are one or two people: only by direction
EXACT = {
    ("B3", "value"): "Групп",
    ("2.3-04", "numerator"): "с чатом обучающихся",
    ("2.3-05", "numerator"): "с родительским чатом",
    ("2.3-08", "numerator"): "активных чатов",
}
TITLES = {"direction": "По направленностям", "association": "По объединениям"}
NO_DIRECTION = "не указана"


@dataclass(frozen=True)
class Annex:
    """One breakdown as published: rows by name, columns of counts; hidden cells are None where `suppressed`."""

    key: str  # direction | association
    title: str
    columns: tuple[tuple[str, str], ...]  # (key of the count, heading)
    rows: tuple[tuple[str, dict[str, float | None], frozenset[str]], ...]  # name, counts, hidden columns
    totals: dict[str, float | None]

    def frozen(self) -> dict:
        """What was published, as JSON."""
        return {
            "columns": [list(each) for each in self.columns],
            "rows": [[name, counts, sorted(hidden)] for name, counts, hidden in self.rows],
            "totals": self.totals,
        }


def annexes_of(reader: Reader, period: Period, k: int, before: dict | None = None) -> tuple[Annex, ...]:
    """Both annexes of a month with small groups hidden; `before`: those of the frozen month before."""
    ids = [BY_ID[each] for _, shares in BASES.values() for each in shares] + [
        BY_ID[each] for each, _ in EXACT
    ]
    whole = {each.indicator.id: each for each in figures(reader, ids, [period])}
    measured = {by: _by_name(figures(reader, ids, [period], by=by)) for by in TITLES}
    directions = _directions(reader, measured["association"])
    hidden: dict[str, dict[str, set[str]]] = {by: {} for by in TITLES}
    kept: dict[str, list[str]] = {}
    for base, (_, shares) in BASES.items():
        told = [each for each in shares if _is_told(whole[each], k)]
        if not told or not measured["direction"]:
            continue
        kept[base] = told
        coarse = _frame(measured["direction"], told, "direction")
        was = {by: _hidden_before(before, by, base) for by in TITLES}
        if base in FINE and measured["association"]:
            fine = _frame(measured["association"], told, "association")
            fine["direction"] = [directions.get(name) for name in fine["association"]]
            coarse, fine = suppress_nested(
                coarse,
                fine,
                by="association",
                within="direction",
                counts=_counts(told),
                k=k,
                tables=(),
                values=(),
                previous_coarse=was["direction"],
                previous_fine=was["association"],
            )
            hidden["association"][base] = set(fine.loc[fine["suppressed"], "association"])
        else:
            coarse = suppress(
                coarse,
                by=["direction"],
                counts=_counts(told),
                k=k,
                tables=(),
                values=(),
                previous=was["direction"],
            )
        hidden["direction"][base] = set(coarse.loc[coarse["suppressed"], "direction"])
    return tuple(_annex(by, measured[by], whole, kept, hidden[by]) for by in TITLES if measured[by])


def _by_name(measured: list[Figure]) -> dict[str, dict[str, Figure]]:
    """Name of the cell → its figures by id, in order of names."""
    found: dict[str, dict[str, Figure]] = {}
    for figure in measured:
        found.setdefault(figure.by[0][1], {})[figure.indicator.id] = figure
    return dict(sorted(found.items()))


def _directions(reader: Reader, associations: dict) -> dict[str, str]:
    """Association → its direction, where it has exactly one."""
    rows = reader.rows(
        "select association, min(direction) as direction from "
        "(select association, direction from groups union select association, direction from students) "
        "where direction is not null group by 1 having count(distinct direction) = 1"
    )
    return {row["association"]: row["direction"] for row in rows if row["association"] in associations}


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


def _hidden_before(before: dict | None, by: str, base: str) -> pd.DataFrame | None:
    """Which cells the closed month before hid, as `suppress` wants to know it."""
    if not before or by not in before:
        return None
    rows = before[by]["rows"]
    return pd.DataFrame(
        {by: [name for name, _, _ in rows], "suppressed": [f"{base}.base" in hidden for _, _, hidden in rows]}
    )


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
        columns.append((f"{base}.base", BASES[base][0]))
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
