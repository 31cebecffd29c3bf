"""`python -m reports …`: every indicator of a month, the rows behind each check, the department's report."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table as RichTable

from console import AsJson, err, out, print_json, start, told_in_russian
from regulation.indicators import BY_ID
from reports import Unable, rows, russian
from reports.figures import breaches_document, indicators_document
from settings import SettingsError, settings
from warehouse.access import Denied, What, demand
from warehouse.calendar import undecreed
from warehouse.connect import open_reader
from warehouse.measure import BREAKDOWNS
from warehouse.periods import month
from warehouse.place import WarehouseMissing, current_place
from warehouse.private import private

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Показатели месяца, строки за каждой проверкой, отчёт для департамента.",
)
Month = Annotated[str, typer.Argument(metavar="YYYY-MM", help="Месяц.")]
STATES = {
    "ok": "Норма",
    "warn": "Внимание",
    "breach": "Нарушение",
    "nodata": "Нет данных",
    "info": "Справочно",
}


in_russian = told_in_russian(SettingsError, WarehouseMissing, Denied, Unable)


def checked_month(text: str) -> str:
    """«YYYY-MM» or a usage error."""
    if not re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", text):
        raise typer.BadParameter(f"«{text}» — не месяц; пример: 2026-10", param_hint="YYYY-MM")
    return text


@app.command("indicators")
@in_russian
def indicators_command(
    period: Month,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="association|direction|platform",
            help="Разрез: объединение, направленность, платформа.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Каждый показатель месяца."""
    if by and by not in BREAKDOWNS:
        raise typer.BadParameter(f"допустимо: {', '.join(BREAKDOWNS)}", param_hint="--by")
    with open_reader() as reader:
        document = indicators_document(reader, checked_month(period), by)
        of = month(period)
        rough = undecreed(reader, of.first_day, of.last_day)
    if as_json:
        return print_json(document)
    table = RichTable("Показатель", "Название", "Значение", "Состояние")
    for each in document["indicators"]:
        where = "" if not each["by"] else f" · {next(iter(each['by'].values()))}"
        table.add_row(each["id"], each["title"] + where, _value(each), STATES[each["state"]])
    out.print(table)
    decided = [
        each["id"]
        for each in document["indicators"]
        if BY_ID[each["id"]].in_workdays and each["value"] is not None
    ]
    if rough and decided:
        out.print(
            f"{russian.preliminary(rough).capitalize()}. Это показатели {', '.join(dict.fromkeys(decided))}.",
            highlight=False,
        )
    return None


@app.command("breaches")
@in_russian
def breaches_command(
    period: Month,
    check: Annotated[str | None, typer.Option("--check", metavar="ID", help="Только эта проверка.")] = None,
    names: Annotated[
        bool, typer.Option("--names", help="С именами: просмотр записывается в журнал.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Строки за каждой проверкой."""
    if check and (check not in BY_ID or not BY_ID[check].is_check):
        raise typer.BadParameter(f"проверки «{check}» нет", param_hint="--check")
    reason = f"строки проверок за {checked_month(period)}{' с именами' if names else ''}"
    with private(_user(), reason, what=What.NAMES if names else What.BREACHES) as reader:
        document = breaches_document(reader, period, check, names=names)
    if as_json:
        return print_json(document)
    for each in document["checks"]:
        _say(f"{each['id']} {BY_ID[each['id']].title} — {rows.counted(each['rows'])}")
        for row in each["rows"]:
            _say(f"   {rows.sentence(row)}")
    if not document["checks"]:
        _say(f"{russian.month_name(month(period).first_day).capitalize()}: строк за проверками нет.")
    return None


def _say(line: str) -> None:
    out.print(line, markup=False, highlight=False, soft_wrap=True)


@app.command("month")
@in_russian
def month_command(
    period: Month,
    folder: Annotated[Path, typer.Option("--out", metavar="DIR", help="Папка для файлов.")],
    formats: Annotated[
        str, typer.Option("--formats", help="Через запятую: xlsx,docx,pdf.")
    ] = "xlsx,docx,pdf",
    is_closing: Annotated[
        bool, typer.Option("--close", help="Закрыть месяц: заморозить и сохранить.")
    ] = False,
) -> None:
    """Отчёт за месяц для департамента: XLSX, DOCX, PDF."""
    # It brings DOCX, PDF and pandas along: the figures alone must not wait for them.
    from reports import closing

    text, wanted = checked_month(period), _formats(formats, closing.FORMATS)
    role = settings().access.local_role
    demand(role, What.REPORT)
    with open_reader() as reader:
        if is_closing:
            files, number, changed = closing.close(reader, text, _user(), role, datetime.now(UTC))
            edition = f", уточнённый № {number}" if number else ""
            err.print(f"Месяц {text} закрыт{edition}.", highlight=False)
            missing, has_data = (), True
        else:
            files, changed, report = closing.files_of(reader, text, wanted)
            missing, has_data = report.missing, report.has_data
            if changed:
                err.print(f"Месяц закрыт; после закрытия изменилось: {len(changed)}.", highlight=False)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if name.rsplit(".", 1)[-1] in wanted:
            (folder / name).write_bytes(content)
            out.print(str(folder / name), markup=False, highlight=False, soft_wrap=True)
    for line in [*changed, *missing]:
        err.print(f"  {line}", markup=False, highlight=False)
    if not has_data:
        raise Unable(f"За {text} ничего не загружено: в файлах стоит «нет данных».")


def _formats(text: str, known: Collection[str]) -> list[str]:
    wanted = [part.strip().lower() for part in text.split(",") if part.strip()]
    if not wanted or set(wanted) - set(known):
        raise typer.BadParameter(f"допустимо: {', '.join(known)}", param_hint="--formats")
    return wanted


def _value(each: dict) -> str:
    if each["suppressed"]:
        return "×"
    if each["value"] is None:
        return "нет данных" if each["state"] == "nodata" else "—"
    if each["unit"] == "share":
        return f"{each['value'] * 100:.1f}\u00a0%".replace(".", ",")
    return f"{each['value']:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def _user() -> str:
    import getpass

    return getpass.getuser()


def main() -> None:
    """Run the command line."""
    start(app)


if __name__ == "__main__":
    main()

__all__ = ["Path", "app", "current_place", "main"]
