"""An institution of full size: 900 groups, 1,800 chats, 28,000 stays, 10,000,000 messages; other benchmarks ask it.

    SFERUM_HOME=FOLDER python -m benchmarks.institution [--messages 10000000]

Lists, journals and the first messages are the sample's, made large and loaded by the loader; then each message is
copied within its month by SQL until there are enough, with its findings and its row in the private file, and the
loader's own roll-ups, checks and months follow. What loading costs is measured elsewhere (`load_messages`).
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from pathlib import Path

from etl import check, keep, messages, sample
from etl.load import Options, load
from etl.publish import Work, publish, single_writer, work_on
from settings import settings
from warehouse.place import Place, own_place

MEMBERS, FIRST_MESSAGES, MONTHS = 22_000, 150_000, 24  # members: people whom the sample makes
ROOM = "4GB"  # a benchmark's memory, not the loader's
FLOOD_EVERY = (
    8  # the sample's few phrases look like flood in large numbers: its findings are copied more rarely
)

# A copy stays in its month and keeps its time of day; the day moves by the number of the copy.
_MOVED = "to_days((((day(sent_local) - 1 + 5 * k) % day(last_day(month))) - (day(sent_local) - 1))::integer)"
_COPIED = "case when k = 0 then {0} else row_key('copy|' || k || '|' || {0}) end"

_MESSAGES = f"""
    insert into messages by name
    select m.* replace ({_COPIED.format("message_id")} as message_id, {_COPIED.format("reply_to")} as reply_to,
        sent_at + {_MOVED} as sent_at, sent_local + {_MOVED} as sent_local, (sent_local + {_MOVED})::date as day)
    from first_messages m, range($copies) as r(k)
    where month = $month
    order by day, chat_id"""
_FINDINGS = f"""
    insert into findings by name
    select f.* replace ({_COPIED.format("finding_key")} as finding_key, {_COPIED.format("message_id")} as message_id,
        sent_local + {_MOVED} as sent_local)
    from first_findings f, range($copies) as r(k)
    where month = $month and (rule <> 'flood' or k % {FLOOD_EVERY} = 0)
    order by sent_local"""
_FRAGMENTS = f"""
    insert into private.fragments by name
    select {_COPIED.format("p.finding_key")} as finding_key, p.fragment
    from first_fragments p join first_findings f using (finding_key), range($copies) as r(k)
    where rule <> 'flood' or k % {FLOOD_EVERY} = 0"""
_PRIVATE = f"""
    insert into private.messages by name
    select p.* replace ({_COPIED.format("p.row_id")} as row_id, case when k = 0 then p.message_id else p.message_id || '-' || k end as message_id,
        case when k > 0 and p.reply_to is not null then p.reply_to || '-' || k else p.reply_to end as reply_to, p.sent_at + {_MOVED} as sent_at)
    from first_private p join first_messages m on m.message_id = p.row_id, range($copies) as r(k)
    where m.month = $month"""


def main() -> None:
    """Make the warehouse in SFERUM_HOME unless one stands there already."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000_000)
    make(own_place(), parser.parse_args().messages)


def make(place: Place, n_messages: int) -> None:
    """An institution with about so many messages, published; nothing is done where a version stands."""
    if place.version():
        return
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="institution-") as folder:
        sample.write(Path(folder), members=MEMBERS, messages=FIRST_MESSAGES, months=MONTHS, vk_months=0)
        load([Path(folder)], place, settings(), Options())
    print(f"lists, journals and the first messages loaded: {time.perf_counter() - begun:.0f} s", flush=True)
    with single_writer(place), work_on(place) as work:
        work.connection.execute(f"set memory_limit = '{ROOM}'")
        _copy(work, n_messages)
        print(f"messages copied: {time.perf_counter() - begun:.0f} s", flush=True)
        keep.note_facts(work, settings())
        check.run_checks(work)
        _keep_months(work, place)
        publish(work, versions=1)
    print(f"a warehouse of {n_messages:,} messages made in {time.perf_counter() - begun:.0f} s")


def _copy(work: Work, n_messages: int) -> None:
    connection = work.connection
    for name, table in {
        "first_messages": "messages",
        "first_findings": "findings",
        "first_fragments": "private.fragments",
        "first_private": "private.messages",
    }.items():
        connection.execute(f"create temp table {name} as from {table}")
        connection.execute(f"delete from {table}")
    n_first, months = connection.execute(
        "select count(*), list(distinct month order by month) from first_messages"
    ).fetchall()[0]
    copies = math.ceil(n_messages / n_first)
    connection.execute(_FRAGMENTS, {"copies": copies})
    # What roll-ups read of a load; chats' dumps were told by the first one.
    connection.execute(
        "create or replace temp table message_delta as select *, null as text from private.messages limit 0"
    )
    connection.execute(
        "create or replace temp table chat_ids as select key as chat_id, platform, raw_id from private.ids where kind = 'chat'"
    )
    connection.execute(
        f"create or replace temp macro local(t) as timezone('{settings().zone.key}', timezone('UTC', t))"
    )
    for month in months:
        for statement in (_MESSAGES, _FINDINGS, _PRIVATE):
            connection.execute(statement, {"copies": copies, "month": month})
        messages.roll_up(work, messages.Touched({month}))
    messages.mark(work)


def _keep_months(work: Work, place: Place) -> None:
    months = [row[0] for row in work.connection.execute("select distinct month from messages").fetchall()]
    work.connection.execute("delete from indicator_month")
    keep.keep_indicators(work, place, settings(), months, everything=True)


if __name__ == "__main__":
    main()
