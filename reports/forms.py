"""Forms of the report are data: a TOML file says which indicator stands in which line, so a new form needs no code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from regulation.indicators import BY_ID
from reports import Unable

SHOWN = ("numerator", "denominator", "value")


class FormError(Unable):
    """A form can't be used; the text names the file, the line and what to do, in Russian."""


@dataclass(frozen=True)
class FormFigure:
    """One printed number of a line: which indicator, which of its figures, in which unit."""

    indicator: str
    show: str
    unit: str
    name: str = ""


@dataclass(frozen=True)
class FormLine:
    """One line of a form."""

    code: str
    name: str
    figures: tuple[FormFigure, ...]


@dataclass(frozen=True)
class Form:
    """A form of the department."""

    name: str
    lines: tuple[FormLine, ...]

    @property
    def ids(self) -> list[str]:
        """Indicators that the form prints, each once."""
        return list(dict.fromkeys(figure.indicator for line in self.lines for figure in line.figures))


def read_form(path: Path) -> Form:
    """A form from its TOML file.

    Raises: FormError, with the number of the line at fault.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text)
    except FileNotFoundError as error:
        raise FormError(f"Нет файла формы {path.name}. Проверьте [report] form в settings.toml.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FormError(f"{path.name}: форма не читается ({error}). Проверьте кавычки и скобки.") from error
    starts = _starts(text)
    lines = raw.get("line", [])
    if not isinstance(lines, list) or not lines:
        raise FormError(f"{path.name}: в форме нет ни одной строки [[line]].")
    return Form(
        str(raw.get("name", "Сведения за месяц")),
        tuple(
            _line(each, _Where(path.name, text, starts[n] if n < len(starts) else 1))
            for n, each in enumerate(lines)
        ),
    )


@dataclass(frozen=True)
class _Where:
    """Where a line of the form stands in its file."""

    name: str
    text: str
    start: int  # number of the line with [[line]]

    def refuse(self, why: str, value: str | None = None) -> FormError:
        """An error with the number of the file's line that holds `value`."""
        number = self.start
        if value is not None:
            for n, line in enumerate(self.text.splitlines()[self.start - 1 :], self.start):
                if not line.lstrip().startswith("#") and (f'"{value}"' in line or f"'{value}'" in line):
                    number = n
                    break
        return FormError(f"{self.name}, строка {number}: {why}")


def _line(raw: dict, where: _Where) -> FormLine:
    figures = raw.get("figures")
    if not raw.get("code") or not raw.get("name") or not isinstance(figures, list) or not figures:
        raise where.refuse("в [[line]] нужны code, name и figures.")
    return FormLine(str(raw["code"]), str(raw["name"]), tuple(_figure(each, where) for each in figures))


def _figure(raw: dict, where: _Where) -> FormFigure:
    indicator, show = str(raw.get("indicator", "")), str(raw.get("show", "value"))
    if indicator not in BY_ID:
        raise where.refuse(
            f"показателя «{indicator}» нет в каталоге. Список — python -m reports indicators.", indicator
        )
    if show not in SHOWN:
        raise where.refuse(f"show = «{show}»: допустимо {', '.join(SHOWN)}.", show)
    return FormFigure(indicator, show, str(raw.get("unit", "ед.")), str(raw.get("name", "")))


def _starts(text: str) -> list[int]:
    """Numbers of the file's lines where each [[line]] begins."""
    return [n for n, line in enumerate(text.splitlines(), 1) if line.strip().startswith("[[line]]")]
