"""`python -m etl …`: loading, status, rejects, templates, the sample, judging, retention. Output is Russian; JSON on --json."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as RichTable

from console import AsJson, err, out, print_json, start, told_in_russian
from etl.load import LoadResult, Options, load
from etl.publish import Busy
from etl.sources.base import sources
from regulation.rules import BY_ID as RULES
from settings import SettingsError, settings
from warehouse.place import WarehouseMissing, current_place, own_place
from warehouse.tables import BY_NAME as TABLES

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Загрузка выгрузок, состояние данных, шаблоны, пример, правила п. 5.3, сроки хранения.",
)
in_russian = told_in_russian(Busy, SettingsError, WarehouseMissing)


@app.command("load")
@in_russian
def load_command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Файлы, папки, архивы ZIP.")],
    tz: Annotated[
        str | None,
        typer.Option("--tz", metavar="ZONE", help="Пояс для времён без пояса, например Europe/Moscow."),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="На какую дату верны списки."),
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Списки полные: кого в них нет, тот вышел.")
    ] = False,
    chat: Annotated[
        list[str] | None,
        typer.Option("--chat", metavar="ID", help="Загрузить этот чат (можно несколько раз)."),
    ] = None,
    all_chats: Annotated[
        bool, typer.Option("--all-chats", help="Загрузить все групповые чаты выгрузки.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Только показать, что будет загружено.")] = False,
    as_json: AsJson = False,
) -> None:
    """Распознать, проверить и загрузить файлы, папки и архивы; опубликовать новую версию."""
    try:
        zone = ZoneInfo(tz) if tz else None
    except (ZoneInfoNotFoundError, ValueError):
        raise typer.BadParameter(
            f"часовой пояс «{tz}» неизвестен; пример: Asia/Tomsk", param_hint="--tz"
        ) from None
    options = Options(
        zone, as_of.date() if as_of else None, complete, frozenset(chat or ()), all_chats, dry_run
    )
    with _progress(as_json) as told:
        result = load(paths, own_place(), settings(), options, progress=told)
    if as_json:
        print_json(result.as_json())
    else:
        _show_load(result, dry_run)
    for file in result.files:
        if file.status in {"refused", "asked"}:
            err.print(file.reason, style="yellow", markup=False, highlight=False)
    raise typer.Exit(0 if result.ok else 1)


class _progress:
    """A progress bar on a terminal; silence elsewhere."""

    def __init__(self, quiet: bool) -> None:
        self.bar = (
            None
            if quiet or not err.is_terminal
            else Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TimeElapsedColumn(),
                console=err,
                transient=True,
            )
        )

    def __enter__(self) -> Callable[[str, float], None]:
        if self.bar is None:
            return lambda _what, _share: None
        self.bar.start()
        task = self.bar.add_task("Начинаю", total=1.0)
        return lambda what, share: self.bar.update(task, description=what, completed=share)

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.stop()


STATUS = {"loaded": "загружен", "unchanged": "без изменений", "refused": "отказ", "asked": "нужен ответ"}


def _show_load(result: LoadResult, dry_run: bool) -> None:
    table = RichTable("Файл", "Формат", "Состояние", "Строк", "Новых", "Отвергнуто", "Без изменений")
    formats = {each.name: each.title.partition(" (")[0] for each in sources()}
    for file in result.files:
        table.add_row(
            *map(
                str,
                (
                    _safe(file.name),
                    formats.get(file.format, file.format),
                    STATUS[file.status],
                    file.rows_in,
                    file.loaded,
                    file.rejected,
                    file.unchanged,
                ),
            )
        )
    out.print(table)
    for file in result.files:
        for note in file.notes:
            out.print(f"{file.name}: {note}", markup=False, highlight=False)
    for change in result.changes.values():
        if change.corrected or change.vanished:
            out.print(
                f"{TABLES[change.table].title}: уточнено {change.corrected}, исчезло из журнала {change.vanished}",
                markup=False,
            )
    out.print(
        "Проба: ничего не опубликовано." if dry_run else f"Версия: {result.version or '—'}", markup=False
    )


def _safe(text: str) -> str:
    """A file name for a rich table: no markup, no control characters."""
    from rich.markup import escape

    return escape("".join(each if each.isprintable() else "�" for each in text))


@app.command()
@in_russian
def status(as_json: AsJson = False) -> None:
    """Что загружено, насколько свежее, какие проверки не пройдены."""
    from warehouse.queries import status as read_status

    document = read_status(current_place())
    if as_json:
        return print_json(document)
    sample = " (вымышленные данные)" if document["sample"] else ""
    out.print(f"Версия {document['version']}{sample}, данные по {document['as_of'] or '—'}", markup=False)
    table = RichTable("Таблица", "Строк")
    for name, rows in document["tables"].items():
        table.add_row(TABLES[name].title, str(rows))
    out.print(table)
    failed = [check for check in document["checks"] if check["rows"]]
    for check in failed:
        out.print(f"Проверка «{check['title']}»: {check['rows']}", markup=False)
    out.print(f"Отвергнутых строк: {document['rejects']}", markup=False)
    return None


@app.command()
@in_russian
def rejects(
    file: Annotated[str | None, typer.Option("--file", metavar="NAME", help="Только этот файл.")] = None,
    as_json: AsJson = False,
) -> None:
    """Каждая отвергнутая строка: файл, место, столбец, причина."""
    from warehouse.queries import rejects as read_rejects

    rows = read_rejects(current_place(), file)
    if as_json:
        return print_json(rows)
    for row in rows:
        out.print(
            f"{row['file']}, {row['locator']}, «{row['column']}»: {row['message']}",
            markup=False,
            highlight=False,
        )
    out.print(f"Всего: {len(rows)}", markup=False)
    return None


@app.command()
@in_russian
def templates(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Папка для файлов.")],
    filled: Annotated[
        bool, typer.Option("--filled", help="Вписать то, что уже известно (чаты и группы).")
    ] = False,
) -> None:
    """Таблицы-шаблоны с заголовками, списками и справкой."""
    from etl.templates import write_templates
    from warehouse.queries import known_rows

    written = write_templates(folder, known_rows(current_place()) if filled else None)
    out.print(f"Шаблонов: {len(written)} → {folder}", markup=False)


@app.command()
@in_russian
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Папка для файлов.")],
    members: Annotated[int | None, typer.Option("--members", min=20, help="Сколько учётных записей.")] = None,
    messages: Annotated[int | None, typer.Option("--messages", min=0, help="Сколько сообщений.")] = None,
    months: Annotated[
        int | None, typer.Option("--months", min=1, max=120, help="За сколько месяцев.")
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", help="Другое число — другое учреждение, то же — то же самое.")
    ] = 1,
) -> None:
    """Вымышленное учреждение в файлах настоящих форматов."""
    from etl import sample as institution

    chosen = {"members": members, "messages": messages, "months": months}
    institution.write(folder, seed=seed, **{key: value for key, value in chosen.items() if value is not None})
    out.print(f"Вымышленная выгрузка записана: {folder}", markup=False)


@app.command()
@in_russian
def judge(
    chat_kind: Annotated[
        str,
        typer.Option(
            "--chat-kind", help="Вид чата, если в строке он не назван: parents, students, staff, other."
        ),
    ] = "parents",
) -> None:
    """Строки JSON на входе, строки JSON с найденными признаками на выходе."""
    from etl.judge import judge_lines

    if chat_kind not in {"parents", "students", "staff", "other"}:
        raise typer.BadParameter("допустимо: parents, students, staff, other", param_hint="--chat-kind")
    for lines in judge_lines(sys.stdin.buffer, settings(), chat_kind):
        sys.stdout.write(lines)
        sys.stdout.flush()


@app.command()
@in_russian
def rejudge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Только показать, что изменится.")] = False,
    as_json: AsJson = False,
) -> None:
    """Судить открытые месяцы по сегодняшним правилам: что появится и что исчезнет."""
    from etl.rejudge import rejudge as run

    with _progress(as_json) as told:
        document = run(own_place(), settings(), dry_run=dry_run, progress=told)
    if as_json:
        return print_json(document)
    for rule in document["rules"]:
        known = RULES.get(rule["rule"])  # None: a rule of an earlier program
        out.print(
            f"{known.title if known else rule['rule']}: появится {rule['appear']}, исчезнет {rule['vanish']}, останется {rule['stay']}",
            markup=False,
        )
    for left in document["left"]:
        out.print(f"{left['month']}: {left['why']}", markup=False)
    return None


@app.command()
@in_russian
def purge(
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DATE", help="На какой день считать сроки."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Только показать, что просрочено.")] = False,
) -> None:
    """Сроки хранения: уничтожить просроченное и составить акт."""
    from etl.purge import purge as run

    act = run(own_place(), settings(), as_of.date() if as_of else None, dry_run=dry_run)
    out.print(act, markup=False, highlight=False)


def main() -> None:
    """Run the command line."""
    start(app)


if __name__ == "__main__":
    main()
