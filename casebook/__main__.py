"""`python -m casebook backup FILE` and `restore FILE`: one command to keep what people decided, one to bring it back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from casebook import Casebook, CasebookError, store
from console import start, told_in_russian

app = typer.Typer(
    help="Копия журнала решений и восстановление из неё.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
in_russian = told_in_russian(CasebookError)
File = Annotated[Path, typer.Argument(metavar="ФАЙЛ", help="Файл копии.")]


def own_casebook() -> Path:
    """The institution's casebook: SFERUM_HOME, `data/` by default."""
    home = os.environ.get("SFERUM_HOME") or Path(__file__).parent.parent / "data"
    return Path(home) / "state" / "casebook.sqlite"


@app.command()
@in_russian
def backup(file: File) -> None:
    """Сохранить копию журнала решений (программу закрывать не нужно)."""
    if not own_casebook().exists():
        raise CasebookError(f"Журнала решений ещё нет: {own_casebook()}.")
    with Casebook(own_casebook()) as book:
        book.backup(file)
    typer.echo(f"Копия журнала решений сохранена: {file}")


@app.command()
@in_russian
def restore(file: File) -> None:
    """Вернуть журнал решений из копии; прежний останется рядом с окончанием «.before-restore»."""
    own_casebook().parent.mkdir(parents=True, exist_ok=True)
    store.restore(own_casebook(), file)
    typer.echo(f"Журнал решений восстановлен из копии: {file}")


def main() -> None:
    """Run the command line."""
    start(app)


if __name__ == "__main__":
    main()
