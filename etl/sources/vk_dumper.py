"""Folders of VKSferumChatExport: `<peer_id>/history.json` with four fields a message, `chat.html` with names.

Message ids, replies, edits, reactions and service actions are lost in this export. A row without text and
attachments is a service message: an event of an unknown kind, never a message. Names stand only in `chat.html`,
in the clock of the computer that made the dump; they are joined by text and time.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from etl.sources.base import Batch, Context, Incoming, Outcome, Reading, Refused, Reject, Survey
from etl.sources.json_common import (
    FIRST_GROUP_CHAT,
    VK,
    arrow_rows,
    decode,
    extras,
    head,
    local_day,
    made_key,
    moment,
    parse,
    peer_hint,
    raw_text,
    storable,
    whole,
)

_FIRST_ROW = re.compile(
    r'\A\[\s*\{(?=[^{}]*"date"\s*:)(?=[^{}]*"from_id"\s*:)\s*'
    r'(?:"(?:date|from_id|text|attachments)"\s*:\s*(?:-?\d+|null|"(?:[^"\\]|\\.)*"|\[\s*(?:"(?:[^"\\]|\\.)*"[,\s]*)*\])\s*,?\s*)+\}',
    re.S,
)
_HTML_ROW = re.compile(
    r"""<div class=["']name["']>(?P<name>[^<]*)<span class=["']time["']>"""
    r"""(?P<time>\d\d\.\d\d\.\d\d \d\d:\d\d:\d\d)</span></div>\s*<div class=["']txt["']>(?P<text>.*?)</div>""",
    re.S,
)
_ATTACHED = re.compile(r"\d+_(sticker|graffiti|photo|video|audio_message)(?=[_.\d]|\Z)")
_KINDS = (
    ("audio_message", "голос"),
    ("sticker", "стикер"),
    ("photo", "фото"),
    ("graffiti", "фото"),
    ("video", "файл"),
    ("doc", "файл"),
)
NO_PEER = (
    "В history.json нет номера чата: он стоит только в имени папки. Принесите папку целиком, например "
    "«2000000123/history.json»."
)
HTML_ALONE = (
    "В chat.html нет номеров участников, а время записано по часам чужого компьютера. Принесите папку целиком: "
    "с файлом history.json рядом."
)


class VkDumper:
    """What VKSferumChatExport leaves in a chat's folder."""

    name = "vk-sferum-chat-export"
    title = "Папка VKSferumChatExport"
    order = 30

    def recognise(self, file: Incoming) -> bool:
        """Rows of exactly four fields with attachments as paths, or the page with names beside them."""
        beginning = head(file.path)
        return bool(_FIRST_ROW.match(beginning)) or _is_page(beginning)

    def survey(self, files: Sequence[Incoming], context: Context) -> list[Survey]:
        """The chat of each folder, told by its name."""
        return [_survey(file) for file in files]

    def read(self, files: Sequence[Incoming], context: Context) -> Reading:
        """Rows of the chats that may be read, rejects and an outcome for each file."""
        reading = Reading()
        rows: dict[str, list[dict[str, object]]] = defaultdict(list)
        pages = {peer_hint(file.name): file for file in files if _is_page(head(file.path))}
        told = {peer_hint(file.name) for file in files if not _is_page(head(file.path))}
        for file in files:
            if _is_page(head(file.path)):
                alone = peer_hint(file.name) not in told
                reading.outcomes[file.file_id] = Outcome("refused", HTML_ALONE) if alone else Outcome()
                continue
            try:
                _read_history(file, pages.get(peer_hint(file.name)), context, rows, reading)
            except Refused as refusal:
                reading.outcomes[file.file_id] = Outcome("refused", str(refusal))
        for table in ("messages", "events", "members"):
            if rows[table]:
                reading.batches.append(
                    Batch(table, arrow_rows(table, rows[table]), counts=table != "members")
                )
        return reading


SOURCE = VkDumper()


def _is_page(beginning: str) -> bool:
    return beginning.lstrip().lower().startswith("<html") and "class='chat'" in beginning.replace('"', "'")


def _survey(file: Incoming) -> Survey:
    peer = peer_hint(file.name)
    if peer is None or _is_page(head(file.path)):
        return Survey(file.file_id)
    if peer <= FIRST_GROUP_CHAT:
        return Survey(file.file_id, private_dialogs=1)
    return Survey(file.file_id, ((VK, str(peer)),))


def _read_history(
    file: Incoming,
    page: Incoming | None,
    context: Context,
    rows: dict[str, list[dict[str, object]]],
    reading: Reading,
) -> None:
    """Rows of one history. Raises: Refused."""
    peer = peer_hint(file.name)
    if peer is None:
        raise Refused(NO_PEER)
    if peer <= FIRST_GROUP_CHAT or not context.may_read(VK, str(peer)):
        reading.outcomes[file.file_id] = Outcome()
        return
    document = parse(decode(file.path.read_bytes()))
    if not isinstance(document, list):
        raise Refused("В history.json ожидался список сообщений. Выгрузите чат ещё раз.")
    sound = list(_sound(file, document, reading.rejects))
    equals: Counter[tuple[object, ...]] = Counter()
    newest = None
    for index, item, sent in sound:
        row = {"file_id": file.file_id, "chat_id": str(peer), "platform": VK, "locator": f"[{index}]"}
        author = str(whole(item["from_id"]))
        text = storable(str(item.get("text") or ""))
        attached = [_kind_of(path) for path in item.get("attachments") or []]
        newest = sent if newest is None else max(newest, sent)
        if not text.strip() and not attached:
            rows["events"].append(
                row | {"occurred_at": sent, "event_type": "other", "event_raw": "service", "actor_id": author}
            )
            continue
        equals[sent, author, text] += 1
        rows["messages"].append(
            row
            | {
                "message_id": made_key(peer, sent, author, text, equals[sent, author, text]),
                "author_id": author,
                "sent_at": sent,
                "text": text,
                "kind": _kind(text, attached),
                "extras": extras(n_attachments=len(attached) or None),
            }
        )
    rows["members"] += _names(file, page, sound)
    notes = [
        "В этой выгрузке нет номеров сообщений, ответов, правок, реакций и того, кто кого добавил или удалил"
    ]
    reading.outcomes[file.file_id] = Outcome(as_of=local_day(newest, context.tz), notes=notes)


def _sound(
    file: Incoming, document: Sequence[object], rejects: list[Reject]
) -> Iterator[tuple[int, Mapping[str, object], datetime]]:
    """The messages that can be read, with their place and time; the rest become rejects."""
    for index, item in enumerate(document):
        fault = _fault(item)
        if fault:
            rejects.append(
                Reject(file.file_id, f"[{index}]", fault[2], fault[0], fault[1], raw_text(item, fault[2]))
            )
        else:
            yield index, item, moment(item["date"])


def _fault(item: object) -> tuple[str, str, str] | None:
    if not isinstance(item, Mapping):
        return "not_an_object", "Здесь ожидалось сообщение, а стоит простое значение", ""
    if moment(item.get("date")) is None:
        return "bad_date", "Дата не число или вне 2011–2100 годов", "date"
    if whole(item.get("from_id")) is None:
        return "wrong_type", "Номер автора не число", "from_id"
    if isinstance(item.get("text"), (list, Mapping)):
        return "wrong_type", "Текст сообщения — не строка", "text"
    attachments = item.get("attachments")
    if attachments is not None and not (
        isinstance(attachments, list) and all(isinstance(path, str) for path in attachments)
    ):
        return "wrong_type", "Вложения — не список путей", "attachments"
    return None


def _kind_of(path: str) -> str:
    """Kind of an attachment, which only its file's name tells; any other name is a document's title."""
    found = _ATTACHED.match(PurePosixPath(path.replace("\\", "/")).name)
    return found[1] if found else "doc"


def _kind(text: str, attached: Sequence[str]) -> str:
    for kind, name in _KINDS:
        if kind in attached and (kind in ("sticker", "audio_message") or not text.strip()):
            return name
    return "текст"


# --- names -------------------------------------------------------------------------------------------------
def _names(
    file: Incoming,
    page: Incoming | None,
    messages: Sequence[tuple[int, Mapping[str, object], datetime]],
) -> list[dict[str, object]]:
    """Rows of `members`: who wrote, with the name that stands beside the same text and time in chat.html."""
    authors = {whole(item["from_id"]) for _, item, _ in messages}
    found = _match_names(page, messages) if page is not None else {}
    return [
        {
            "file_id": file.file_id,
            "locator": "from_id",
            "member_id": str(author),
            "platform": VK,
            "full_name": found.get(author),
            "member_kind": "community"
            if author < 0
            else "deleted"
            if author in found and found[author].startswith("Удалённый")
            else "user",
            "extras": extras(kind="community") if author < 0 else None,
        }
        for author in sorted(authors)
        if author in found or author < 0
    ]


def _match_names(
    page: Incoming, messages: Sequence[tuple[int, Mapping[str, object], datetime]]
) -> dict[int, str]:
    """from_id → name. The offset of the page's clock is the one that most texts agree on."""
    by_text: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for _, item, sent in messages:
        by_text[_plain(str(item.get("text") or ""))].append((sent, whole(item["from_id"])))
    shown = []
    for row in _HTML_ROW.finditer(decode(page.path.read_bytes())):
        try:
            clock = datetime.strptime(row["time"], "%d.%m.%y %H:%M:%S")
        except ValueError:
            continue
        shown.append((row["name"].strip(), clock, _plain(row["text"])))
    offsets: Counter[timedelta] = Counter()
    for _, clock, text in shown:
        if text and len(by_text[text]) <= 20:
            offsets.update(
                {clock - sent for sent, _ in by_text[text] if abs(clock - sent) <= timedelta(hours=14)}
            )
    names: dict[int, Counter[str]] = defaultdict(Counter)
    for offset, _ in offsets.most_common(3):  # a clock that was moved, or summer time, gives two
        if offset.total_seconds() % 900:
            continue
        for name, clock, text in shown:
            for sent, author in by_text[text]:
                if clock - sent == offset:
                    names[author][name] += 1
    return {
        author: told
        for author, counted in names.items()
        if (told := _name(author, counted.most_common(1)[0][0]))
    }


def _name(author: int, shown: str) -> str | None:
    """«Фамилия Имя» of a name shown as «Имя Фамилия»."""
    words = storable(shown).split()
    if not words or (words[0] == "ID" and words[-1].lstrip("-").isdigit()):
        return None
    if words == ["DELETED"]:
        return f"Удалённый аккаунт {author}"
    return f"{words[1]} {words[0]}" if len(words) == 2 else " ".join(words)


def _plain(text: str) -> str:
    return " ".join(text.split())
