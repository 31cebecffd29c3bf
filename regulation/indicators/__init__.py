"""The catalogue of indicators: every `indicator_*.py` beside this file, collected; nobody keeps a second list."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules

from regulation.indicators.model import Better, Indicator, Kind, State, Told, Unit

__all__ = ["BY_ID", "INDICATORS", "Better", "Indicator", "Kind", "State", "Told", "Unit"]


def _declared() -> list[Indicator]:
    found: list[Indicator] = []
    for module in sorted(iter_modules(__path__), key=lambda each: each.name):
        if module.name.startswith("indicator_"):
            declared = import_module(f"{__name__}.{module.name}")
            found.extend(getattr(declared, "INDICATORS", None) or (declared.INDICATOR,))
    return found


def _order(indicator: Indicator) -> tuple:
    """Catalogue order: 1.1-01 … 2.1.13-02 … 6.3-01, then B1–B3; a suffix after its main figure."""
    numbers = [int(part) for part in re.findall(r"\d+", indicator.id.split(".week")[0].split(".p90")[0])]
    return (indicator.id.startswith("B"), numbers, indicator.id)


INDICATORS: tuple[Indicator, ...] = tuple(sorted(_declared(), key=_order))
BY_ID: dict[str, Indicator] = {indicator.id: indicator for indicator in INDICATORS}
if len(BY_ID) != len(INDICATORS):
    raise ValueError("two indicators with one id")
