"""What `raw/` holds: of every accepted file the messages that were accepted, with their texts, for judging again.

Not the file as it came: a dump of a chat also holds phones, birthdays and keys in its profiles, private dialogs and chats
that nobody ticked lie beside the wanted one, and none of that may stand in the data folder. The copy has the canonical shape
(Parquet), the name of the file's own hash, and only its owner may read it. Lists and journals need no copy: their rows stand
in the private file whole.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from etl.sources.base import Batch
from etl.stage import OF_MESSAGES, arrived, gather

_CHUNK = 1 << 20


def set_aside(connection: duckdb.DuckDBPyConnection, folder: Path) -> Mapping[str, Path]:
    """Write this load's messages beside, a file for each file they came from, before anything is merged.

    What `gather` works out of each message is left out: it will again.

    Returns file_id → path, in `folder` (which is the load's own and goes with it).
    """
    if not arrived(connection, "messages"):
        return {}
    connection.execute(
        f"""copy (select * exclude ({", ".join(OF_MESSAGES)}) from in_messages
                  where file_id in (select file_id from in_messages where text is not null)) to '{folder}'
            (format parquet, partition_by (file_id), write_partition_columns true, overwrite)"""
    )
    found = {}
    for part in sorted(folder.glob("file_id=*")):
        pieces = sorted(part.glob("*.parquet"))
        if len(pieces) > 1:
            whole = part / "whole"
            connection.execute(
                f"copy (from read_parquet({[str(each) for each in pieces]})) to '{whole}' (format parquet)"
            )
            pieces = [whole]
        found[part.name.removeprefix("file_id=")] = pieces[0]
    return found


def keep(content: Path, sha256: str, raw_folder: Path) -> Path:
    """Keep what was accepted of a file under the file's hash, in place of what an earlier load accepted of it."""
    raw_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = raw_folder / sha256
    arriving = raw_folder / f".{sha256}.{os.getpid()}"
    try:
        descriptor = os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as target, content.open("rb") as source:
            shutil.copyfileobj(source, target, _CHUNK)
            target.flush()
            os.fsync(target.fileno())
        arriving.replace(kept)
    finally:
        arriving.unlink(missing_ok=True)
    return kept


def gather_again(connection: duckdb.DuckDBPyConnection, raw_folder: Path, hashes: Iterable[str]) -> None:
    """Bring the kept messages of these files into `in_messages`, as their load did."""
    paths = [str(raw_folder / sha256) for sha256 in hashes if (raw_folder / sha256).exists()]
    if not paths:
        return
    connection.execute(
        f"create or replace temp view kept_messages as from read_parquet({paths}, union_by_name = true)"
    )
    sources = connection.execute("select distinct source, counts from kept_messages order by all").fetchall()
    for source, counts in sources:
        rows = connection.sql(
            "select * exclude (source, counts) from kept_messages where source = ? and counts = ?",
            params=[source, counts],
        )
        gather(connection, [Batch("messages", rows, counts=counts)], source)
    connection.execute("drop view kept_messages")
