"""Strike ledgers at a period's date.

Clause: 4.5-01, 4.5-06, 5.3-07.
Rows: one per period, chat and member with a confirmed episode in the school year so far.
Columns: period, chat_id, member_id, participant (the person where known); n_episodes of the school year, n_fresh (not used up by
an earlier block), n_of_participant (in all chats), was_warned (before the fourth), is_blocked, is_block_possible; chat_kind,
association, direction, platform.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pyarrow as pa

from regulation.sanctions import ledgers
from warehouse import moderation
from warehouse.periods import now_of

if TYPE_CHECKING:
    from warehouse.connect import Reader

SHAPE = pa.schema(
    [
        ("period", pa.date32()),
        *((name, pa.string()) for name in ("chat_id", "member_id", "participant")),
        *((name, pa.int64()) for name in ("n_episodes", "n_fresh", "n_of_participant")),
        *((name, pa.bool_()) for name in ("was_warned", "is_blocked", "is_block_possible")),
        *((name, pa.string()) for name in ("chat_kind", "association", "direction", "platform")),
    ]
)
_PLACE = ("chat_kind", "association", "direction", "platform")


def build(reader: Reader) -> pa.Table:
    """The mart for the periods that the reader has registered."""
    case, limits = moderation.read_case(reader), moderation.limits_of(reader.settings)
    rows: list[dict] = []
    for period in reader.built["period"]:
        now = now_of(reader, period)
        found = [each for each in ledgers(case.strikes, case.measures, now, limits) if each.episodes]
        total: Counter = Counter()
        for each in found:
            total[case.people.get(each.member_id, each.member_id)] += len(each.episodes)
        for each in found:
            participant = case.people.get(each.member_id, each.member_id)
            rows.append(
                {
                    "period": period.first_day,
                    "chat_id": each.chat_id,
                    "member_id": each.member_id,
                    "participant": participant,
                    "n_episodes": len(each.episodes),
                    "n_fresh": len(each.fresh),
                    "n_of_participant": total[participant],
                    "was_warned": each.was_warned,
                    "is_blocked": each.is_blocked,
                    "is_block_possible": len(each.fresh) >= limits.block_after,
                }
                | {name: case.places[each.chat_id][name] for name in _PLACE}
            )
    return pa.Table.from_pylist(rows, schema=SHAPE)
