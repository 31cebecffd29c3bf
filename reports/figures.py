"""Figures and breaching rows as documents: the one shape that the command line, files and outside checks read."""

from __future__ import annotations

from regulation.indicators import BY_ID, INDICATORS
from warehouse.connect import Reader
from warehouse.measure import Figure, all_figures, breaches
from warehouse.periods import Period, month, now_of

# Columns of breaching rows that hold pseudonyms: which kind of id stands behind.
ID_KINDS = {
    "chat_id": "chat",
    "member_id": "member",
    "deleted_by": "member",
    "message_id": "message",
    "violation_id": "violation",
    "measure_id": "measure",
    "link_id": "link",
    "request_id": "request",
    "post_id": "post",
    "ticket_id": "ticket",
    "act_id": "act",
    "broadcast_id": "broadcast",
    "exception_id": "exception",
}


def as_of_text(reader: Reader, period: Period) -> str:
    """«На дату» of a period with the institution's offset."""
    return now_of(reader, period).replace(tzinfo=reader.settings.zone).isoformat(timespec="seconds")


def indicators_document(reader: Reader, text: str, by: str | None = None) -> dict:
    """Every indicator of a month: the document of `reports indicators --json`."""
    period = month(text)
    return {
        "period": str(period),
        "as_of": as_of_text(reader, period),
        "version": reader.version,
        "indicators": [entry(figure) for figure in all_figures(reader, period, by=by)],
    }


def entry(figure: Figure) -> dict:
    """One figure as the contract writes it."""
    indicator, threshold = figure.indicator, figure.threshold
    return {
        "id": indicator.id,
        "clause": indicator.clause,
        "kind": indicator.kind.value,
        "title": indicator.title,
        "value": figure.value,
        "unit": indicator.unit.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "by": dict(figure.by) or None,
        "state": figure.state.value,
        "target": threshold.ok if threshold else None,
        "target_kind": threshold.kind if threshold else None,
        "coverage": figure.coverage,
        "suppressed": figure.suppressed,
        "definition": indicator.definition,
        "breaches": figure.n_breaches,
        "why": figure.why or None,
    }


def breaches_document(reader: Reader, text: str, check: str | None = None, *, names: bool = False) -> dict:
    """The rows behind each check of a month, with ids as in the source files.

    `reader` has both files open (see `warehouse.private`); names are added only when asked for.
    Raises: KeyError for an unknown check.
    """
    period = month(text)
    chosen = [BY_ID[check]] if check else [each for each in INDICATORS if each.is_check]
    found = {each.id: breaches(reader, each, period) for each in chosen}
    raw = _raw_ids(reader, [row for rows in found.values() for row in rows])
    return {
        "period": str(period),
        "checks": [
            {"id": indicator_id, "rows": [_row(row, raw, reader if names else None) for row in rows]}
            for indicator_id, rows in found.items()
            if rows or check
        ],
    }


def _raw_ids(reader: Reader, rows: list[dict]) -> dict[tuple[str, str], str]:
    """(kind, pseudonym) → id as in the source file, for the rows at hand."""
    raw = {
        (row["kind"], row["key"]): row["raw_id"]
        for row in reader.rows("select kind, key, raw_id from private.ids")
    }
    keys = [row["message_id"] for row in rows if row.get("message_id")]
    if keys:
        found = reader.rows(
            "select row_id, message_id from private.messages where row_id in (select unnest(?))", [keys]
        )
        raw |= {("message", row["row_id"]): row["message_id"] for row in found}
    return raw


def _row(row: dict, raw: dict[tuple[str, str], str], named_by: Reader | None) -> dict:
    told = {
        column: raw.get((ID_KINDS[column], value), value)
        if column in ID_KINDS and value is not None
        else value
        for column, value in row.items()
    }
    if named_by is not None and row.get("member_id"):
        found = named_by.rows(
            "select full_name from private.member_names where member_id = ?", [row["member_id"]]
        )
        told["full_name"] = found[0]["full_name"] if found else None
    return told
