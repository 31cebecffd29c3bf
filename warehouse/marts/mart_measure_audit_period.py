"""Measures of a period and what the audit says of them.

Clause: 4.4-03, 4.5-02…05, 4.6, 4.7-01, 4.7-03.
Rows: one per period and measure that began, ended or is open in it (unblockings joined to their blocks).
Columns: period, measure_id, kind, chat_id, member_id, decided_by; is_started_in, is_ended_in the period, is_open at its end,
is_early (a block lifted before its planned day), reason; breaches, warnings (checks that speak of it), sentences (check →
Russian); chat_kind, association, direction, platform.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from regulation.audit import Level, Verdict, is_early
from regulation.sanctions import Kind, Measure, join_unblocks, known_at
from warehouse import moderation
from warehouse.periods import now_of

if TYPE_CHECKING:
    from warehouse.connect import Reader
    from warehouse.periods import Period

SHAPE = pa.schema(
    [
        ("period", pa.date32()),
        *(
            (name, pa.string())
            for name in ("measure_id", "kind", "chat_id", "member_id", "decided_by", "reason")
        ),
        *((name, pa.bool_()) for name in ("is_started_in", "is_ended_in", "is_open", "is_early")),
        ("breaches", pa.list_(pa.string())),
        ("warnings", pa.list_(pa.string())),
        ("sentences", pa.map_(pa.string(), pa.string())),
        *((name, pa.string()) for name in ("chat_kind", "association", "direction", "platform")),
    ]
)


def build(reader: Reader) -> pa.Table:
    """The mart for the periods that the reader has registered."""
    case, limits = moderation.read_case(reader), moderation.limits_of(reader.settings)
    rows: list[dict] = []
    for period in reader.built["period"]:
        now = now_of(reader, period)
        said: dict[str, list[Verdict]] = defaultdict(list)
        for verdict in moderation.verdicts(case, period, now, limits):
            said[verdict.measure.measure_id].append(verdict)
        for measure in join_unblocks(known_at(case.measures, now)):
            row = _row(measure, period, said[measure.measure_id])
            if row["is_started_in"] or row["is_ended_in"] or row["is_open"] or said[measure.measure_id]:
                rows.append(row | _place(case.rows[measure.measure_id]))
        rows += [_unresolved(row, period) for row in case.rows.values() if _is_unresolved(row, period, now)]
    return pa.Table.from_pylist(rows, schema=SHAPE)


def _row(measure: Measure, period: Period, said: list[Verdict]) -> dict:
    ended = measure.ended.at if measure.ended else None
    is_block = measure.kind == Kind.BLOCK
    return {
        "period": period.first_day,
        "measure_id": measure.measure_id,
        "kind": str(measure.kind),
        "chat_id": measure.chat_id,
        "member_id": measure.member_id,
        "decided_by": measure.decided_by,
        "reason": measure.reason,
        "is_started_in": period.start <= measure.started.at < period.end,
        "is_ended_in": bool(is_block and ended and period.start <= ended < period.end),
        "is_open": is_block and measure.started.at < period.end and (ended is None or ended >= period.end),
        "is_early": is_block and is_early(measure),
        "breaches": [verdict.check for verdict in said if verdict.level is Level.BREACH],
        "warnings": [verdict.check for verdict in said if verdict.level is Level.WARN],
        "sentences": [(verdict.check, verdict.sentence) for verdict in said],
    }


def _place(row: dict) -> dict:
    return {name: row[name] for name in ("chat_kind", "association", "direction", "platform")}


def _is_unresolved(row: dict, period: Period, now: datetime) -> bool:
    return row["member_id"] is None and period.start <= row["started"] < period.end and row["started"] <= now


def _unresolved(row: dict, period: Period) -> dict:
    """A measure whose participant nobody found: counted among measures, compared with nothing."""
    blank = {"is_started_in": True, "is_ended_in": False, "is_open": False, "is_early": False}
    told = {name: row[name] for name in ("measure_id", "kind", "chat_id", "member_id", "reason")}
    lists = {"breaches": [], "warnings": [], "sentences": []}
    return (
        {"period": period.first_day, "decided_by": row["decided_by_person"]}
        | told
        | blank
        | lists
        | _place(row)
    )
