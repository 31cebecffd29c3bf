"""JSON from the VK API: histories, members, chats, profiles, broadcasts, in every envelope dumpers write.

Two ways. Pages of history go through SQL in sets (`vk_sql`): that is a million messages in seconds. Everything
else, and any file in which something is not as it should be, goes object by object (`vk_objects`); the
messages found there join the same staging tables, so that a message means the same on both ways.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

import pyarrow as pa

from etl.sources.base import Batch, Context, Incoming, Outcome, Reading, Refused, Reject, Survey
from etl.sources.json_common import (
    FIRST_GROUP_CHAT,
    VK,
    LargeDocument,
    arrow_rows,
    chunks,
    decode,
    head,
    is_json_lines,
    lines,
    local_day,
    parse,
    peer_hint,
)
from etl.sources.vk_legacy import Unreadable
from etl.sources.vk_objects import Walk
from etl.sources.vk_sql import Stage, peers_in_files

CHUNK_BYTES = 48 * 2**20  # documents parsed at once: bounds the memory, whatever the number of files
LARGEST_DOCUMENT = 48 * 2**20  # a document above it is cut into items before it is parsed
LINES_AT_ONCE = 20_000

# What the elements of a large document's list are, and how their place is called.
_ELEMENTS = {
    "wrapped": ("message", "concat('items[', n, ']')"),
    "bare": ("message", "concat('items[', n, ']')"),
    "messages": ("message", "concat('[', n, ']')"),
    "wrapped_list": ("wrapped", "concat('[', n, '].items[', o, ']')"),
    "bare_list": ("bare", "concat('[', n, '].items[', o, ']')"),
}

Documents = Callable[[Incoming], Iterator[tuple[str, object]]]

# Words that stand in the first object of each kind of answer; one is enough.
_OURS = re.compile(
    r'"(?:response|items|conversation_message_id|peer_id|from_id|failed_member_ids|chat_settings|'
    r'error_code|edu_roles|preview|owner_id|admin_id|read_state)"\s*:|\A\{\s*"link"\s*:'
)
_NOT_OURS = re.compile(r'"(?:update_type|recipient|participants_count|chat_type|attaches|_type|mid)"\s*:')


def shape_of(file: Incoming) -> str:
    """The shape of a document, told by its beginning; «other» goes the careful way at once."""
    beginning = head(file.path)
    stem = "lines:" if beginning.startswith("{") and is_json_lines(file.path) else ""
    for shape, pattern in _SHAPES:
        if pattern.match(beginning):
            if stem and shape in ("wrapped", "bare", "message"):
                return stem + shape
            return "other" if shape == "message" else shape
    return stem + "other"


_HISTORY = r'(?:(?!"items").){0,2000}"items"\s*:\s*\[\s*\{(?:(?!"member_id"\s*:|"peer"\s*:|"conversation"\s*:|"owner_id"\s*:|"channel_id"\s*:|"first_name"\s*:|"attachments"\s*:).){0,2000}"(?:date|from_id)"\s*:'
_SHAPES = tuple(
    (shape, re.compile(pattern, re.S))
    for shape, pattern in (
        ("wrapped", r'\A\{\s*"response"\s*:\s*\{' + _HISTORY),
        ("wrapped_list", r'\A\[\s*\{\s*"response"\s*:\s*\{' + _HISTORY),
        ("bare", r'\A\{(?=\s*"(?:count|items|profiles)")' + _HISTORY),
        ("bare_list", r'\A\[\s*\{(?=\s*"(?:count|items|profiles)")' + _HISTORY),
        ("messages", r'\A\[\s*\{(?:(?!"items"|"response"|"body").){0,2000}"(?:date|from_id)"\s*:'),
        ("message", r'\A\{(?:(?!"items"|"response"|"body").){0,2000}"(?:date|from_id)"\s*:'),
    )
)


class VkApi:
    """JSON from the VK API."""

    name = "vk-api-json"
    title = "JSON из API VK"
    order = 40

    def recognise(self, file: Incoming) -> bool:
        """Whether the beginning of the file reads like an answer of the VK API."""
        beginning = head(file.path)
        if not beginning.startswith(("{", "[")) or beginning.startswith(("{'", "[{'")):
            return False
        return bool(_OURS.search(beginning)) and not _NOT_OURS.search(beginning[:4000])

    def survey(self, files: Sequence[Incoming], context: Context) -> list[Survey]:
        """Which chats stand in these files: the peers of messages and conversations, nothing else is kept."""
        surveys: dict[str, Survey] = {}
        careful: list[Incoming] = []
        for shape, group in _by_shape(files).items():
            if shape not in ("wrapped", "bare", "wrapped_list", "bare_list", "messages"):
                careful += group
                continue
            for run in chunks([f for f in group if not _is_large(f)], CHUNK_BYTES):
                found = peers_in_files(context.connection, [str(f.path) for f in run], shape)
                for file in run:
                    peers, is_odd = found.get(str(file.path), ([], True))
                    peers = {peer or peer_hint(file.name) for peer in peers}
                    if is_odd or None in peers:
                        careful.append(file)
                    else:
                        surveys[file.file_id] = _survey(file, peers)
            careful += [f for f in group if _is_large(f)]
        for file in careful:
            surveys[file.file_id] = survey_documents(file, json_documents(file))
        return [surveys[file.file_id] for file in files]

    def read(self, files: Sequence[Incoming], context: Context) -> Reading:
        """Rows of the chats that may be read, rejects and an outcome for each file."""
        return read_documents(files, context, json_documents, in_sets=True)


SOURCE = VkApi()


# --- documents -----------------------------------------------------------------------------------------
def json_documents(file: Incoming) -> Iterator[tuple[str, object]]:
    """Place and value of each document of a file: of every line, or of the one that fills it."""
    if head(file.path).startswith("{") and is_json_lines(file.path):
        for number, line in lines(file.path):
            try:
                yield f"строка {number}", parse(line)
            except Refused as error:
                yield f"строка {number}", Unreadable(str(error))
    elif _is_large(file):
        document = LargeDocument(file.path)
        for turn, _, value in document.elements():
            yield f"items[{turn}]", value
        yield "", document.rest
    else:
        yield "", parse(decode(file.path.read_bytes()))


def _is_large(file: Incoming) -> bool:
    return file.path.stat().st_size > LARGEST_DOCUMENT


def _by_shape(files: Iterable[Incoming]) -> dict[str, list[Incoming]]:
    groups: dict[str, list[Incoming]] = {}
    for file in files:
        groups.setdefault(shape_of(file), []).append(file)
    return groups


def _survey(file: Incoming, peers: Iterable[int | None]) -> Survey:
    told = {peer for peer in peers if peer is not None}
    chats = tuple((VK, str(peer)) for peer in sorted(told) if peer > FIRST_GROUP_CHAT)
    return Survey(file.file_id, chats, sum(1 for peer in told if peer <= FIRST_GROUP_CHAT))


def survey_documents(file: Incoming, documents: Iterable[tuple[str, object]]) -> Survey:
    """Which chats stand in a file that is read object by object."""
    from zoneinfo import ZoneInfo

    walk = Walk(file, lambda chat: False, ZoneInfo("UTC"), keep_rows=False)
    with suppress(Refused):
        for place, value in documents:
            if not isinstance(value, Unreadable):
                walk.document(value, place)
    chats = tuple((VK, chat) for chat in sorted(walk.chats))
    return Survey(file.file_id, chats, len(walk.private))


# --- reading -------------------------------------------------------------------------------------------
def read_documents(
    files: Sequence[Incoming], context: Context, documents: Documents, in_sets: bool = False
) -> Reading:
    """Read files of VK objects. `in_sets`: pages of history go through SQL first."""
    return _Read(files, context, documents).run(in_sets)


class _Read:
    """One reading of a group of files."""

    def __init__(self, files: Sequence[Incoming], context: Context, documents: Documents) -> None:
        self.files, self.context, self.documents = list(files), context, documents
        self.number = {file.file_id: number for number, file in enumerate(self.files)}
        self.reading = Reading()
        self.rows: dict[str, list[dict[str, object]]] = {}
        self.every: list[int] = []
        self.walks: dict[str, Walk] = {}
        allowed = None
        if context.allowed is not None:
            allowed = [int(chat) for platform, chat in context.allowed if platform == VK and _is_number(chat)]
        self.stage = Stage(
            context.connection,
            [(n, str(f.path), f.file_id, peer_hint(f.name)) for n, f in enumerate(self.files)],
            allowed,
        )

    def run(self, in_sets: bool) -> Reading:
        careful = self._in_sets() if in_sets else self.files
        for file in careful:
            try:
                self._carefully(file)
            except Refused as refusal:
                self.stage.forget(self.number[file.file_id])
                self.reading.outcomes[file.file_id] = Outcome("refused", str(refusal))
        self.stage.settle()
        self._batches()
        self._outcomes()
        self.reading.release = self.stage.drop
        return self.reading

    # --- two ways ------------------------------------------------------------------------------------
    def _in_sets(self) -> list[Incoming]:
        """Stage what SQL can read; the files left over go the careful way."""
        left: list[Incoming] = []
        for shape, group in _by_shape(self.files).items():
            if shape.startswith("lines:") and shape != "lines:other":
                left += [f for f in group if not self._lines_in_sets(f, shape.removeprefix("lines:"))]
            elif shape in ("wrapped", "bare", "wrapped_list", "bare_list", "messages"):
                small = [file for file in group if not _is_large(file)]
                odd = set()
                for run in chunks(small, CHUNK_BYTES):
                    odd |= self.stage.take_files([self.number[file.file_id] for file in run], shape)
                left += [file for file in small if self.number[file.file_id] in odd]
                left += [f for f in group if _is_large(f) and not self._large_in_sets(f, shape)]
            else:
                left += group
        return left

    def _lines_in_sets(self, file: Incoming, shape: str) -> bool:
        """Stage a file of which each line is a page or a message. Returns whether all of it is plain."""
        number = self.number[file.file_id]
        n_lines = 0
        for run in _runs(lines(file.path)):
            self.stage.take_lines(_texts(number, run), shape)
            n_lines += len(run)
        return self.stage.is_plain(number, n_lines)

    def _large_in_sets(self, file: Incoming, shape: str) -> bool:
        """Stage a document too large for one go, element by element. Returns whether all of it is plain."""
        number, element = self.number[file.file_id], _ELEMENTS[shape]
        document = LargeDocument(file.path)
        n_elements = 0
        try:
            for run in _runs((turn, text) for turn, text, _ in document.elements()):
                self.stage.take_lines(_texts(number, run), *element)
                n_elements += len(run)
        except Refused:
            self.stage.forget(number)
            return False
        if not self.stage.is_plain(number, n_elements):
            return False
        walk = self._walk(file)
        walk.document(document.rest)
        self._flush(number, walk)
        self.walks[file.file_id] = walk
        return True

    def _walk(self, file: Incoming) -> Walk:
        return Walk(file, lambda chat: self.context.may_read(VK, chat), self.context.tz)

    def _carefully(self, file: Incoming) -> None:
        """Read a file object by object. Raises: Refused."""
        walk = self._walk(file)
        number = self.number[file.file_id]
        broken: list[Reject] = []
        n_documents = n_sent = 0
        for place, value in self.documents(file):
            n_documents += 1
            if isinstance(value, Unreadable):
                broken.append(Reject(file.file_id, place, "", "broken_line", value.error))
                continue
            walk.document(value, place)
            if walk.n_items - n_sent >= LINES_AT_ONCE:
                self._flush(number, walk)
                n_sent = walk.n_items
        if broken and len(broken) == n_documents:
            raise Refused(broken[0].message)
        if number not in self.flushed:
            walk.refuse_if_nothing()
        self._flush(number, walk)
        self.reading.rejects += broken + walk.rejects
        for table, rows in walk.rows.items():
            self.rows.setdefault(table, []).extend(rows)
        if walk.all_profiles:
            self.every.append(number)
        walk.has_state = (
            walk.all_profiles or bool({"chats", "chat_members"} & set(walk.rows)) or walk.has_state
        )
        self.walks[file.file_id] = walk

    flushed: frozenset[int] = frozenset()

    def _flush(self, number: int, walk: Walk) -> None:
        """Send the clean pages to the staging tables."""
        import json

        if not walk.pages:
            return
        # a chat told beside its history, were it empty, needs no date; a list of chats does
        walk.has_state |= any(
            page.get("conversations") and not ("profiles" in page and page.get("count") == 0)
            for page in walk.pages
        )
        self.flushed |= {number}
        texts = [(line, json.dumps(page, ensure_ascii=True)) for line, page in enumerate(walk.pages)]
        self.stage.take_clean(_texts(number, texts))
        walk.pages.clear()

    # --- what comes out --------------------------------------------------------------------------------
    def _batches(self) -> None:
        stage, batches = self.stage, self.reading.batches
        batches.append(Batch("messages", stage.messages()))
        batches.append(Batch("events", stage.events()))
        batches.append(Batch("messages", stage.messages(by_product=True), counts=False))
        batches.append(Batch("broadcasts", stage.calls(), counts=False))
        batches.append(Batch("reactions", stage.reactions(), counts=False))
        batches.append(Batch("chats", stage.chats(str(self.context.tz)), counts=False))
        batches.append(Batch("chat_members", stage.chiefs(), counts=False))
        batches.append(Batch("members", stage.members(self.every, self._listed()), counts=False))
        for table, rows in sorted(self.rows.items()):
            batches.append(Batch(table, arrow_rows(table, rows)))

    def _listed(self) -> list[tuple[int, int]]:
        """Whom the lists of chats name: number of the file, number of the member."""
        return [
            (self.number[file_id], int(member))
            for file_id, walk in self.walks.items()
            for members in walk.seen_members.values()
            for member in members
        ]

    def _outcomes(self) -> None:
        figures = self.stage.figures()
        met = self._members_met()
        for number, file in enumerate(self.files):
            if file.file_id in self.reading.outcomes:
                continue
            _, declared, rows, newest = figures.get(number, (0, None, 0, None))
            outcome = Outcome(declared_count=declared if rows else None)
            outcome.as_of = local_day(newest, self.context.tz)
            if walk := self.walks.get(file.file_id):
                outcome.needs_as_of = outcome.as_of is None and walk.has_state
                self._tell_members(walk, outcome, met)
                if walk.plain_videos:
                    outcome.notes.append(
                        f"Обычных видеозаписей без признаков трансляции: {walk.plain_videos}; они не загружены"
                    )
                outcome.notes += walk.notes
            self.reading.outcomes[file.file_id] = outcome

    def _members_met(self) -> dict[str, set[str]]:
        """Members of each chat over all pages given at once."""
        met: dict[str, set[str]] = {}
        for walk in self.walks.values():
            for chat, members in walk.seen_members.items():
                met.setdefault(chat, set()).update(members)
        return met

    def _tell_members(self, walk: Walk, outcome: Outcome, met: dict[str, set[str]]) -> None:
        """Whether lists of members are whole; told by the declared count."""
        if not walk.seen_members:
            return
        if len(walk.seen_members) == len(walk.member_counts) == 1:
            outcome.declared_count = next(iter(walk.member_counts.values()))
        whole_lists = []
        for chat in walk.seen_members:
            declared, n = walk.member_counts.get(chat), len(met[chat])
            whole_lists.append(declared is not None and n >= declared)
            if declared is not None and n < declared:
                cut = " (список усечён: по умолчанию отдаётся 20)" if n <= 20 else " (список усечён)"
                outcome.notes.append(f"Чат {chat}: участников {n} из {declared}{cut}")
        outcome.complete = all(whole_lists)


def _is_number(chat: str) -> bool:
    return chat.lstrip("-").isdigit()


def _texts(number: int, run: Sequence[tuple[int, str]]) -> pa.Table:
    return pa.table(
        {
            "file_no": pa.array([number] * len(run), pa.int32()),
            "line": pa.array([line for line, _ in run], pa.int64()),
            "content": pa.array([text for _, text in run], pa.string()),
        }
    )


def _runs(lines: Iterable[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Numbered texts in runs bounded by number and size."""
    run: list[tuple[int, str]] = []
    size = 0
    for number, line in lines:
        run.append((number, line))
        size += len(line)
        if len(run) >= LINES_AT_ONCE or size > CHUNK_BYTES // 2:
            yield run
            run, size = [], 0
    if run:
        yield run
