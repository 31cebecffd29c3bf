"""`python -m warehouse.rulebook`: rules, indicators and thresholds in force as one page, written from their declarations."""

from __future__ import annotations

import math
from itertools import groupby
from pathlib import Path

from regulation.clauses import SECTIONS
from regulation.indicators import INDICATORS, Indicator
from regulation.indicators.model import Better, Kind, Unit
from regulation.model import Rule
from regulation.rules import RULES
from settings import ROOT, Settings
from settings import read as read_settings

PATH = ROOT / "docs" / "rulebook.md"

_KINDS = {
    Kind.VALUE: "показатель",
    Kind.CHECK: "проверка",
    Kind.JOURNAL: "по журналу",
    Kind.INFO: "справочно",
}
_UNITS = {
    Unit.SHARE: "доля",
    Unit.COUNT: "количество",
    Unit.HOURS: "часы",
    Unit.DAYS: "дни",
    Unit.PER_1000: "на 1 000",
    Unit.INDEX: "индекс",
}


def text(settings: Settings) -> str:
    """The whole rulebook as Markdown, with the thresholds of these settings."""
    parts = [_HEAD, "## Правила п. 5.3", *(_rule(rule) for rule in RULES), "## Показатели"]
    parts += [
        _section(section, list(found), settings) for section, found in groupby(INDICATORS, key=_section_of)
    ]
    parts.append(_limits(settings))
    return "\n\n".join(part.strip() for part in parts) + "\n"


def write(path: Path = PATH) -> None:
    """Write the rulebook of the settings that come with the program."""
    path.write_text(text(read_settings(ROOT / "settings.toml")), encoding="utf-8")


_HEAD = """# Правила и показатели

Составлено командой `python -m warehouse.rulebook` из `regulation/rules/`, `regulation/indicators/` и `settings.toml`; руками не правится.

Порог: **Н** — из Положения, **О** — внешний ориентир, **В** — внутренний. Норма и внимание записаны через «/»; дальше внимания — нарушение порядка, кроме показателей,
где участие добровольно. У проверок значение — число строк, нарушающих порядок. «Нет данных» — нет таблицы, из которой показатель считается."""


def _rule(rule: Rule) -> str:
    """One prohibition: what it catches, how surely, where it binds, what it misses."""
    binds = ", ".join(sorted(kind.title for kind in rule.applies_to))
    advisory = ", ".join(sorted(kind.title for kind in rule.advisory_in))
    lines = [
        f"### {rule.bullet} · `{rule.id}` · {rule.title}",
        "",
        rule.description,
        "",
        f"- Пункт {rule.clause}; {rule.certainty.title}; действует в чатах: {binds}"
        + (f"; для сведения: {advisory}" if advisory else ""),
        f"- Чего не видит: {'; '.join(rule.known_gaps) or '—'}",
    ]
    if rule.lexicons:
        lines.append(f"- Словари: {', '.join(f'`regulation/lexicons/{each}.txt`' for each in rule.lexicons)}")
    return "\n".join(lines)


def _section_of(indicator: Indicator) -> str:
    if indicator.id.startswith("B"):
        return "Численность"
    number = int(indicator.clause.split(".")[0])
    return f"{number}. {SECTIONS[number]}"


def _section(title: str, found: list[Indicator], settings: Settings) -> str:
    rows = [
        f"### {title}",
        "",
        "| № | показатель | определение | вид | порог | без чего нет данных | страница | что делает директор |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*rows, *(_indicator(each, settings) for each in found)])


def _indicator(each: Indicator, settings: Settings) -> str:
    needs = ", ".join([*(f"`{table}`" for table in each.requires), _any_of(each)]).strip(", ")
    kind = f"{_KINDS[each.kind]}, {_UNITS[each.unit]}" + (", добровольно" if each.voluntary else "")
    cells = [
        each.id,
        each.title,
        each.definition,
        kind,
        _threshold(each, settings),
        needs or "—",
        each.page,
        each.action,
    ]
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _any_of(each: Indicator) -> str:
    return "одна из " + ", ".join(f"`{table}`" for table in each.requires_any) if each.requires_any else ""


def _threshold(each: Indicator, settings: Settings) -> str:
    """«≥ 0,95 / ≥ 0,80 · В, внутренний ориентир»."""
    found = settings.thresholds.get(each.threshold_of or each.id)
    if found is None:
        return "—"
    sign = {Better.HIGHER: "≥", Better.LOWER: "≤"}.get(each.better, "")
    if each.is_check:
        sign = "≤"
    warn = "" if found.warn is None or math.isinf(found.warn) else f" / {sign} {_number(found.warn)}"
    return f"{sign} {_number(found.ok)}{warn} · {found.kind}, {found.source}".strip()


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _limits(settings: Settings) -> str:
    rows = [
        "## Сроки и границы",
        "",
        "Раздел `[limits]` файла `settings.toml`; что значит каждый, сказано там же и в определениях.",
        "",
    ]
    rows += ["| ключ | значение |", "|---|---|"]
    rows += [f"| `{key}` | {_number(value)} |" for key, value in sorted(settings.limits.items())]
    return "\n".join(rows)


if __name__ == "__main__":
    write()
    print(f"Записано: {PATH.relative_to(ROOT)}")
