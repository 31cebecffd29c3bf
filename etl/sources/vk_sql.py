"""VK messages in sets: typed JSON documents in, staged rows and canonical relations out.

A page of history is parsed once, inside DuckDB, into a list of typed items; an item that is not a plain
message of today's API is marked odd, and its file goes the careful way of `vk_objects` instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from etl.sources.json_common import (
    FIRST_GROUP_CHAT,
    VK,
    sql_made_key,
    sql_micros,
    sql_moment,
    sql_plain,
    temp_name,
)

_CALL = {
    "initiator_id": "BIGINT",
    "state": "VARCHAR",
    "time": "BIGINT",
    "duration": "BIGINT",
    "participants": {"list": ["BIGINT"], "count": "BIGINT"},
}
ITEM = {
    "peer_id": "BIGINT",
    "conversation_message_id": "BIGINT",
    "cmid": "BIGINT",
    "from_id": "BIGINT",
    "admin_author_id": "BIGINT",
    "date": "BIGINT",
    "update_time": "BIGINT",
    "text": "VARCHAR",
    "body": "JSON",
    "reply_message": {"conversation_message_id": "BIGINT", "cmid": "BIGINT"},
    "action": "JSON",
    "attachments": [{"type": "VARCHAR", "call": "JSON", "group_call_in_progress": "JSON"}],
    "reactions": [{"count": "BIGINT", "user_ids": ["BIGINT"]}],
    "deleted": "BOOLEAN",
    "is_pinned": "BOOLEAN",
    "is_unavailable": "BOOLEAN",
    "is_expired": "BOOLEAN",
}
# The platform did not give the text away: it is unknown, not empty.
_UNREAD = "coalesce(m.is_unavailable or m.is_expired, false) and coalesce(m.text, '') = ''"
# What the careful way adds to an item that it has read itself; never taken from a file.
_OWN = {"_place": "VARCHAR", "_views": "BIGINT", "_by_product": "BOOLEAN"}
PROFILE = {
    "id": "BIGINT",
    "first_name": "VARCHAR",
    "last_name": "VARCHAR",
    "deactivated": "VARCHAR",
    "last_seen": {"time": "BIGINT"},
    "online_info": {"last_seen": "BIGINT", "status": "VARCHAR"},
    "educational_profile": {
        "edu_roles": {
            "main_roles": "VARCHAR",
            "main_role_code": "VARCHAR",
            "organizations": [
                {"organization_name": "VARCHAR", "roles": [{"role_code": "VARCHAR", "details": "VARCHAR"}]}
            ],
        }
    },
}
COMMUNITY = {"id": "BIGINT", "name": "VARCHAR"}
CONVERSATION = {
    "peer": {"id": "BIGINT"},
    "last_conversation_message_id": "BIGINT",
    "chat_settings": {
        "title": "VARCHAR",
        "members_count": "BIGINT",
        "owner_id": "BIGINT",
        "admin_ids": ["BIGINT"],
        "state": "VARCHAR",
        "is_group_channel": "BOOLEAN",
        "permissions": "JSON",
    },
}
# What stands beside the items is read once a page, after the items: each column more costs time at every message.
BESIDE = {"profiles": [PROFILE], "groups": [COMMUNITY], "conversations": [CONVERSATION]}
BODY = {"count": "BIGINT", "items": [ITEM], **dict.fromkeys(BESIDE, "JSON")}
_PAGE = {"n_pages": "BIGINT", "n": "BIGINT", "declared": "BIGINT", **dict.fromkeys(BESIDE, "JSON")}
_CLEAN_BODY = {**BODY, "items": [{**ITEM, **_OWN}]}
_PEERS_ONLY = {"items": [{"peer_id": "BIGINT"}], "conversations": [{"peer": {"id": "BIGINT"}}]}

_KNOWN_ATTACHMENTS = [
    "photo",
    "audio",
    "video",
    "video_playlist",
    "doc",
    "link",
    "market",
    "gift",
    "sticker",
    "wall",
    "wall_reply",
    "article",
    "poll",
    "podcasts",
    "call",
    "graffiti",
    "audio_message",
    "group_call_in_progress",
    "ugc_sticker",
    "video_message",
    "story",
]


def _text_of(spec: object) -> str:
    return json.dumps(spec).replace("'", "''")


def _type_of(spec: object) -> str:
    """The DuckDB type that `json_transform` gives for a structure."""
    if isinstance(spec, dict):
        return "STRUCT(" + ", ".join(f'"{key}" {_type_of(value)}' for key, value in spec.items()) + ")"
    if isinstance(spec, list):
        return _type_of(spec[0]) + "[]"
    return str(spec)


def _pages(shape: str, body: dict[str, object]) -> tuple[str, str, str]:
    """Structure of a document `d` of this shape; what to select from it for its pages (`told`, number `p`); the page in `told`."""
    one = "d as told, 0 as p, 1 as n_pages"
    each = "unnest(d) as told, generate_subscripts(d, 1) - 1 as p, len(d) as n_pages"
    match shape:
        case "wrapped":
            return _text_of({"response": body}), one, "told.response"
        case "bare":
            return _text_of(body), one, "told"
        case "wrapped_list":
            return _text_of([{"response": body}]), each, "told.response"
        case "bare_list":
            return _text_of([body]), each, "told"
        case "message":
            return _text_of(body["items"][0]), _alone("[d]", body), "told"
    return _text_of(body["items"]), _alone("d", body), "told"


def _alone(items: str, body: dict[str, object]) -> str:
    """A page of items that stand without an envelope."""
    fields = ", ".join(f"'{key}': {items if key == 'items' else 'null'}" for key in body)
    return f"case when d is not null then {{{fields}}}::{_type_of(body)} end as told, 0 as p, 1 as n_pages"


# A file's text without the mark that some editors put first.
_WHOLE_TEXT = "ltrim(try(decode(content)), chr(65279) || chr(32) || chr(9) || chr(10) || chr(13))"

# DuckDB reads a list of files as one piece of work; several lists are parsed by several cores.
_SHARES = 4


def _blobs(paths: list[str]) -> tuple[str, dict[str, object]]:
    """Files as rows (filename, content) in several shares, and the parameters that name them."""
    shares = {f"share{n}": paths[n::_SHARES] for n in range(_SHARES) if paths[n::_SHARES]}
    return " union all ".join(f"select filename, content from read_blob(${name})" for name in shares), shares


# The place of item `o` of page `p` in a document (line `n`): what a person is shown.
_LOCATORS = {
    "wrapped": "concat('items[', o, ']')",
    "bare": "concat('items[', o, ']')",
    "wrapped_list": "concat('[', p, '].items[', o, ']')",
    "bare_list": "concat('[', p, '].items[', o, ']')",
    "messages": "concat('[', o, ']')",
    "message": "''",
}

_TYPES = 'list_transform(m.attachments, lambda a: a."type")'
_CALL_OF = ", ".join(
    f"json_transform(a.{key}, '{_text_of(_CALL)}')" for key in ('"call"', "group_call_in_progress")
)
_CALLS = (
    f"list_filter(list_transform(m.attachments, lambda a: coalesce({_CALL_OF})), lambda c: c is not null)"
)
_HAS_ANY = "len(m.attachments) > 0"
_KIND = """case
    when types is null then 'текст'
    when list_contains(types, 'poll') then 'опрос'
    when list_contains(types, 'audio_message') then 'голос'
    when list_has_any(types, ['sticker', 'ugc_sticker']) then 'стикер'
    when trim(m.text) <> '' then 'текст'
    when list_has_any(types, ['photo', 'graffiti']) then 'фото'
    when list_has_any(types, ['doc', 'video', 'audio', 'video_message', 'audio_playlist', 'video_playlist'])
        then 'файл'
    else 'текст' end"""
_EXTRAS = f"""case
    when m.is_pinned or m.deleted or m.admin_author_id is not null
        or (types is not null
            and not list_has_all({_KNOWN_ATTACHMENTS!r}, types))
    then json_merge_patch('{{}}', to_json({{
        'is_pinned': nullif(m.is_pinned, false), 'is_deleted': nullif(m.deleted, false),
        'admin_author_id': m.admin_author_id::varchar,
        'attachments': types}}))::varchar end"""
_CLEAN_EXTRAS = f"""case when m._views is null then {_EXTRAS} else
    json_merge_patch(coalesce({_EXTRAS}, '{{}}'), to_json({{'views': m._views}}))::varchar end"""
_ODD = f"""(m is null or m.from_id is null or peer is null or m.text is null or m.body is not null
    or {sql_micros("m.date")} is null
    or (m.action is not null and json_type(m.action) <> 'OBJECT')
    or case when starts_with(m.text, '{{') or starts_with(m.text, '[') then json_valid(m.text) else false end)"""


@dataclass(frozen=True)
class Names:
    """The temporary tables of one reading."""

    files: str
    items: str
    pages: str
    profiles: str
    communities: str
    conversations: str


class Stage:
    """The rows of one reading, staged in temporary tables of the loader's connection."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        files: list[tuple[int, str, str, int | None]],
        allowed: list[int] | None,
    ) -> None:
        """`files`: number, path, file_id and the peer that the name tells. `allowed`: chats that may be read."""
        self.connection = connection
        self.files = files
        self.allowed = allowed
        self.names = Names(*(temp_name(f"vk_{part}") for part in Names.__dataclass_fields__))
        self._create(files)

    def _create(self, files: list[tuple[int, str, str, int | None]]) -> None:
        n = self.names
        columns = list(zip(*files, strict=True)) if files else [[], [], [], []]
        arrow = pa.table(
            {
                "file_no": pa.array(columns[0], pa.int32()),
                "path": pa.array(columns[1], pa.string()),
                "file_id": pa.array(columns[2], pa.string()),
                "hint": pa.array(columns[3], pa.int64()),
            }
        )
        self.connection.register(f"{n.files}_view", arrow)  # a view of a Python object cannot stand in a file
        run = self.run
        run(f"create temp table {n.files} as from {n.files}_view")
        self.connection.unregister(f"{n.files}_view")
        run(
            f"""create temp table {
                n.items
            } (file_no integer, page_no bigint, ord bigint, kept boolean, locator varchar, peer bigint,
            cmid bigint, made_key varchar, from_id bigint, micros bigint, edited_at timestamp, text varchar,
            kind varchar, reply_to bigint, n_reactions bigint, extras varchar, action json,
            calls {_type_of([_CALL])}, reactions {
                _type_of(ITEM["reactions"])
            }, by_product boolean, odd boolean,
            page {_type_of(_PAGE)})"""
        )

    def run(self, sql: str, parameters: object = None) -> list[tuple]:
        """All rows of a statement."""
        return self.connection.execute(sql, parameters).fetchall()

    def drop(self) -> None:
        """Remove every table of this reading; relations built on them are dead afterwards."""
        for part in Names.__dataclass_fields__:
            self.run(f"drop table if exists {getattr(self.names, part)}")

    # --- documents in ----------------------------------------------------------------------------------
    def take_files(self, numbers: list[int], shape: str) -> set[int]:
        """Stage whole documents, read by DuckDB. Returns the numbers of files that need the careful way.

        The files of a run are told apart by their place in its list: a join here would leave one core to parse.
        """
        run: dict[str, object] = {"numbers": numbers, "hints": [self.files[number][3] for number in numbers]}
        run["all"] = [self.files[number][1] for number in numbers]
        turn = "list_position($all, filename)"
        sources, shares = _blobs(run["all"])
        source = (
            f"select list_extract($numbers::integer[], {turn}) as file_no, "
            f"list_extract($hints::bigint[], {turn}) as hint, 0 as line, {_WHOLE_TEXT} as content "
            f"from ({sources})"
        )
        self._take(source, shape, _LOCATORS[shape], run | shares)
        return self._odd(dict.fromkeys(numbers, 1))

    def take_lines(self, texts: pa.Table, shape: str, place: str | None = None) -> None:
        """Stage lines that are documents of their own (columns file_no, line, content).

        When the last line of a file is in, `is_plain` tells whether the file needs the careful way.
        """
        place = place or f"concat_ws(', ', concat('строка ', n), nullif({_LOCATORS[shape]}, ''))"
        with self._viewed(texts) as source:
            self._take(source, shape, place)

    def is_plain(self, number: int, n_lines: int) -> bool:
        """Whether every one of the file's lines is staged and plain; if not, its rows are taken back."""
        return not self._odd({number: n_lines})

    def take_clean(self, texts: pa.Table) -> None:
        """Stage pages that the careful way has read itself: right types, own places, nothing forbidden."""
        with self._viewed(texts) as source:
            self._take(source, "bare", "m._place", body=_CLEAN_BODY)

    @contextmanager
    def _viewed(self, texts: pa.Table) -> Iterator[str]:
        view = temp_name("vk_texts")
        self.connection.register(view, texts)
        try:
            yield (
                f"select t.file_no, f.hint, t.line, t.content from {view} t "
                f"join {self.names.files} f using (file_no)"
            )
        finally:
            self.connection.unregister(view)

    def _take(
        self,
        source: str,
        shape: str,
        place: str,
        parameters: dict[str, object] | None = None,
        body: dict[str, object] = BODY,
    ) -> None:
        structure, pages, page = _pages(shape, body)
        self._stage_chunk(
            f"""select file_no, hint, line, {page} as page, p, n_pages from (
                select file_no, hint, line, {pages} from (
                    select file_no, hint, line, try(json_transform(content, '{structure}')) as d from ({source})))""",
            place,
            parameters,
            clean=body is _CLEAN_BODY,
        )

    def _stage_chunk(
        self, documents: str, place: str, parameters: dict[str, object] | None = None, clean: bool = False
    ) -> None:
        """Parse documents once; of their items keep what may be read, and each page's own facts on its first row.

        One pass and no copy between: every core parses a document and spreads its items at once. The facts are a
        list of one, unnested beside the items: they stand on the first row without being carried along all others.
        """
        parameters = dict(parameters or {})
        may, items = f"coalesce(peer, {FIRST_GROUP_CHAT} + 1) > {FIRST_GROUP_CHAT}", "page.items"
        facts = ", ".join(
            ["'n_pages': n_pages", "'n': len(page.items)", "'declared': page.count"]
            + [f"'{part}': page.{part}" for part in BESIDE]
        )
        first = f"case when len(page.items) > 0 then [{{{facts}}}] end"
        if clean:  # a clean page may hold people or conversations alone
            may, items = "n_items > 0", "case when len(page.items) > 0 then page.items else [null] end"
            first = f"[{{{facts}}}]"
        if self.allowed is not None and not clean:
            parameters["allowed"] = self.allowed
            may += " and (peer is null or list_contains($allowed::bigint[], peer))"
        self.run(
            f"""insert into {self.names.items}
            with rows as (
                select file_no, hint, line as n, p, len(page.items) as n_items,
                    unnest({items}) as m, generate_subscripts({items}, 1) - 1 as o, unnest({first}) as first
                from ({documents})),
            addressed as (select *, coalesce(m.peer_id, hint) as peer, {may} as kept,
                case when {_HAS_ANY} then {_TYPES} end as types, case when {_HAS_ANY} then {_CALLS} end as calls
                from rows)
            select file_no, n * 1000000 + p, o, kept, {self._item_columns(place, clean)}, first
            from addressed where kept or o = 0""",
            parameters,
        )

    def _odd(self, given: dict[int, int]) -> set[int]:
        """Of these files (number → documents given) those in which something is not as it should be.

        A document that cannot be parsed, a page without items and an item that is no plain message of today
        show here: as missing rows or as a mark. Their rows are taken back.
        """
        found = {
            number: (documents, is_whole)
            for number, documents, is_whole in self.run(
                f"""select file_no, count(*), bool_and(is_whole) from (
                    select file_no, count(*) = any_value(page.n_pages) as is_whole from {self.names.items}
                    where page is not null and list_contains($numbers::integer[], file_no)
                    group by file_no, page_no // 1000000)
                group by file_no""",
                {"numbers": list(given)},
            )
        }
        odd = {number for (number,) in self.run(f"select distinct file_no from {self.names.items} where odd")}
        odd |= {number for number, n in given.items() if found.get(number) != (n, True)}
        for number in odd:
            self.forget(number)
        return odd

    @staticmethod
    def _item_columns(place: str, clean: bool) -> str:
        """What is kept of item `m` at place `o` of page `p`."""
        odd = "kept and peer is null" if clean else f"kept and {_ODD}"
        return f"""{place}, peer, coalesce(m.conversation_message_id, m.cmid), null, m.from_id,
            {sql_micros("m.date")}, case when m.update_time > 0 then {sql_moment("m.update_time")} end,
            case when kept and not ({_UNREAD}) then {sql_plain("m.text")} end, {_KIND},
            coalesce(m.reply_message.conversation_message_id, m.reply_message.cmid),
            case when len(m.reactions) > 0 then
                list_sum(list_transform(m.reactions, lambda r: coalesce(r.count, len(r.user_ids)))) end,
            {_CLEAN_EXTRAS if clean else _EXTRAS}, case when kept then m.action end,
            case when kept and len(calls) > 0 then calls end,
            case when len(m.reactions) > 0 then m.reactions end,
            {"coalesce(m._by_product, false)" if clean else "false"}, {odd}"""

    def settle(self) -> None:
        """After the last document: pages, people and conversations to tables of their own, keys made."""
        n = self.names
        paged = f"from {n.items} where page is not null"
        allowed = "true" if self.allowed is None else "list_contains($allowed::bigint[], c.peer.id)"
        self.run(
            f"create temp table {n.pages} as select file_no, page.n as n, page.declared as declared {paged}"
        )
        beside = {part: f"json_transform(page.{part}, '{_text_of(shape)}')" for part, shape in BESIDE.items()}
        self.run(
            f"create temp table {n.profiles} as select file_no, unnest({beside['profiles']}) as p {paged}"
        )
        self.run(
            f"create temp table {n.communities} as select file_no, unnest({beside['groups']}) as g {paged}"
        )
        self.run(
            f"""create temp table {n.conversations} as
            select * from (select file_no, unnest({beside["conversations"]}) as c {paged})
            where c.peer.id > {FIRST_GROUP_CHAT} and {allowed}""",
            None if self.allowed is None else {"allowed": self.allowed},
        )
        self.run(f"delete from {n.items} where not kept")
        self._make_keys()

    def forget(self, number: int) -> None:
        """Take back everything of one file."""
        self.run(f"delete from {self.names.items} where file_no = ?", [number])

    def _make_keys(self) -> None:
        """Give a key to each message that came without one: made of its content and its turn among equals."""
        n = self.names
        if not self.run(f"select 1 from {n.items} where cmid is null limit 1"):
            return
        self.run(
            f"""update {n.items} set made_key = k.key from (
                select file_no, page_no, ord, {sql_made_key("peer", "micros", "from_id", "text", "turn")} as key
                from (select file_no, page_no, ord, peer, micros, from_id, text, row_number() over (
                        partition by file_no, peer, micros, from_id, text order by page_no, ord) as turn
                    from {n.items} where cmid is null)) k
            where {n.items}.file_no = k.file_no and {n.items}.page_no = k.page_no and {n.items}.ord = k.ord
                and {n.items}.cmid is null"""
        )

    # --- canonical rows out ----------------------------------------------------------------------------
    def messages(self, by_product: bool = False) -> duckdb.DuckDBPyRelation:
        """Rows of `messages`: what people wrote; service rows and bare calls are events.

        Of two editions of a message the later file's wins, and in one file the later row (`row_order`).
        """
        return self.connection.sql(
            f"""select i.file_no * 1099511627776 + i.rowid as row_order, coalesce(i.cmid::varchar, i.made_key) as message_id, i.peer::varchar as chat_id,
                i.from_id::varchar as author_id, make_timestamp(i.micros) as sent_at, i.text, i.kind,
                i.reply_to::varchar as reply_to, i.edited_at, '{VK}' as platform, i.n_reactions,
                f.file_id, i.locator, i.extras
            from {self.names.items} i join {self.names.files} f using (file_no)
            where {_IS_MESSAGE} and {"" if by_product else "not"} i.by_product"""
        )

    def events(self) -> duckdb.DuckDBPyRelation:
        """Rows of `events`: service actions, and calls that stand alone in a message."""
        member = "nullif(i.action ->> '$.member_id', '')"
        return self.connection.sql(
            f"""with raw as (
                select i.*, f.file_id, case when i.action is null then concat_ws(':', 'call', nullif(i.calls[1].state, 'reached'))
                        else coalesce(i.action ->> '$.type', 'unknown') end as type,
                    try_cast({member} as bigint) as member
                from {self.names.items} i join {self.names.files} f using (file_no) where not {_IS_MESSAGE}),
            named as (select *, {_EVENT_TYPE} as event_type from raw)
            select peer::varchar as chat_id, make_timestamp(micros) as occurred_at, event_type,
                type as event_raw, coalesce(case when action is null then calls[1].initiator_id end, from_id)::varchar
                    as actor_id,
                coalesce(member, case when event_type in ('join_by_link', 'join_by_request', 'leave', 'rejoin')
                    then from_id end)::varchar as target_id,
                case when event_type in ('pin', 'unpin')
                    then action ->> '$.conversation_message_id' end as message_id,
                '{VK}' as platform, file_id, locator,
                json_merge_patch('{{}}', to_json({{'cmid': cmid,
                    'text': case when event_type in ('pin', 'rename', 'create')
                        then coalesce(action ->> '$.message', action ->> '$.text') end,
                    'old_text': case when event_type = 'rename' then action ->> '$.old_text' end}}))::varchar
                    as extras
            from named"""
        )

    def calls(self) -> duckdb.DuckDBPyRelation:
        """Rows of `broadcasts`: calls that stand as attachments; one that nobody took is an event only."""
        return self.connection.sql(
            f"""with raw as (
                select i.file_no, i.peer, coalesce(i.cmid::varchar, i.made_key) as key, i.micros, i.from_id, i.locator,
                    unnest(i.calls) as c, generate_subscripts(i.calls, 1) as turn
                from {self.names.items} i where i.calls is not null),
            timed as (select *, coalesce({sql_micros('c."time"')}, micros) as begun,
                case when c.duration between 1 and 604800 then c.duration end as seconds from raw
                where coalesce(c.state, 'reached') = 'reached')
            select 'call:' || peer || ':' || key || case when turn > 1 then ':' || turn else '' end as broadcast_id,
                'звонок' as kind, make_timestamp(begun) as started_at, true as started_at_has_time,
                coalesce(c.initiator_id, from_id)::varchar as host,
                c.participants.count + case when len(c.participants.list) = c.participants.count
                    and not list_contains(c.participants.list, coalesce(c.initiator_id, from_id))
                    then 1 else 0 end as participants,
                seconds as duration, peer::varchar as chat_id,
                make_timestamp(begun + seconds * 1000000) as ended_at,
                case when seconds is not null then true end as ended_at_has_time,
                f.file_id, locator,
                json_merge_patch('{{}}', to_json({{'state': coalesce(c.state,
                    case when seconds is null then 'in_progress' end)}}))::varchar as extras
            from timed join {self.names.files} f using (file_no)"""
        )

    def reactions(self) -> duckdb.DuckDBPyRelation:
        """Rows of `reactions`: whose they are, where the file tells."""
        return self.connection.sql(
            f"""select distinct chat_id, message_id, member_id::varchar as member_id, '{VK}' as platform,
                file_id, locator
            from (select i.peer::varchar as chat_id, coalesce(i.cmid::varchar, i.made_key) as message_id,
                    unnest(flatten(list_transform(i.reactions, lambda r: coalesce(r.user_ids, []))))
                        as member_id,
                    f.file_id, i.locator
                from {self.names.items} i join {self.names.files} f using (file_no)
                where len(i.reactions) > 0 and {_IS_MESSAGE})
            where member_id > 0"""
        )

    def members(self, every: list[int], listed: Sequence[tuple[int, int]]) -> duckdb.DuckDBPyRelation:
        """Rows of `members`: profiles and communities that the chats of their file refer to.

        `listed`: number of a file and of a member whom a list of a chat that may be read names. A profile of somebody who
        stands only in a chat that may not be read is left out. In files whose numbers are in `every` all profiles
        count: they were asked for as such.
        """
        n = self.names
        name = "trim(concat_ws(' ', nullif(trim(p.last_name), ''), nullif(trim(p.first_name), '')))"
        orgs = "p.educational_profile.edu_roles.organizations"
        details = f"flatten(list_transform({orgs}, lambda o: list_transform(o.roles, lambda r: r.details)))"
        return self.connection.sql(
            f"""with {self._referred()},
            people as (
                select file_no, p.id as id, max(p) as p from {n.profiles} where p.id > 0 group by file_no, p.id),
            told as (
                select file_no, id::varchar as member_id,
                    case when p.deactivated is not null and p.deactivated <> ''
                        then 'Удалённый аккаунт ' || id else nullif({sql_plain(name)}, '') end as full_name,
                    nullif(array_to_string(list_distinct(list_filter(list_prepend(
                        p.educational_profile.edu_roles.main_roles, coalesce({details}, [])),
                        lambda r: trim(r) <> '')), '; '), '') as role,
                    {sql_moment(_LAST_SEEN)} as last_active,
                    case when nullif(p.deactivated, '') is null then 'user' else 'deleted' end as member_kind,
                    case when p.educational_profile is not null or p.online_info.status is not null
                        or nullif(p.deactivated, '') is not null
                    then json_merge_patch('{{}}', to_json({{
                        'organizations': list_transform({orgs}, lambda o: o.organization_name),
                        'role_codes': list_sort(list_distinct(list_filter(list_prepend(
                            p.educational_profile.edu_roles.main_role_code, coalesce(flatten(list_transform({orgs},
                            lambda o: list_transform(o.roles, lambda r: r.role_code))), [])),
                            lambda r: r is not null))),
                        'online_status': p.online_info.status,
                        'deactivated': nullif(p.deactivated, '')}}))::varchar end as extras
                from people),
            communities as (
                select file_no, (-g.id)::varchar as member_id, {sql_plain("any_value(g.name)")} as full_name,
                    null as role, null as last_active, 'community' as member_kind,
                    '{{"kind": "community"}}' as extras
                from {n.communities} where g.id > 0 group by file_no, g.id)
            select t.member_id, t.full_name, t.role, t.last_active, '{VK}' as platform, t.member_kind,
                f.file_id, 'profiles' as locator, t.extras
            from (from told union all from communities) t join {n.files} f using (file_no)
            where list_contains($every::integer[], t.file_no) or exists (
                select 1 from referred r where r.file_no = t.file_no and r.id::varchar = t.member_id)
                or (t.file_no, t.member_id) in (
                    select (unnest($files::integer[]), unnest($numbers::bigint[])::varchar))""",
            params={
                "every": every,
                "files": [file for file, _ in listed],
                "numbers": [number for _, number in listed],
            },
        )

    def _referred(self) -> str:
        """CTE `referred`: whom the rows of each file speak of."""
        n = self.names
        return f"""referred as (
            select distinct file_no, id from (
                select file_no, from_id as id from {n.items}
                union all select file_no, try_cast(action ->> '$.member_id' as bigint) from {n.items}
                    where action is not null
                union all select file_no, unnest(flatten(list_transform(reactions, lambda r: r.user_ids)))
                    from {n.items} where len(reactions) > 0
                union all select file_no, unnest(list_transform(calls, lambda c: c.initiator_id))
                    from {n.items} where calls is not null
                union all select file_no, c.chat_settings.owner_id from {n.conversations}
                union all select file_no, unnest(c.chat_settings.admin_ids) from {n.conversations})
            where id is not null)"""

    def chats(self, zone: str) -> duckdb.DuckDBPyRelation:
        """Rows of `chats`: one a file and chat; who created it is known from a service action alone."""
        n = self.names
        settings = "any_value(c.chat_settings order by c.chat_settings.title is null)"
        return self.connection.sql(
            f"""with declared as (
                select file_no, max(declared) as declared, sum(n) as n
                from {n.pages} group by file_no),
            spoken as (
                select file_no, peer, count(*) as n,
                    arg_min(from_id, micros) filter (action ->> '$.type' = 'chat_create') as creator,
                    min(micros) filter (action ->> '$.type' = 'chat_create') as created
                from {n.items} group by file_no, peer),
            alone as (select file_no, count(*) as n_chats, sum(n) as n from spoken group by file_no),
            told as (
                select file_no, c.peer.id as peer, {settings} as s,
                    max(c.last_conversation_message_id) as last_cmid
                from {n.conversations} group by file_no, c.peer.id)
            select coalesce(t.peer, s.peer)::varchar as chat_id,
                nullif({sql_plain("t.s.title")}, '') as title,
                case when t.s.is_group_channel then 'канал' end as kind,
                s.creator::varchar as created_by,
                (make_timestamp(s.created) at time zone 'UTC' at time zone $zone)::date as created_on,
                '{VK}' as platform,
                case when a.n_chats = 1 and a.n = d.n then d.declared end as declared_messages,
                t.s.members_count as declared_members,
                f.file_id, 'conversations' as locator,
                json_merge_patch('{{}}', to_json({{'owner_id': t.s.owner_id::varchar, 'state': t.s.state,
                    'last_cmid': t.last_cmid, 'permissions': t.s.permissions}}))::varchar as extras
            from told t full join spoken s on s.file_no = t.file_no and s.peer = t.peer
            join {n.files} f on f.file_no = coalesce(t.file_no, s.file_no)
            left join declared d on d.file_no = s.file_no left join alone a on a.file_no = s.file_no""",
            params={"zone": zone},
        )

    def chiefs(self) -> duckdb.DuckDBPyRelation:
        """Rows of `chat_members` that a conversation tells: its owner and administrators."""
        n = self.names
        return self.connection.sql(
            f"""with named as (
                select file_no, c.peer.id as peer, c.chat_settings.owner_id as id, 'владелец' as chat_role
                from {n.conversations}
                union all
                select file_no, c.peer.id, unnest(c.chat_settings.admin_ids), 'администратор'
                from {n.conversations})
            select peer::varchar as chat_id, id::varchar as member_id, max(chat_role) as chat_role,
                f.file_id, 'conversations' as locator
            from named join {n.files} f using (file_no) where id is not null
            group by peer, id, f.file_id"""
        )

    def figures(self) -> dict[int, tuple[int, int | None, int, object]]:
        """For each file: items seen, the largest declared count, rows that may be read, newest moment."""
        n = self.names
        return {
            number: (seen or 0, declared, rows or 0, newest)
            for number, seen, declared, rows, newest in self.run(
                f"""select f.file_no, p.n, case when p.n = i.n then p.declared end, i.n, make_timestamp(greatest(i.newest, s.seen)) from {n.files} f
                left join (select file_no, sum(n) as n, max(declared) as declared from {n.pages}
                    group by file_no) p using (file_no)
                left join (select file_no, count(*) as n, max(micros) as newest from {n.items}
                    group by file_no) i using (file_no)
                left join (select file_no, max({sql_micros(_LAST_SEEN)}) as seen from {n.profiles}
                    group by file_no) s using (file_no)"""
            )
        }


_LAST_SEEN = "coalesce(p.online_info.last_seen, p.last_seen.time)"
_IS_MESSAGE = "(i.action is null and not (len(coalesce(i.calls, [])) > 0 and trim(i.text) = ''))"
_EVENT_TYPE = """case type
    when 'chat_create' then 'create'
    when 'chat_title_update' then 'rename'
    when 'chat_invite_user' then case when member = from_id then 'rejoin' else 'invite' end
    when 'chat_invite_user_by_call' then 'invite'
    when 'chat_invite_user_by_link' then 'join_by_link'
    when 'chat_invite_user_by_call_join_link' then 'join_by_link'
    when 'chat_invite_user_by_message_request' then 'join_by_request'
    when 'chat_kick_user' then case when member is null or member = from_id then 'leave' else 'kick' end
    when 'chat_kick_user_call_block' then 'kick'
    when 'chat_pin_message' then 'pin'
    when 'chat_unpin_message' then 'unpin'
    when 'chat_group_call_started' then 'call_start'
    when 'call' then 'call_start'
    else 'other' end"""


def peers_in_files(
    connection: duckdb.DuckDBPyConnection, paths: list[str], shape: str
) -> dict[str, tuple[list[int | None], bool]]:
    """For each path: the peers of its items and conversations, and whether the careful way is needed."""
    structure, pages, page = _pages(shape, _PEERS_ONLY)
    sources, shares = _blobs(paths)
    found = connection.execute(
        f"""with pages as (
            select filename, {page} as page from (
                select filename, {pages} from (
                    select filename, try(json_transform({_WHOLE_TEXT}, '{structure}')) as d from ({sources}))))
        select filename, list_distinct(flatten(list(
                list_concat(list_distinct(list_transform(page.items, lambda m: coalesce(m.peer_id, 0))),
                    list_transform(page.conversations, lambda c: c.peer.id))))),
            bool_or(page is null or page.items is null or len(page.items) = 0)
        from pages group by filename""",
        shares,
    ).fetchall()
    return {name: (peers or [], careful) for name, peers, careful in found}
