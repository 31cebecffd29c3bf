"""How fast messages are judged at load: 1,000,000 messages of parents' chats through all rules, on all cores.

    python -m benchmarks.judge_speed [--messages 1000000]

At least 60 % of the messages are distinct after normalisation (the share is printed). The clock runs over
`etl.judge.judge_new`: distinct texts, disguise, model, rules, findings, quiet hours, kept texts, in a warehouse in a file.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import tempfile
import time
from datetime import UTC, datetime

from benchmarks.load_messages import words_of

_FILL = """
    create or replace temp table made as
    select 'm' || n as row_id, text, 'c' || (n % 200) as chat_id, 'a' || (n % 3000) as author_id,
        timestamp '2026-01-01 07:00' + to_days((n % 300)::integer) + to_seconds((n * 7919) % 51000) as sent_at from texts;
    insert into chats by name select distinct chat_id, 'родители' as kind, 'register' as kind_source from made;
    insert into messages by name select row_id as message_id, chat_id, author_id, sent_at, sent_at as sent_local,
        sent_at::date as day, date_trunc('month', sent_at)::date as month, length(text) as length from made;
    create temp table message_delta as select row_id, text, sent_at, 'made' as file_id, false as was_there from made;
"""


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["SFERUM_HOME"] = home
        _run(options.messages)


def _run(n: int) -> None:
    import pyarrow as pa

    begun = time.perf_counter()
    from etl.judge import judge_new
    from etl.publish import work_on

    print(f"import of the rules: {time.perf_counter() - begun:.1f} s")
    from regulation.text import normalise
    from settings import settings
    from warehouse.place import own_place

    chance = random.Random(11)
    texts = [words_of(chance) for _ in range(n)]
    some = texts[:50_000]
    print(
        f"distinct after normalisation: {len({normalise(text).text for text in some}) / len(some):.0%} (of 50,000)"
    )
    with work_on(own_place()) as work:
        work.connection.register("texts", pa.table({"n": range(n), "text": texts}))
        work.connection.execute(_FILL)
        work.connection.unregister("texts")
        del texts
        begun, spent = time.perf_counter(), os.times()
        judge_new(work, settings(), datetime.now(UTC).replace(tzinfo=None), lambda _what, _share: None)
        seconds, now = time.perf_counter() - begun, os.times()
        cpu = now.user + now.system + now.children_user + now.children_system
        cpu -= spent.user + spent.system + spent.children_user + spent.children_system
        found = work.connection.execute(
            "select rule, count(*) from findings group by 1 order by 1"
        ).fetchall()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{n:,} messages in {seconds:.1f} s ({cpu:.1f} s of processor): {n / seconds:,.0f} a second")
    print(
        f"peak {own:.0f} MiB, largest other process {child:.0f} MiB (shared pages counted in both); findings {dict(found)}"
    )


if __name__ == "__main__":
    main()
