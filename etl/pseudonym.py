"""Pseudonyms: a keyed hash of «kind|platform|id». The key stays in `state/key` and never enters a published file."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import duckdb

LENGTH = 16


def key_of(path: Path) -> bytes:
    """The secret key, made once (0600) where there is none."""
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        return key_of(path)


def pseudonym(key: bytes, *parts: object) -> str:
    """HMAC-SHA256 of the parts, its first 16 hex digits."""
    text = "|".join("" if part is None else str(part) for part in parts)
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:LENGTH]


def install(connection: duckdb.DuckDBPyConnection, key: bytes) -> None:
    """The same HMAC as an SQL macro `pseudonym(text)`, and cheaper keyed hashes for single rows: `row_key`, `row_print`.

    `row_key(text)` is 16 hex digits that may be published, `row_print(text)` a number for comparing rows within a load.

    The key lives in session variables of this connection alone.
    """
    padded = key.ljust(64, b"\0")
    connection.execute("set variable hmac_inner = ?::blob", [bytes(byte ^ 0x36 for byte in padded)])
    connection.execute("set variable hmac_outer = ?::blob", [bytes(byte ^ 0x5C for byte in padded)])
    connection.execute("set variable row_salt = ?", [hmac.new(key, b"rows", hashlib.sha256).hexdigest()])
    connection.execute(
        "create or replace temp macro pseudonym(t) as "
        "substr(sha256(getvariable('hmac_outer') || unhex(sha256(getvariable('hmac_inner') || encode(t)))), 1, 16)"
    )
    connection.execute(
        "create or replace temp macro row_key(t) as substr(md5(getvariable('row_salt') || t), 1, 16)"
    )
    # md5_number_lower would give the same kind of number at four times the price.
    connection.execute(
        "create or replace temp macro row_print(t) as (md5_number(getvariable('row_salt') || t) >> 64)::ubigint"
    )
