"""The file under the casebook: SQLite in WAL mode, numbered migrations, backup and restore.

A kill at any instant leaves the last committed transaction; writers queue, readers never wait.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event

MIGRATIONS = Path(__file__).parent / "migrations"
_WAIT_SECONDS = 60


class CasebookError(Exception):
    """The casebook refuses; the text says why in Russian."""


def open_engine(path: Path) -> Engine:
    """An engine on the casebook at `path`, created or migrated as needed; the file is for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    migrate(path)
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        prepare(connection)

    # A writer takes its turn at once, not in the middle of its transaction, when it could no longer wait.
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("begin immediate" if writes else "begin")

    return engine


def prepare(connection: sqlite3.Connection) -> None:
    """Settings of one connection: transactions are ours, a commit is on the disk, deleted bytes are wiped."""
    connection.isolation_level = None
    connection.execute(f"pragma busy_timeout = {_WAIT_SECONDS * 1000}")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma secure_delete = on")


def migrations() -> list[Path]:
    """Every numbered migration, in order."""
    return sorted(MIGRATIONS.glob("[0-9]*.sql"))


def migrate(path: Path) -> None:
    """Bring the file to the newest schema; several processes may open it for the first time at once.

    Raises: CasebookError where the file is no casebook or belongs to a newer program.
    """
    with closing(sqlite3.connect(path)) as connection:
        try:
            prepare(connection)
            _use_wal(connection)
            newest = len(migrations())
            if _version(connection) == newest:
                return
            connection.execute("begin immediate")
            done = _version(connection)
            if done > newest:
                raise CasebookError(f"Журнал решений {path.name} создан более новой программой. Обновите её.")
            for migration in migrations()[done:]:
                for statement in statements(migration.read_text(encoding="utf-8")):
                    connection.execute(statement)
            connection.execute(f"pragma user_version = {newest}")
            connection.execute("commit")
        except sqlite3.DatabaseError as error:
            raise CasebookError(
                f"Журнал решений {path.name} не открывается ({error}). Восстановите его из копии: "
                "python -m casebook restore ФАЙЛ"
            ) from error


def statements(script: str) -> list[str]:
    """The statements of a script one by one, so that they all stand in one transaction."""
    found, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    return found


def _version(connection: sqlite3.Connection) -> int:
    return connection.execute("pragma user_version").fetchone()[0]


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to WAL; SQLite doesn't queue here, so the waiting is ours."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while connection.execute("pragma journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


# --- backup and restore ----------------------------------------------------------------------------------


def backup(path: Path, copy: Path) -> None:
    """Copy the casebook while it is in use; the copy appears whole or not at all."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    draft = copy.with_name(f".{copy.name}.{os.getpid()}.draft")
    os.close(os.open(draft, os.O_CREAT | os.O_RDWR | os.O_TRUNC, 0o600))
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(draft)) as target:
            prepare(source)
            source.backup(target)
            target.execute("pragma journal_mode = delete")  # one file, without companions
        with draft.open("rb+") as written:
            os.fsync(written.fileno())
        os.replace(draft, copy)
    finally:
        draft.unlink(missing_ok=True)


def restore(path: Path, copy: Path) -> None:
    """Put a backup in place of the casebook in one transaction; what was there stays beside as «….before-restore».

    The revision goes on growing, so that no reader takes new content for what it has cached.
    Raises: CasebookError where the copy is no casebook.
    """
    check(copy)
    before = path.with_name(f"{path.name}.before-restore")
    try:
        open_engine(path).dispose()
        backup(path, before)
    except CasebookError:  # broken beyond opening: that is what the copy is for
        for companion in ("-wal", "-shm"):
            path.with_name(path.name + companion).unlink(missing_ok=True)
        os.replace(path, before)
        open_engine(path).dispose()
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(path)) as target:
        prepare(target)
        revision = _revision(target)
        source.backup(target)
        target.execute("update control set value = max(value, ?) + 1 where name = 'revision'", [revision])
        # Any table may have changed with it (a copy of an earlier program tells of none: migrating does).
        target.execute(
            "update control set value = (select value from control where name = 'revision') where name like 'revision of %'"
        )
    migrate(path)


def check(copy: Path) -> None:
    """Refuse a file that is no sound casebook. Raises: CasebookError."""
    if not copy.is_file():
        raise CasebookError(f"Нет файла {copy}.")
    try:
        with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            is_sound = connection.execute("pragma integrity_check").fetchone()[0] == "ok"
            _revision(connection)
            is_known = 0 < _version(connection) <= len(migrations())
    except sqlite3.DatabaseError as error:
        raise CasebookError(f"Файл {copy.name} — не копия журнала решений.") from error
    if not is_sound:
        raise CasebookError(f"Копия {copy.name} повреждена; возьмите другую.")
    if not is_known:
        raise CasebookError(f"Копия {copy.name} создана более новой программой. Обновите её.")


def _revision(connection: sqlite3.Connection) -> int:
    return connection.execute("select value from control where name = 'revision'").fetchone()[0]
