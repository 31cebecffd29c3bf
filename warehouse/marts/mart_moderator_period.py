"""Who took measures in a period, and against whom.

Clause: 4.7-04.
Rows: one per period and moderator (person, else account) with a remark, block or removal that no movement of people explains.
Columns: period, moderator, n_measures, n_people, same_person_share, is_one_person, is_above_others (more than 95 % of at least ten).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pyarrow as pa

from regulation.audit import dislike_signs
from warehouse import moderation
from warehouse.periods import now_of

if TYPE_CHECKING:
    from warehouse.connect import Reader

SHAPE = pa.schema(
    [
        ("period", pa.date32()),
        ("moderator", pa.string()),
        ("n_measures", pa.int64()),
        ("n_people", pa.int64()),
        ("same_person_share", pa.float64()),
        ("is_one_person", pa.bool_()),
        ("is_above_others", pa.bool_()),
    ]
)


def build(reader: Reader) -> pa.Table:
    """The mart for the periods that the reader has registered."""
    case = moderation.read_case(reader)
    rows: list[dict] = []
    for period in reader.built["period"]:
        now = now_of(reader, period)
        measures = moderation.punishing(case, period, now)
        signs = {sign.moderator: sign for sign in dislike_signs(measures)}
        counted: dict[str, Counter] = defaultdict(Counter)
        for measure in measures:
            counted[measure.decided_by][measure.member_id] += 1
        for moderator, people in sorted(counted.items()):
            n_measures, sign = sum(people.values()), signs.get(moderator)
            rows.append(
                {
                    "period": period.first_day,
                    "moderator": moderator,
                    "n_measures": n_measures,
                    "n_people": len(people),
                    "same_person_share": max(people.values()) / n_measures,
                    "is_one_person": bool(sign and sign.is_one_person),
                    "is_above_others": bool(sign and sign.is_above_others),
                }
            )
    return pa.Table.from_pylist(rows, schema=SHAPE)
