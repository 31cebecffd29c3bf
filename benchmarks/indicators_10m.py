"""All indicators of a month over 10,000,000 messages: `reports indicators` in a process of its own, from a cold start.

    python -m benchmarks.indicators_10m [--messages 10000000]

The warehouse is made by SQL (1,000 parents' chats, 20,000 accounts, two years) with the loader's own roll-ups, and published as a
load publishes it. What loading costs is measured elsewhere (`load_messages`).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent

_FILL = """
    set variable zone = 'Asia/Tomsk';
    insert into chats by name select 'c' || n as chat_id, 'родители' as kind, 'register' as kind_source, 'VK' as platform
        from range(1000) as r(n);
    insert into members by name select 'a' || n as member_id, 'VK' as platform from range(20000) as r(n);
    insert into messages by name
        select 'm' || n as message_id, 'c' || (n % 1000) as chat_id, 'a' || (hash(n) % 20000) as author_id, 'текст' as kind,
            'VK' as platform, moment - interval 7 hours as sent_at, moment as sent_local, moment::date as day,
            date_trunc('month', moment)::date as month, 40 as length, true as has_text, n % 9 = 0 as is_question,
            false as is_emoji_only, true as is_meaningful, false as is_rules, 'f' as file_id
        from (select n, timestamp '2024-11-01 07:00' + to_days((n * 730 // $n)::integer) + to_seconds((n * 7919) % 50000) as moment
              from range($n) as r(n));
    create temp table message_delta as select message_id as row_id, chat_id, platform, sent_at, ''::varchar as text, file_id, 'vk-api-json' as source from messages limit 0;
    create temp table chat_ids as select chat_id, platform, chat_id as raw_id, 'vk-api-json' as source from chats;
    create or replace temp macro local(t) as (t at time zone 'UTC') at time zone getvariable('zone');
"""


def main() -> None:
    """Make the warehouse, ask for the indicators three times, print seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["SFERUM_HOME"] = home
        _make(options.messages)
        for _ in range(3):
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "reports", "indicators", "2026-09", "--json"],
                cwd=ROOT,
                check=True,
                stdout=subprocess.DEVNULL,
            )
            print(f"all indicators of a month: {time.perf_counter() - begun:.1f} s")


def _make(n: int) -> None:
    from datetime import date

    from etl import keep, messages
    from etl.publish import publish, work_on
    from settings import settings
    from warehouse.place import own_place

    begun = time.perf_counter()
    with work_on(own_place()) as work:
        for statement in _FILL.split(";\n"):
            if statement.strip():
                work.connection.execute(statement, {"n": n} if "$n" in statement else None)
        months = {date(2024 + m // 12, m % 12 + 1, 1) for m in range(10, 35)}
        messages.roll_up(work, messages.Touched(months))
        keep.note_facts(work, settings())
        publish(work)
    print(f"a warehouse of {n:,} messages made in {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
