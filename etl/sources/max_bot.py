"""JSON of a MAX bot: chats, members, pages of messages, and updates one a line.

A bot sees deletions, joins and removals only as updates, so a school's collector writes them as JSON lines.
Times are milliseconds, ids of groups are negative, a dialog is never read. What a message became (edited,
deleted) is told by later updates; one row comes out, as it was last known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from etl.sources.base import Batch, Context, Incoming, Outcome, Reading, Refused, Reject, Survey
from etl.sources.json_common import (
    MAX,
    arrow_rows,
    decode,
    extras,
    head,
    is_json_lines,
    lines,
    local_day,
    made_key,
    moment,
    parse,
    raw_text,
    storable,
    whole,
)

Object = Mapping[str, object]

NO_CHAT = (
    "Не сказано, какого чата этот список участников. Назовите файл или папку номером чата, например "
    "«-70000000000123_members.json», и загрузите снова."
)
_OURS = re.compile(
    r'"update_type"\s*:|"recipient"\s*:\s*\{[^{}]*"chat_id"|"chats"\s*:\s*\[\s*(?:\{(?:[^{}]|\{[^{}]*\})*"chat_id"|\])|'
    r'"members"\s*:\s*\[\s*(?:\{[^{}]*"user_id"|\])|'
    r'\A\{[^{}]*"chat_id"(?:[^{}]|\{[^{}]*\})*"(?:participants_count|last_event_time)"|\A\{\s*"updates"\s*:'
)
_KINDS = (
    ("sticker", "стикер"),
    ("audio", "голос"),
    ("image", "фото"),
    ("video", "файл"),
    ("file", "файл"),
)
_KNOWN_ATTACHMENTS = {kind for kind, _ in _KINDS} | {"contact", "inline_keyboard", "location", "share"}
_CLOSED = "closed"


class MaxBot:
    """JSON and JSON lines of the MAX Bot API."""

    name = "max-bot-json"
    title = "JSON бота MAX"
    order = 35

    def recognise(self, file: Incoming) -> bool:
        """Whether the beginning of the file has the words of the MAX Bot API."""
        beginning = head(file.path)
        return beginning.startswith(("{", "[")) and bool(_OURS.search(beginning))

    def survey(self, files: Sequence[Incoming], context: Context) -> list[Survey]:
        """Which chats stand in these files."""
        surveys = []
        for file in files:
            walk = Walk(file, lambda chat: False)
            try:
                walk.read()
            except Refused:
                walk.chats.clear()
            chats = tuple((MAX, chat) for chat in sorted(walk.chats))
            surveys.append(Survey(file.file_id, chats, len(walk.private)))
        return surveys

    def read(self, files: Sequence[Incoming], context: Context) -> Reading:
        """Rows of the chats that may be read, rejects and an outcome for each file."""
        reading = Reading()
        walks: list[Walk] = []
        for file in files:
            walk = Walk(file, lambda chat: context.may_read(MAX, chat))
            try:
                walk.read()
            except Refused as refusal:
                reading.outcomes[file.file_id] = Outcome("refused", str(refusal))
                continue
            walks.append(walk)
            reading.rejects += walk.rejects
        messages, n_changes = _as_last_known(walks)
        declared = {chat: n for walk in walks for chat, n in walk.declared_members.items()}
        met = _members_met(walks)
        for walk in walks:
            reading.outcomes[walk.file.file_id] = _outcome(walk, declared, met, context, n_changes)
        _batches(reading, walks, messages)
        return reading


SOURCE = MaxBot()


class Walk:
    """What was found in one file."""

    def __init__(self, file: Incoming, wants: Callable[[str], bool]) -> None:
        self.file, self.wants = file, wants
        self.hint = chat_hint(file.name)
        self.chats: set[str] = set()
        self.private: set[str] = set()
        self.dialogs: set[str] = set()
        self.channels: set[int] = set()
        self.messages: list[dict[str, object]] = []
        self.changes: list[dict[str, object]] = []  # edits and deletions told by updates
        self.rows: dict[str, list[dict[str, object]]] = {}
        self.people: dict[str, dict[str, object]] = {}
        self.rejects: list[Reject] = []
        self.declared_members: dict[str, int] = {}
        self.listed_members: dict[str, set[str]] = {}
        self.equals: dict[tuple[object, ...], int] = {}
        self.newest: datetime | None = None
        self.n_items = 0

    # --- documents ---------------------------------------------------------------------------------------
    def read(self) -> None:
        """Go through the file. Raises: Refused."""
        n_documents = 0
        documents: list[tuple[str, object]] = []
        for place, value in self._documents():
            n_documents += 1
            documents.append((place, value))
        if n_documents and len(self.rejects) == n_documents and all(v is None for _, v in documents):
            raise Refused(self.rejects[0].message)
        for _, value in documents:
            self._find_dialogs(value)
        for place, value in documents:
            if value is not None:
                self.document(value, place)

    def _documents(self) -> Iterator[tuple[str, object]]:
        if head(self.file.path).startswith("{") and is_json_lines(self.file.path):
            for number, line in lines(self.file.path):
                try:
                    yield f"строка {number}", parse(line)
                except Refused as error:
                    self.n_items += 1
                    self.reject(f"строка {number}", "broken_line", str(error), line)
                    yield f"строка {number}", None
        else:
            yield "", parse(decode(self.file.path.read_bytes()))

    def _find_dialogs(self, value: object) -> None:
        """Remember the chats that the file calls dialogs, so that none of their updates is read."""
        stack = [value]
        while stack:
            node = stack.pop()
            if isinstance(node, Mapping):
                if str(node.get("chat_type", node.get("type"))).lower() == "dialog" and "chat_id" in node:
                    self.dialogs.add(str(node["chat_id"]))
                stack.extend(child for child in node.values() if isinstance(child, (Mapping, list)))
            elif isinstance(node, list):
                stack.extend(child for child in node if isinstance(child, (Mapping, list)))

    def document(self, value: object, place: str) -> None:
        """A page, a list of pages or objects, or one object."""
        if isinstance(value, list):
            for index, element in enumerate(value):
                self.document(element, f"{place}[{index}]")
        elif not isinstance(value, Mapping):
            self.n_items += 1
            self.reject(place, "not_an_object", "Здесь ожидался объект, а стоит простое значение", value)
        elif isinstance(value.get("updates"), list):
            self._each(value["updates"], _inside(place, "updates"), self._update)
        elif isinstance(value.get("messages"), list):
            self._each(value["messages"], _inside(place, "messages"), self._message)
        elif isinstance(value.get("chats"), list):
            self._each(value["chats"], _inside(place, "chats"), self._chat)
        elif isinstance(value.get("members"), list):
            self._members(value["members"], _inside(place, "members"), whole(value.get("chat_id")))
        else:
            self._each([value], None, self._object, place)

    def _each(
        self, items: Sequence[object], stem: str | None, take: Callable[[Object, str], None], place: str = ""
    ) -> None:
        for index, item in enumerate(items):
            self.n_items += 1
            spot = place if stem is None else f"{stem}[{index}]"
            if isinstance(item, Mapping):
                take(item, spot)
            else:
                self.reject(spot, "not_an_object", "Здесь ожидался объект, а стоит простое значение", item)

    def _object(self, value: Object, place: str) -> None:
        """An object that stands alone, known by its fields."""
        if "update_type" in value:
            self._update(value, place)
        elif "recipient" in value or "body" in value:
            self._message(value, place)
        elif "chat_id" in value and ("type" in value or "participants_count" in value):
            self._chat(value, place)
        elif "user_id" in value and ("join_time" in value or "is_admin" in value):
            self.n_items -= 1
            self._members([value], place, None)
        elif "code" in value and "message" in value:
            self.reject(
                place, "max_error", f"Платформа ответила ошибкой «{storable(str(value['code']))[:60]}»", None
            )
        else:
            self.reject(
                place, "unknown_object", "Объект не похож ни на сообщение, ни на чат, ни на участника", value
            )

    # --- updates -----------------------------------------------------------------------------------------
    def _update(self, update: Object, place: str) -> None:
        kind = str(update.get("update_type"))
        if kind in ("message_created", "message_edited") or (
            isinstance(update.get("message"), Mapping) and kind == "message_callback"
        ):
            self._message_update(kind, update, place)
            return
        chat = whole(update.get("chat_id"))
        if kind == "bot_started":
            self.private.add(str(chat))
            return
        if chat is None:
            self.reject(place, "no_chat", "В событии не указан чат", update, "chat_id")
            return
        if not self._may(str(chat), None):
            return
        happened = moment(update.get("timestamp"))
        if happened is None:
            self.reject(
                place, "bad_date", "Время события не число или вне 2011–2100 годов", update, "timestamp"
            )
            return
        self._see(happened)
        self._row("events", self._event(kind, update, str(chat), happened, place))

    def _message_update(self, kind: str, update: Object, place: str) -> None:
        message = update.get("message")
        if not isinstance(message, Mapping):
            self.reject(place, "wrong_type", "В событии нет сообщения", update, "message")
        elif kind == "message_edited":
            self._message(message, place, edited_at=moment(update.get("timestamp")))
        elif kind == "message_created":
            self._message(message, place)
        else:
            chat = whole(_get(message, "recipient", "chat_id"))
            if chat is not None and self._may(str(chat), _get(message, "recipient", "chat_type")):
                happened = moment(update.get("timestamp"))
                if happened is None:
                    self.reject(place, "bad_date", "Время события не число", update, "timestamp")
                else:
                    self._row("events", self._event(kind, update, str(chat), happened, place))

    def _event(
        self, kind: str, update: Object, chat: str, happened: datetime, place: str
    ) -> dict[str, object]:
        """A row of `events`; a missing inviter means a link, a missing administrator means he left himself."""
        user = update.get("user")
        who = self._person(user) if isinstance(user, Mapping) else _id(update.get("user_id"))
        event_type, actor, target, message = "other", who, None, None
        if kind == "user_added":
            inviter = _id(update.get("inviter_id"))
            event_type = "invite" if inviter and inviter != who else "rejoin" if inviter else "join_by_link"
            actor, target = inviter or who, who
        elif kind == "user_removed":
            admin = _id(update.get("admin_id"))
            event_type = "kick" if admin and admin != who else "leave"
            actor, target = admin or who, who
        elif kind == "chat_title_changed":
            event_type = "rename"
        elif kind == "message_chat_created":
            event_type = "create"
        elif kind == "message_removed":
            event_type, message = "delete_message", _word(update.get("message_id"))
            self.changes.append(
                {"chat_id": chat, "message_id": message, "deleted_at": happened, "deleted_by": who}
            )
        return {
            "chat_id": chat,
            "occurred_at": happened,
            "event_type": event_type,
            "event_raw": kind,
            "actor_id": actor,
            "target_id": target,
            "message_id": message,
            "platform": MAX,
            "locator": place,
            "extras": extras(text=_word(update.get("title")) if event_type == "rename" else None),
        }

    # --- messages ----------------------------------------------------------------------------------------
    def _message(
        self, item: Object, place: str, edited_at: datetime | None = None, by_product: bool = False
    ) -> None:
        recipient = item.get("recipient")
        recipient = recipient if isinstance(recipient, Mapping) else {}
        chat = whole(recipient.get("chat_id"))
        if chat is None:
            chat = self.hint
        if chat is None:
            self.reject(place, "no_chat", "В сообщении не указан чат", None, "recipient.chat_id")
            return
        if not self._may(str(chat), recipient.get("chat_type")):
            return
        sent = moment(item.get("timestamp"))
        body = item.get("body")
        body = body if isinstance(body, Mapping) else {}
        fault = _fault(item, sent, body)
        if fault:
            self.reject(place, *fault[:2], item, fault[2])
            return
        self._see(sent)
        sender = item.get("sender")
        author = self._person(sender) if isinstance(sender, Mapping) else None
        if str(recipient.get("chat_type")) == "channel" and chat not in self.channels:
            self.channels.add(chat)
            self._row("chats", {"chat_id": str(chat), "kind": "канал", "platform": MAX, "locator": place})
        row = self._message_row(item, body, str(chat), author, sent, place)
        row["edited_at"] = edited_at
        self.changes.append(row) if edited_at else self.messages.append(row | {"by_product": by_product})

    def _message_row(
        self, item: Object, body: Object, chat: str, author: str | None, sent: datetime, place: str
    ) -> dict[str, object]:
        text = body.get("text")
        kinds = [str(a.get("type")) for a in _list(body.get("attachments")) if isinstance(a, Mapping)]
        link = item.get("link")
        reply = _get(link, "message", "mid") if _get(link, "type") == "reply" else None
        key = _word(body.get("mid")) or _id(body.get("seq"))
        if key is None:
            same = (chat, sent, author, text)
            self.equals[same] = self.equals.get(same, 0) + 1
            key = made_key(chat, sent, author, storable(str(text or "")), self.equals[same])
        return {
            "file_id": self.file.file_id,
            "message_id": key,
            "chat_id": chat,
            "author_id": author,
            "sent_at": sent,
            "text": "" if text is None and body else text,
            "kind": _kind(str(text or ""), kinds),
            "reply_to": _word(reply),
            "platform": MAX,
            "locator": place,
            "extras": extras(
                views=whole(_get(item, "stat", "views")),
                attachments=kinds if set(kinds) - _KNOWN_ATTACHMENTS else None,
            ),
        }

    # --- chats and people --------------------------------------------------------------------------------
    def _chat(self, chat: Object, place: str) -> None:
        number = whole(chat.get("chat_id"))
        if number is None:
            self.reject(place, "wrong_type", "Номер чата не число", None, "chat_id")
            return
        if not self._may(str(number), chat.get("type")):
            return
        key = str(number)
        self._see(moment(chat.get("last_event_time")))
        members = whole(chat.get("participants_count"))
        if members is not None:
            self.declared_members[key] = members
        self._row(
            "chats",
            {
                "chat_id": key,
                "title": _word(chat.get("title")),
                "kind": "канал" if chat.get("type") == "channel" else None,
                "status": "закрыт" if chat.get("status") == _CLOSED else None,
                "platform": MAX,
                "declared_members": members,
                "declared_messages": whole(chat.get("messages_count")),
                "locator": place,
                "extras": extras(owner_id=_id(chat.get("owner_id")), status=_word(chat.get("status"))),
            },
        )
        owner = _id(chat.get("owner_id"))
        taken = chat.get("participants")
        for member in taken if isinstance(taken, Mapping) else ():
            if whole(member) is not None:
                self._stay(key, str(member), "владелец" if str(member) == owner else None, {}, place)
        if owner and not (isinstance(taken, Mapping) and owner in taken):
            self._stay(key, owner, "владелец", {}, place, listed=False)
        pinned = chat.get("pinned_message")
        if isinstance(pinned, Mapping):
            target = {"recipient": {"chat_id": number, "chat_type": chat.get("type")}}
            self._message({**pinned, **target}, f"{place}.pinned_message", by_product=True)

    def _members(self, members: Sequence[object], place: str, chat: int | None) -> None:
        chat = self.hint if chat is None else chat
        if chat is None:
            raise Refused(NO_CHAT)
        if not self._may(str(chat), None):
            self.n_items += len(members)
            return
        self._each(members, place, lambda item, spot: self._member(item, spot, str(chat)))

    def _member(self, item: Object, place: str, chat: str) -> None:
        member = self._person(item)
        if member is None:
            self.reject(place, "wrong_type", "Номер участника не число", None, "user_id")
            return
        role = "владелец" if item.get("is_owner") is True else "участник"
        if role == "участник" and item.get("is_admin") is True:
            role = "администратор"
        self._stay(chat, member, role, item, place)

    def _stay(
        self, chat: str, member: str, role: str | None, item: Object, place: str, listed: bool = True
    ) -> None:
        joined = moment(item.get("join_time"))
        if listed:
            self.listed_members.setdefault(chat, set()).add(member)
        self._row(
            "chat_members",
            {
                "chat_id": chat,
                "member_id": member,
                "chat_role": role,
                "joined_at": joined,
                "joined_at_has_time": None if joined is None else True,
                "locator": place,
                "extras": extras(
                    is_bot=item.get("is_bot") is True or None,
                    permissions=[p for p in _list(item.get("permissions")) if isinstance(p, str)],
                ),
            },
        )

    def _person(self, user: Object) -> str | None:
        """Remember an account that may be shown; returns its id."""
        key = _id(user.get("user_id"))
        if key is None:
            return None
        words = (_word(user.get("last_name")), _word(user.get("first_name")) or _word(user.get("name")))
        active = moment(user.get("last_activity_time"))
        access, joined = moment(user.get("last_access_time")), moment(user.get("join_time"))
        known = self.people.setdefault(key, {"member_id": key, "platform": MAX})
        told = {
            "full_name": " ".join(w.strip() for w in words if w and w.strip()) or None,
            "role": _word(user.get("alias")),
            "last_active": active or (access if access != joined else None),
            "member_kind": "bot" if user.get("is_bot") is True else "user",
            "extras": extras(kind="bot") if user.get("is_bot") is True else None,
        }
        self._see(told["last_active"])
        known.update({column: value for column, value in told.items() if value is not None})
        return key

    # --- the door ----------------------------------------------------------------------------------------
    def _may(self, chat: str, kind: object) -> bool:
        """Whether rows of this chat may be read; dialogs never."""
        is_group = str(kind) in ("chat", "channel")
        if chat in self.dialogs or str(kind) == "dialog" or (not is_group and not chat.startswith("-")):
            self.private.add(chat)
            return False
        self.chats.add(chat)
        return self.wants(chat)

    def _see(self, instant: datetime | None) -> None:
        if instant is not None and (self.newest is None or instant > self.newest):
            self.newest = instant

    def _row(self, table: str, row: dict[str, object]) -> None:
        self.rows.setdefault(table, []).append({"file_id": self.file.file_id, **row})

    def reject(self, place: str, code: str, message: str, raw: object, column: str = "") -> None:
        """Put one object aside, with its place and the reason."""
        self.rejects.append(
            Reject(self.file.file_id, place or "документ", column, code, message, raw_text(raw, column))
        )


# --- what comes out ----------------------------------------------------------------------------------------
def _as_last_known(walks: Iterable[Walk]) -> tuple[list[dict[str, object]], dict[str, int]]:
    """Messages with their later edits and deletions; how many changes each file told.

    An edit of a message that no file holds is the message itself; a deletion of one stays an event alone.
    """
    rows: dict[tuple[object, object], dict[str, object]] = {}
    n_changes: dict[str, int] = {}
    by_products: list[dict[str, object]] = []
    for walk in walks:
        for row in walk.messages:
            if row.pop("by_product"):
                by_products.append(row)
            else:
                rows.setdefault((row["chat_id"], row["message_id"]), row)
    for walk in walks:
        for change in walk.changes:
            key = (change["chat_id"], change["message_id"])
            row = rows.get(key)
            if row is None and "sent_at" in change:
                rows[key] = change
            elif row is not None:
                _change(row, change)
            n_changes[walk.file.file_id] = n_changes.get(walk.file.file_id, 0) + 1
    for row in by_products:
        rows.setdefault((row["chat_id"], row["message_id"]), row | {"is_by_product": True})
    return list(rows.values()), n_changes


def _change(row: dict[str, object], change: Mapping[str, object]) -> None:
    if "deleted_at" in change:
        row.setdefault("deleted_at", change["deleted_at"])
        row.setdefault("deleted_by", change["deleted_by"])
    elif row.get("edited_at") is None or change["edited_at"] >= row["edited_at"]:
        row.update({column: change[column] for column in ("text", "kind", "edited_at", "extras")})


def _batches(reading: Reading, walks: Sequence[Walk], messages: list[dict[str, object]]) -> None:
    own, pinned = [], []
    for row in messages:
        (pinned if row.pop("is_by_product", False) else own).append(row)
    if own:
        reading.batches.append(Batch("messages", arrow_rows("messages", own)))
    if pinned:
        reading.batches.append(Batch("messages", arrow_rows("messages", pinned), counts=False))
    merged: dict[str, list[dict[str, object]]] = {}
    for walk in walks:
        for table, rows in walk.rows.items():
            merged.setdefault(table, []).extend(rows)
        people = [
            {"file_id": walk.file.file_id, "locator": "users", **person} for person in walk.people.values()
        ]
        merged.setdefault("members", []).extend(people)
    for table, rows in sorted(merged.items()):
        if rows:
            reading.batches.append(
                Batch(table, arrow_rows(table, rows), counts=table in ("events", "chats", "chat_members"))
            )


def _members_met(walks: Iterable[Walk]) -> dict[str, set[str]]:
    met: dict[str, set[str]] = {}
    for walk in walks:
        for chat, members in walk.listed_members.items():
            met.setdefault(chat, set()).update(members)
    return met


def _outcome(
    walk: Walk,
    declared: Mapping[str, int],
    met: Mapping[str, set[str]],
    context: Context,
    n_changes: Mapping[str, int],
) -> Outcome:
    outcome = Outcome(as_of=local_day(walk.newest, context.tz))
    for chat in walk.listed_members:
        n, told = len(met[chat]), declared.get(chat)
        if told is not None:
            outcome.complete = n >= told and outcome.complete is not False
            if n < told:
                outcome.notes.append(f"Чат {chat}: участников {n} из {told} (список усечён)")
    if walk.listed_members:
        outcome.needs_as_of = outcome.as_of is None
        if len(walk.listed_members) == 1:
            outcome.declared_count = declared.get(next(iter(walk.listed_members)))
    if n := n_changes.get(walk.file.file_id):
        outcome.notes.append(f"Правок и удалений сообщений: {n}")
    return outcome


# --- small questions ---------------------------------------------------------------------------------------
def chat_hint(name: str) -> int | None:
    """The negative chat id in a file's or folder's name, or None."""
    parts = name.replace("\\", "/").split("/")
    for part in (parts[-1].rsplit(".", 1)[0], *reversed(parts[:-1])):
        if found := re.search(r"(?<!\d)(-\d{5,19})(?!\d)", part):
            return int(found[1])
    return None


def _fault(item: Object, sent: datetime | None, body: Object) -> tuple[str, str, str] | None:
    if sent is None:
        return "bad_date", "Время сообщения не число или вне 2011–2100 годов", "timestamp"
    if body.get("text") is not None and not isinstance(body["text"], str):
        return "wrong_type", "Текст сообщения — не строка", "body.text"
    sender = item.get("sender")
    if sender is not None and (not isinstance(sender, Mapping) or _id(sender.get("user_id")) is None):
        return "wrong_type", "Номер автора не число", "sender.user_id"
    return None


def _kind(text: str, kinds: Sequence[str]) -> str:
    """Kind of a message: a voice or a sticker stays itself, a picture with words is a text."""
    for kind, name in _KINDS:
        if kind in kinds and (kind in ("sticker", "audio") or not text.strip()):
            return name
    return "текст"


def _id(value: object) -> str | None:
    number = whole(value)
    return None if number is None else str(number)


def _word(value: object) -> str | None:
    return storable(value) if isinstance(value, str) and value else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _get(value: object, *path: str) -> object:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _inside(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key
