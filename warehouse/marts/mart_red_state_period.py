"""Red states of the month before and the director's answers to them.

Clause: 2.2. A red state stands in the figures kept for that month (`indicator_month`), judged by the thresholds in force.
Rows: one per period (months only) and indicator in state «Нарушение» the month before.
Columns: period, indicator_id, red_period («YYYY-MM»), deadline, is_due (the working days to answer are over on the date),
is_answered_in_time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from regulation.indicators import BY_ID, State

if TYPE_CHECKING:
    from warehouse.connect import Reader

ITSELF = "2.2-07"
SHAPE = pa.schema(
    [
        ("period", pa.date32()),
        ("indicator_id", pa.string()),
        ("red_period", pa.string()),
        ("deadline", pa.date32()),
        ("is_due", pa.bool_()),
        ("is_answered_in_time", pa.bool_()),
    ]
)

_KEPT = """
    with due as (
        select *, add_workdays(first_day - 1, setting('red_state_workdays')) as deadline
        from period
        where grain = 'month'
    ),
    answered as (
        select indicator_id, period as red_period, min(local_of(recorded_at)::date) as answered_on
        from casebook_answers
        group by all
    )
    select
        d.period, i.indicator_id, i.month, i.value, i.numerator, i.denominator, strftime(i.month, '%Y-%m') as red_period,
        d.deadline,
        d.deadline < d.now_day or (d.is_complete and d.deadline <= d.last_day) as is_due,
        coalesce(a.answered_on <= least(d.deadline, d.now_day), false) as is_answered_in_time
    from due d
    join indicator_month i on i.month = (d.first_day - interval 1 month)::date and i.by_name is null
    left join answered a on a.indicator_id = i.indicator_id and a.red_period = strftime(i.month, '%Y-%m')
"""


def build(reader: Reader) -> pa.Table:
    """The mart for the periods that the reader has registered."""
    rows = [row for row in reader.rows(_KEPT) if _is_red(reader, row)]
    return pa.Table.from_pylist([{name: row[name] for name in SHAPE.names} for row in rows], schema=SHAPE)


def _is_red(reader: Reader, row: dict) -> bool:
    from warehouse.measure import state_of, threshold_of  # that module imports this one to build it

    indicator = BY_ID.get(row["indicator_id"])
    if indicator is None or indicator.id == ITSELF:
        return False
    state = state_of(
        indicator,
        row["value"],
        row["numerator"],
        row["denominator"],
        threshold_of(reader, indicator),
        row["month"].month in (6, 7, 8),
    )
    return state is State.BREACH
