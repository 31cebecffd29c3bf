"""From rows as sources bring them to full canonical rows in the private file: natural keys, editions, no doubling.

What is new, what corrected and what the same is decided here, by natural key and content, once for all formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import duckdb

from etl.publish import Work, private_shape
from etl.sources.base import Batch
from warehouse.tables import BY_NAME, TABLES, Table

# Who knows better: a source of a lower rank wins for facts; the register (sheets) wins for what a person decided.
SOURCE_RANK = {
    "vk-api-json": 1,
    "max-bot-json": 1,
    "vk-python-lines": 2,
    "spreadsheet": 3,
    "vk-members-csv": 4,
    "vk-sferum-chat-export": 5,
}
_RANKS = " ".join(f"when '{source}' then {rank}" for source, rank in SOURCE_RANK.items())
RANK_SQL = f"case source {_RANKS} else 9 end"
# Within what a complete list is complete: whoever is missing from a later one of the same scope has left.
SCOPES = {
    "students": "coalesce(association, group_name, '*')",
    "guardians": "'*'",
    "staff": "'*'",
    "groups": "association",
    "members": "platform",
    "chats": "platform",
    "chat_members": "platform || '|' || chat_id",
}
# What a platform knows beyond the canonical columns; it travels in `extras` of the private row.
ALSO: dict[str, dict[str, str]] = {
    "members": {"member_kind": "VARCHAR"},
    "chats": {"declared_messages": "BIGINT", "declared_members": "BIGINT"},
    "chat_members": {"is_muted": "BOOLEAN"},
    "messages": {"n_reactions": "BIGINT", "is_pinned": "BOOLEAN"},
}
# What a load works out of each message as it comes in.
OF_MESSAGES = {"print": "UBIGINT", "words": "UBIGINT", "text_key": "VARCHAR"}
# Rows that this load changed, kept for those who write the public file: of these tables only what changed is written.
KEPT_DELTAS = {"messages": "message_delta", "reactions": "reaction_delta"}
_KEPT_ASIDE = {"seen_in", "is_corrected", "first_as_of", "last_as_of", "vanished_on"}


@dataclass
class Change:
    """What a load did to one table."""

    table: str
    new: int = 0
    corrected: int = 0
    vanished: int = 0
    by_file: dict[str, int] = field(default_factory=dict)  # file_id → its own rows new or corrected

    @property
    def is_empty(self) -> bool:
        """Nothing changed."""
        return not (self.new or self.corrected or self.vanished)


def gather(connection: duckdb.DuckDBPyConnection, batches: Sequence[Batch], source: str) -> None:
    """Append batches to the temporary tables `in_<table>`, whatever subset of columns they bring."""
    for batch in batches:
        table = BY_NAME[batch.table]
        shape = {**table.brought(), "platform": "VARCHAR", **ALSO.get(table.name, {})}
        shape |= {"extras": "VARCHAR", "file_id": "VARCHAR", "locator": "VARCHAR"}
        own = OF_MESSAGES if table.name == "messages" else {}
        columns = ", ".join(f'"{key}" {kind}' for key, kind in (shape | own).items())
        connection.execute(
            f"create temp table if not exists in_{table.name} ({columns}, platform_assumed boolean, source varchar, counts boolean, row_order bigint)"
        )
        connection.register("incoming_batch", batch.rows)
        present = {row[0] for row in connection.execute("describe incoming_batch").fetchall()}
        picked = ", ".join(f'"{key}"::{kind} as "{key}"' for key, kind in shape.items() if key in present)
        # A number of its own lets every core read: row_number() counts on one.
        order = "row_order" if "row_order" in present else "row_number() over ()"
        rows = f"select {picked}, ? as source, ? as counts, {order} as row_order from incoming_batch"
        if own:  # in the same pass: a second copy of a million messages costs seconds
            rows = _with_prints(rows, present)
        connection.execute(f"insert into in_{table.name} by name {rows}", [source, batch.counts])
        connection.unregister("incoming_batch")


def _with_prints(rows: str, present: set[str]) -> str:
    """SQL of messages with what makes two of them the same: `print` (sender, second, text), `words` (without the time).

    Both are made of `text_key`, so that a text is folded and hashed once.
    """
    author, second, text = (
        name if name in present else "null::varchar" for name in ("author_id", "sent_at", "text")
    )
    return f"""
        select *, row_print(concat({author}, '|', epoch({second}::timestamp)::bigint, '|', text_key)) as print,
            case when length({text}) >= 8 then row_print(concat({author}, '|', text_key)) end as words
        from (select *, row_key(replace(lower(coalesce({text}, '')), ' ', '')) as text_key from ({rows}))"""


def arrived(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether this load brought rows of a table."""
    return bool(
        connection.execute(
            "select 1 from duckdb_tables() where temporary and table_name = ?", [f"in_{table}"]
        ).fetchall()
    )


def settle_platforms(connection: duckdb.DuckDBPyConnection, default: str) -> None:
    """Give every row of this load a platform: its own, that of its chat or member if known on one only, else the default.

    Rows that took the default before move to where a dump of this load shows their chat or member: which came first
    makes no difference. An assumed platform is no knowledge.
    """
    homes = (
        ("chat", "chats", "chat_id"),
        ("member", "members", "member_id"),
        ("chat", "messages", "chat_id"),
    )
    known = [
        f"select '{kind}' as kind, {column} as raw_id, platform from private.{table} where not coalesce(platform_assumed, false)"
        for kind, table, column in homes[:2]
    ]
    known += [
        f"select distinct '{kind}', {column}, platform from in_{table}"
        for kind, table, column in homes
        if arrived(connection, table)
    ]
    connection.execute(f"""
        create or replace temp table known_platform as
        select kind, raw_id, any_value(platform) as platform from ({" union all ".join(known)})
        where platform is not null group by kind, raw_id having count(distinct platform) = 1""")
    for table in TABLES:
        if not arrived(connection, table.name):
            continue
        for kind, column in (("chat", "chat_id"), ("member", "member_id"), ("member", "author_id")):
            if column in table.brought():
                connection.execute(
                    f"update in_{table.name} as i set platform = k.platform from known_platform k "
                    f"where i.platform is null and k.kind = '{kind}' and k.raw_id = i.{column}"
                )
        connection.execute(
            f"update in_{table.name} set platform = ?, platform_assumed = true where platform is null",
            [default],
        )
    _move_assumed(connection)


def _move_assumed(connection: duckdb.DuckDBPyConnection) -> None:
    """Rows of earlier loads whose platform was assumed, of chats and members now known on another one only."""
    for table in TABLES:
        columns = [
            (kind, column)
            for kind, column in (("chat", "chat_id"), ("member", "member_id"))
            if column in table.brought() and table.name not in KEPT_DELTAS
        ]
        for kind, column in columns:
            moved = connection.execute(
                f"""update private.{table.name} as p set platform = k.platform, row_id = null from known_platform k
                    where p.platform_assumed and k.kind = '{kind}' and k.raw_id = p.{column} and k.platform <> p.platform
                    returning 1"""
            ).fetchall()
            if (
                moved
            ):  # the platform is a part of the key; what a file told itself is better than what was assumed
                connection.execute(f"""
                    update private.{table.name} set row_id = row_key({key_sql(table)}) where row_id is null;
                    delete from private.{table.name} as p where p.platform_assumed and exists (
                        from private.{table.name} o
                        where o.row_id = p.row_id and o.source = p.source and not coalesce(o.platform_assumed, false))""")


def apply_aliases(connection: duckdb.DuckDBPyConnection) -> None:
    """Read a chat that is known under several ids (dumped by two accounts) under its one canonical id."""
    if not connection.execute("select 1 from private.chat_aliases limit 1").fetchall():
        return
    for table in TABLES:
        columns = [column.key for column in table.typed if column.refers == "chat"]
        for column in columns if arrived(connection, table.name) else ():
            connection.execute(
                f"update in_{table.name} as i set {column} = a.canonical_id from private.chat_aliases a "
                f"where a.platform = i.platform and a.raw_id = i.{column}"
            )


def key_sql(table: Table) -> str:
    """SQL of the natural key as one text: each part its first filled alternative, «не указано» where none is."""
    parts = []
    for part in table.natural_key:
        options = [" || '¦' || ".join(_plain(column) for column in option) for option in part]
        parts.append(f"coalesce({', '.join(options)}, 'не указано')")
    key = " || '|' || ".join(parts)
    if table.all_given:
        own = table.natural_key[0][0][0]
        given = " || '|' || ".join(
            f"coalesce({_plain(column.key)}, '')" for column in table.typed if column.key != own
        )
        key = f"coalesce({_plain(own)}, {given})"
    if any(
        column.refers in {"chat", "member"} and column.key in table.key_columns for column in table.columns
    ):
        key = f"platform || '|' || {key}"
    return f"'{table.name}|' || {key}"


def _plain(column: str) -> str:
    """A key column as text that doesn't depend on case, ё/е or doubled spaces."""
    return f"""nullif(replace(lower(trim(regexp_replace("{column}"::varchar, '\\s+', ' ', 'g'))), 'ё', 'е'), '')"""


def message_key(platform: str, chat: str, message: str) -> str:
    """SQL of a message's pseudonym; its replies and deletions name it by the same expression."""
    return f"row_key('m|' || {platform} || '|' || {chat} || '|' || {message})"


def merge(work: Work, table: Table, today: date) -> Change:
    """Put this load's rows of one table into the private file: new ones in, corrected ones over their old edition.

    Leaves `delta` (rows new or corrected) as a temporary table.
    Rows: a natural key stands once within a source; of several in one load the last wins.
    """
    with laid_out(work.connection, table):
        return _merge(work.connection, table, today)


def _merge(connection: duckdb.DuckDBPyConnection, table: Table, today: date) -> Change:
    change, name = Change(table.name), f"private.{table.name}"
    connection.execute(f"""
        create or replace temp table delta as
        select l.*, e.row_id is not null as was_there, e.first_as_of as old_first, e.last_as_of as old_last
        from latest l left join {name} e on e.row_id = l.row_id and e.source = l.source
        where e.row_id is null or e.content_hash <> l.content_hash or e.vanished_on is not null""")
    change.new, change.corrected = connection.execute(
        "select count(*) filter (not was_there), count(*) filter (was_there) from delta"
    ).fetchall()[0]
    change.by_file = dict(
        connection.execute("select file_id, count(*) from delta where counts group by 1").fetchall()
    )
    if table.journal:
        change.vanished = _note_vanished(connection, table, today)
    if change.corrected:
        connection.execute(
            f"delete from {name} where (row_id, source) in (select (row_id, source) from delta where was_there)"
        )
    if change.new or change.corrected:
        columns = ", ".join(f'"{column}"' for column in private_shape(table) if column not in _KEPT_ASIDE)
        connection.execute(f"""
            insert into {name} by name
            select {columns}, file_id as seen_in, was_there as is_corrected,
                coalesce(old_first, f.as_of) as first_as_of, greatest(old_last, f.as_of) as last_as_of
            from delta left join (select file_id, as_of from loading_files) f using (file_id)""")
    if table.state_list or table.journal:
        connection.execute(f"""
            update {name} as p set seen_in = l.file_id,
                first_as_of = coalesce(least(p.first_as_of, f.as_of), f.as_of),
                last_as_of = coalesce(greatest(p.last_as_of, f.as_of), f.as_of)
            from latest l left join (select file_id, as_of from loading_files) f using (file_id)
            where p.row_id = l.row_id and p.source = l.source""")
    if table.name in KEPT_DELTAS:
        connection.execute(f"drop table if exists {KEPT_DELTAS[table.name]}")
        connection.execute(f"alter table delta rename to {KEPT_DELTAS[table.name]}")
    return change


@contextmanager
def laid_out(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[None]:
    """Within: `latest`, this load's rows with natural key and content hash, the last of several with one key.

    Afterwards it and the rows as they arrived are gone. Lists and journals are read more than once and become a
    table; a view spares the rest a copy of every message.
    """
    key, parts, extras = _key_parts_extras(table)
    # Sorting a million rows for nothing costs seconds: only where a key may really stand twice.
    natural = "platform, chat_id, message_id" if table.name == "messages" else key_sql(table)
    [(may_repeat,)] = connection.execute(
        f"select count(*) > count(distinct hash({natural}, source)) from in_{table.name}"
    ).fetchall()
    once = "qualify row_number() over (partition by row_id, source order by row_order desc) = 1"
    kind = "table" if may_repeat or table.state_list or table.journal else "view"
    connection.execute(f"""
        create temp {kind} latest as
        select * replace ({extras} as extras), {key} as row_id, row_print(concat({parts})) as content_hash
        from in_{table.name} {once if may_repeat else ""}""")
    yield
    connection.execute(f"drop {kind} latest")
    connection.execute(f"drop table in_{table.name}")


def _key_parts_extras(table: Table) -> tuple[str, str, str]:
    """SQL of a row's pseudonym, of what its content hash is made of, and of its extra facts."""
    if table.name == "messages":
        columns = (
            *("print", "epoch_us(sent_at)", "kind", "reply_to", "epoch_us(deleted_at)", "deleted_by"),
            *("epoch_us(edited_at)", "n_reactions", "is_pinned"),
        )
        return message_key("platform", "chat_id", "message_id"), ", '|', ".join(columns), "extras"
    also = list(ALSO.get(table.name, {}))
    parts = ", ".join(f"""coalesce("{column}"::varchar, '∅'), '¦'""" for column in (*table.brought(), *also))
    if not also:
        return f"row_key({key_sql(table)})", parts, "extras"
    facts = ", ".join(f"'{name}', {name}" for name in also)
    given = " or ".join(f"{name} is not null" for name in also)
    extras = f"case when {given} then json_merge_patch(coalesce(extras, '{{}}')::json, json_object({facts}))::varchar else extras end"
    return f"row_key({key_sql(table)})", parts, extras


def nothing_new(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty `message_delta`, for a load that brought no messages."""
    connection.execute(
        "create or replace temp table message_delta as select *, null::varchar as text, null::varchar as text_key, false as was_there from private.messages limit 0"
    )


def _note_vanished(connection: duckdb.DuckDBPyConnection, table: Table, today: date) -> int:
    """Mark journal rows that a later edition of the same journal no longer holds; they stay until a person decides.

    A file is a later edition of another when it carries its name or at least half of its rows.
    """
    rows = connection.execute(
        f"""
        with before as (select seen_in as old_file, row_id from private.{table.name} where source = 'spreadsheet'),
        sized as (select old_file, count(*) as n_old from before group by all),
        shared as (
            select b.old_file, l.file_id as new_file, count(*) as n_shared
            from before b join latest l using (row_id) where b.old_file <> l.file_id group by all),
        renewed as (
            select old_file from shared join sized using (old_file) where n_shared * 2 >= n_old
            union
            select o.file_id from private.source_names o join private.source_names n on o.name = n.name and o.file_id <> n.file_id
            where n.file_id in (select file_id from latest) and o.file_id not in (select file_id from latest))
        update private.{table.name} set vanished_on = ?
        where vanished_on is null and source = 'spreadsheet' and seen_in in (from renewed)
            and row_id not in (select row_id from latest)
        returning row_id""",
        [today],
    ).fetchall()
    return len(rows)


def merged_sql(table: Table, keys: Sequence[str], *, richest: Sequence[str] = ()) -> str:
    """SQL of one row per `keys` over all sources: each column from the source that knows it best.

    `richest` columns take the longest value instead (a name with a patronymic beats one without).
    """
    columns = []
    for column in table.brought():
        if column in keys:
            continue
        declared = next(
            (each for each in table.columns if each.key == column.removesuffix("_has_time")), None
        )
        rank = "decided_rank" if declared is not None and declared.decided else "fact_rank"
        if column in richest:
            columns.append(
                f'arg_max("{column}", length("{column}")) filter (where "{column}" is not null) as "{column}"'
            )
        else:
            columns.append(f'arg_min("{column}", {rank}) filter (where "{column}" is not null) as "{column}"')
    return f"""
        select {", ".join(f'"{key}"' for key in keys)}, {", ".join(columns)},
            arg_min(row_id, fact_rank) as row_id, arg_min(file_id, decided_rank) as file_id, arg_min(locator, decided_rank) as locator,
            bool_or(is_corrected) as is_corrected, max(vanished_on) as vanished_on,
            min(first_as_of) as first_as_of, max(last_as_of) as last_as_of,
            bool_or(source = 'spreadsheet') as is_registered,
            arg_min(extras, fact_rank) filter (where extras is not null) as extras
        from (select *, {RANK_SQL} as fact_rank, case source when 'spreadsheet' then 0 else {RANK_SQL} end as decided_rank
              from private.{table.name})
        group by {", ".join(f'"{key}"' for key in keys)}"""
