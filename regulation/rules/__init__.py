"""The rules of clause 5.3: every `rule_*.py` beside this file, collected; nobody keeps a second list."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from regulation.model import Rule

RULES: tuple[Rule, ...] = tuple(
    import_module(f"{__name__}.{found.name}").RULE
    for found in sorted(iter_modules(__path__), key=lambda found: found.name)
    if found.name.startswith("rule_")
)
BY_ID: dict[str, Rule] = {rule.id: rule for rule in RULES}
if len(BY_ID) != len(RULES):
    raise ValueError("two rules with one id")
