"""What the command lines share: streams, one JSON document on --json, failures told in a sentence.

Below every layer, as `settings`: it knows nothing of ours.
"""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Annotated

import typer
from rich.console import Console

out, err = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
AsJson = Annotated[bool, typer.Option("--json", help="Один документ JSON на стандартный вывод.")]


def told_in_russian(*known: type[Exception]) -> Callable[[Callable], Callable]:
    """For commands: say a known failure in a sentence and leave with 1; bad input never ends in a traceback.

    `known`: failures whose own text is such a sentence. What the system refuses (rights, a full disk) is always known.
    """

    def told(command: Callable) -> Callable:
        @wraps(command)
        def run(*args: object, **kwargs: object) -> None:
            try:
                command(*args, **kwargs)
            except known as error:
                _fail(str(error))
            except OSError as error:
                _fail(_of_the_system(error))

        return run

    return told


def _of_the_system(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "На диске не осталось места: новое не записано, прежние данные целы. Освободите место и повторите."
    name = error.filename or "файл не назван"
    return f"Не удалось прочитать или записать файл: {error.strerror or error} ({name})."


def _fail(text: str) -> None:
    err.print(text, style="red", markup=False, highlight=False)
    raise typer.Exit(1) from None


def print_json(document: object) -> None:
    """One document to stdout and nothing else."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1, default=_plain) + "\n")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def start(app: typer.Typer) -> None:
    """Run a command line with UTF-8 streams whatever the console's code page."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()
