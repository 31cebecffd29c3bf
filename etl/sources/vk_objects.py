"""Every VK object one by one: the careful way, for small files, old shapes and files with something broken.

`Walk` goes through a document, knows each object by its fields, puts messages on clean pages (which then go the
same way through SQL as all others) and makes rows of the rest. What cannot be read becomes a reject with its
place; whatever belongs to a chat that may not be read is passed by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from etl.sources.base import Incoming, Refused, Reject
from etl.sources.json_common import (
    FIRST_GROUP_CHAT,
    VK,
    extras,
    is_truth,
    moment,
    peer_hint,
    raw_text,
    storable,
    whole,
)
from etl.sources.vk_legacy import modern, old_chat

Object = Mapping[str, object]

NO_CHAT = (
    "Не сказано, какого чата этот список. Назовите файл или папку номером чата, например "
    "«2000000123_members.json», и загрузите снова."
)
ONLY_LINK = (
    "В файле только ссылка-приглашение: такие ссылки не хранятся. Занесите её номер, роль и срок в таблицу "
    "«Ссылки-приглашения»."
)
ONLY_REPLY = "Это ответ на запрет писать в чате: в нём нет ни чата, ни срока, ни причины. Занесите меру в «Журнал мер»."


class Walk:
    """What was found in one file."""

    def __init__(
        self, file: Incoming, wants: Callable[[str], bool], tz: ZoneInfo, keep_rows: bool = True
    ) -> None:
        """`wants` tells whether a chat (its raw id) may be read; `keep_rows=False` only looks who is there."""
        self.file, self.wants, self.tz, self.keep_rows = file, wants, tz, keep_rows
        self.hint = peer_hint(file.name)
        self.chats: set[str] = set()
        self.private: set[int] = set()
        self.channels: set[int] = set()
        self.pages: list[dict[str, object]] = []
        self.rows: dict[str, list[dict[str, object]]] = {}
        self.rejects: list[Reject] = []
        self.refusals: list[str] = []
        self.notes: list[str] = []
        self.member_counts: dict[str, int] = {}
        self.seen_members: dict[str, set[str]] = {}
        self.plain_videos = 0
        self.all_profiles = False
        self.has_state = False  # it tells how things stood on some day: members, chats, profiles
        self.newest: datetime | None = None
        self.n_items = 0  # items met in lists, private ones and those of other chats included
        self.n_passed = 0  # of them passed by: private dialogs and chats that may not be read

    # --- documents ---------------------------------------------------------------------------------------
    def document(self, value: object, place: str = "") -> None:
        """Any document: an envelope, a list of envelopes or objects, one object."""
        if isinstance(value, list):
            if value and all(isinstance(element, Mapping) and _is_message(element) for element in value):
                self._page({"items": value}, place, place)
                return
            for index, element in enumerate(value):
                self.document(element, f"{place}[{index}]")
        elif isinstance(value, Mapping):
            self._envelope(value, place)
        else:
            self.n_items += 1
            self.reject(place, "not_an_object", "Здесь ожидался объект, а стоит простое значение", value)

    def _envelope(self, value: Object, place: str) -> None:
        error = value.get("error")
        if isinstance(error, Mapping) and "error_code" in error:
            self.n_items += 1
            message = (
                f"Платформа ответила ошибкой {whole(error.get('error_code'))}: эта страница не выгрузилась"
            )
            self.reject(_inside(place, "error"), "vk_error", message, None)
        elif "response" in value:
            answer = value["response"]
            inner = _inside(place, "response")
            if isinstance(answer, list) and answer and whole(answer[0]) is not None:
                answer = answer[1:]  # API before 5.0: the count stands first in the list
            if isinstance(answer, (Mapping, list)):
                self.document(answer, inner)
            else:
                self.refusals.append(
                    "Это ответ платформы без данных. Выгрузите messages.getHistory или "
                    "messages.getConversationMembers."
                )
        elif isinstance(value.get("items"), list):
            self._page(value, place)
        elif isinstance(value.get("messages"), Mapping) and "items" in value["messages"]:
            rest = {key: value.get(key) for key in ("profiles", "groups", "conversations")}
            self._page({**rest, **value["messages"], "count": None}, _inside(place, "messages"))
            for index, chat in enumerate(_list(value.get("chats"))):
                self._old_chat(chat, f"{_inside(place, 'chats')}[{index}]")
        else:
            self._single(value, place)

    def _single(self, value: Object, place: str) -> None:
        """An object that is no list of anything."""
        if isinstance(value.get("preview"), Mapping):
            self._preview(value["preview"], _inside(place, "preview"))
        elif "failed_member_ids" in value:
            self.refusals.append(ONLY_REPLY)
        elif set(value) <= {"link", "key"} and "link" in value:
            self.refusals.append(ONLY_LINK)
        elif _is_old_members(value):
            for local, users in value.items():
                self._old_chat({"id": whole(local), "users": users}, _inside(place, str(local)))
        else:
            self._item(value, place, {})

    # --- lists -------------------------------------------------------------------------------------------
    def _page(self, page: Object, place: str, stem: str | None = None) -> None:
        """A list of items with the profiles, communities and conversations beside it."""
        stem = _inside(place, "items") if stem is None else stem
        passed = self.n_passed
        messages: list[dict[str, object]] = []
        for index, item in enumerate(_list(page.get("items"))):
            self._item(item, f"{stem}[{index}]", page, messages)
        is_history = all(isinstance(i, Mapping) and _is_message(i) for i in _list(page.get("items")) if i)
        conversations = [
            clean for c in _list(page.get("conversations")) if (clean := self._conversation(c)) is not None
        ]
        self.pages.append(
            {
                # the whole of one history's count; lists of other things and of several chats have none
                "count": whole(page.get("count")) if self.n_passed == passed and is_history else None,
                "items": messages,
                "profiles": _people(page.get("profiles")),
                "groups": _people(page.get("groups")),
                "conversations": conversations,
            }
        )
        self._note_members(page)

    def _item(
        self, item: object, place: str, page: Object, messages: list[dict[str, object]] | None = None
    ) -> None:
        """One element of a list (or an object that stands alone), known by its fields."""
        self.n_items += 1
        own: list[dict[str, object]] = []
        if not isinstance(item, Mapping):
            self.reject(place, "not_an_object", "Здесь ожидался объект, а стоит простое значение", item)
        elif isinstance(item.get("conversation"), Mapping):
            self._listed_conversation(item, place, own)
        elif isinstance(item.get("peer"), Mapping) or "chat_settings" in item:
            self._bare_conversation(item)
        elif "member_id" in item and "date" not in item:
            self._member(item, place, page)
        elif "channel_id" in item and "time" in item:
            self._channel_post(item, place, own)
        elif _is_video(item):
            self._video(item, place)
        elif _is_message(item):
            self._message(item, place, own)
        elif "users" in item and ("admin_id" in item or "title" in item):
            self._old_chat(item, place)
        elif "first_name" in item and whole(item.get("id", item.get("uid"))) is not None:
            self._profile(item, place)
        elif isinstance(item.get("items"), list) or "response" in item or "error" in item:
            self.n_items -= 1
            self._envelope(item, place)
        else:
            self.reject(
                place, "unknown_object", "Объект не похож ни на сообщение, ни на участника, ни на чат", item
            )
        if messages is None and own:
            self.pages.append({"items": own})
        elif own:
            messages.extend(own)

    # --- messages ----------------------------------------------------------------------------------------
    def _message(self, item: Object, place: str, out: list[dict[str, object]]) -> None:
        clean = modern(item)
        peer = whole(clean.get("peer_id"))
        if peer is None:
            peer = self.hint
        if peer is None:
            self.reject(place, "no_chat", NO_CHAT, None, "peer_id")
        elif self._may(peer):
            fault = _fault(clean)
            if fault:
                self.reject(place, fault[0], fault[1], item, fault[2])
            else:
                out.append(_plain_message(clean, peer, place))

    def _channel_post(self, item: Object, place: str, out: list[dict[str, object]]) -> None:
        """A post of a «Сферум» channel: the wall record is the post itself here."""
        channel = whole(item.get("channel_id"))
        if channel is None:
            self.reject(place, "wrong_type", "Номер канала не число", item, "channel_id")
            return
        self.chats.add(str(channel))
        if not self.wants(str(channel)):
            self.n_passed += 1
            return
        walls = [
            a["wall"]
            for a in _list(item.get("attachments"))
            if isinstance(a, Mapping) and isinstance(a.get("wall"), Mapping)
        ]
        wall = walls[0] if walls else {}
        message = {
            "cmid": item.get("cmid"),
            "from_id": item.get("author_id", channel),
            "date": item.get("time"),
            "text": item.get("text") or wall.get("text") or "",
            "attachments": wall.get("attachments", item.get("attachments")),
        }
        fault = _fault(message)
        if fault:
            column = {"date": "time", "from_id": "author_id"}.get(fault[2], fault[2])
            self.reject(place, fault[0], fault[1], item, column)
            return
        views = wall.get("views")
        message["_views"] = whole(views.get("count")) if isinstance(views, Mapping) else None
        out.append(_plain_message(message, channel, place))
        if channel not in self.channels:
            self.channels.add(channel)
            self._row("chats", {"chat_id": str(channel), "kind": "канал", "platform": VK, "locator": place})

    # --- chats -------------------------------------------------------------------------------------------
    def _listed_conversation(self, item: Object, place: str, out: list[dict[str, object]]) -> None:
        """An item of messages.getConversations: the conversation and its last message."""
        clean = self._conversation(item["conversation"])
        if clean is None:
            self.n_passed += 1
            return
        self.pages.append({"items": [], "conversations": [clean]})
        last = item.get("last_message")
        if isinstance(last, Mapping) and _is_message(last):
            found: list[dict[str, object]] = []
            self._message({**last, "peer_id": clean["peer"]["id"]}, _inside(place, "last_message"), found)
            out.extend(found)

    def _bare_conversation(self, item: Object) -> None:
        clean = self._conversation(item)
        if clean is None:
            self.n_passed += 1
        else:
            self.pages.append({"items": [], "conversations": [clean]})

    def _conversation(self, value: object) -> dict[str, object] | None:
        """A conversation with its facts only, or None for what may not be read. Its pinned message is read."""
        peer = whole(_get(value, "peer", "id"))
        if peer is None or not self._may(peer):
            return None
        settings = _get(value, "chat_settings")
        settings = settings if isinstance(settings, Mapping) else {}
        pinned = settings.get("pinned_message")
        if isinstance(pinned, Mapping) and _is_message(pinned) and not _fault(modern(pinned)):
            message = _plain_message(modern(pinned), peer, f"pinned_message, чат {peer}")
            self.pages.append({"items": [message | {"is_pinned": True, "_by_product": True}]})
        return {
            "peer": {"id": peer},
            "last_conversation_message_id": whole(_get(value, "last_conversation_message_id")),
            "chat_settings": {
                "title": _word(settings.get("title")),
                "members_count": whole(settings.get("members_count")),
                "owner_id": whole(settings.get("owner_id")),
                "admin_ids": [i for a in _list(settings.get("admin_ids")) if (i := whole(a)) is not None],
                "state": _word(settings.get("state")),
                "is_group_channel": is_truth(settings.get("is_group_channel")),
                "permissions": settings.get("permissions")
                if isinstance(settings.get("permissions"), Mapping)
                else None,
            },
        }

    def _old_chat(self, chat: object, place: str) -> None:
        """A chat of messages.getChat, or the members of getChatUsers."""
        if not isinstance(chat, Mapping):
            self.reject(place, "not_an_object", "Здесь ожидался чат", chat)
            return
        conversation = self._conversation(old_chat(chat))
        if conversation is None:
            self.n_passed += 1
            return
        peer = str(conversation["peer"]["id"])
        if chat.get("title"):
            self.pages.append({"items": [], "conversations": [conversation]})
        for index, user in enumerate(_list(chat.get("users"))):
            member = user if isinstance(user, Mapping) else {"id": user}
            number = whole(member.get("id", member.get("uid")))
            spot = f"{_inside(place, 'users')}[{index}]"
            if number is None:
                self.reject(spot, "wrong_type", "Номер участника не число", user)
                continue
            role = "владелец" if number == whole(chat.get("admin_id")) else None
            self._chat_member(peer, number, {"invited_by": member.get("invited_by")}, spot, role)
            if "first_name" in member:
                self._profile({**member, "id": number}, spot)
        if whole(chat.get("members_count")) is not None:
            self.member_counts[peer] = whole(chat.get("members_count"))

    def _preview(self, preview: Object, place: str) -> None:
        """messages.getChatPreview: who is in a chat that one was invited to; its number is told by the name."""
        peer = whole(preview.get("peer_id")) or self.hint
        if peer is None and whole(preview.get("local_id")):
            peer = FIRST_GROUP_CHAT + whole(preview.get("local_id"))
        if peer is None:
            self.refusals.append(NO_CHAT)
            return
        users = {"users": preview.get("members"), "id": peer - FIRST_GROUP_CHAT}
        keep = {key: preview.get(key) for key in ("title", "admin_id", "members_count", "is_group_channel")}
        self._old_chat({**keep, **users}, place)

    # --- people ------------------------------------------------------------------------------------------
    def _member(self, item: Object, place: str, page: Object) -> None:
        """An item of messages.getConversationMembers."""
        peer = whole(page.get("peer_id")) or whole(item.get("peer_id")) or self.hint
        number = whole(item.get("member_id"))
        if peer is None:
            self.refusals.append(NO_CHAT)
        elif not self._may(peer):
            pass
        elif number is None:
            self.reject(place, "wrong_type", "Номер участника не число", item, "member_id")
        elif is_truth(item.get("is_message_request")):
            self._request(peer, number, item, place, page)
        else:
            role = "администратор" if is_truth(item.get("is_admin")) else "участник"
            role = "владелец" if is_truth(item.get("is_owner")) else role
            self._chat_member(str(peer), number, item, place, role)

    def _chat_member(self, peer: str, number: int, item: Object, place: str, role: str | None) -> None:
        joined = moment(item.get("join_date"))
        muted = item.get("is_restricted_to_write")
        muted = None if muted is None else is_truth(muted)
        inviter = whole(item.get("invited_by"))
        self.seen_members.setdefault(peer, set()).add(str(number))
        self._row(
            "chat_members",
            {
                "chat_id": peer,
                "member_id": str(number),
                "chat_role": role,
                "joined_at": joined,
                "joined_at_has_time": None if joined is None else True,
                "added_by": str(inviter) if inviter else None,
                "is_muted": muted,
                "locator": place,
                "extras": extras(is_muted=muted, kind="community" if number < 0 else None),
            },
        )

    def _request(self, peer: int, number: int, item: Object, place: str, page: Object) -> None:
        """A pending request to join: its author is no member yet."""
        asked = moment(item.get("request_date"))
        if asked is None:
            self.reject(place, "no_date", "У заявки на вступление нет даты", item, "request_date")
            return
        profile = next(
            (p for p in _people(page.get("profiles")) if whole(p.get("id")) == number), {"id": number}
        )
        self._row(
            "join_requests",
            {
                "request_id": f"{peer}:{number}:{whole(item.get('request_date'))}",
                "full_name": full_name(profile) or f"Аккаунт {number}",
                "requested_at": asked,
                "requested_at_has_time": True,
                "member_id": str(number),
                "locator": place,
                "extras": extras(chat_id=str(peer)),
            },
        )

    def _profile(self, item: Object, place: str) -> None:
        """A profile that stands for itself (users.get): it was asked for, so it counts."""
        self.all_profiles = True
        self.pages.append({"items": [], "profiles": [dict(item)]})

    def _note_members(self, page: Object) -> None:
        """Whether a list of members is whole: a default page holds 20 whatever the chat's size."""
        if not any(isinstance(i, Mapping) and "member_id" in i for i in _list(page.get("items"))):
            return
        peer = whole(page.get("peer_id")) or self.hint
        declared = whole(page.get("count"))
        if peer is not None and peer > FIRST_GROUP_CHAT and declared is not None and self.wants(str(peer)):
            self.member_counts[str(peer)] = declared
            self._row(
                "chats",
                {
                    "chat_id": str(peer),
                    "platform": VK,
                    "declared_members": declared,
                    "locator": "count",
                },
            )

    # --- broadcasts --------------------------------------------------------------------------------------
    def _video(self, item: Object, place: str) -> None:
        """A live video; an ordinary one is no broadcast and only counted."""
        owner, number = whole(item.get("owner_id")), whole(item.get("id", item.get("vid")))
        if owner is None or number is None:
            self.reject(place, "wrong_type", "У видеозаписи нет номера", item, "id")
            return
        marks = ("live", "upcoming", "live_start_time", "live_status", "live_settings", "spectators")
        if item.get("type") != "live" and not any(item.get(mark) for mark in marks):
            self.plain_videos += 1
            return
        begun = moment(item.get("live_start_time"))
        planned = begun if is_truth(item.get("upcoming")) else None
        started = None if planned else begun or moment(item.get("date")) or moment(item.get("adding_date"))
        if started is None and planned is None and not is_truth(item.get("upcoming")):
            self.reject(place, "no_date", "У трансляции нет даты", item, "date")
            return
        author = whole(item.get("user_id"))
        duration = whole(item.get("duration")) or None
        self._row(
            "broadcasts",
            {
                "broadcast_id": f"video:{owner}_{number}",
                "kind": "трансляция",
                "title": _word(item.get("title")),
                "started_at": started,
                "started_at_has_time": True if started else None,
                "planned_at": planned,
                "planned_at_has_time": True if planned else None,
                "host": str(author or owner),
                "duration": duration,
                "peak": whole(item.get("spectators")),
                "locator": place,
                "extras": extras(views=whole(item.get("views")), live=is_truth(item.get("live"))),
            },
        )

    # --- the door ----------------------------------------------------------------------------------------
    def _may(self, peer: int) -> bool:
        """Whether rows of this peer may be read; private dialogs never."""
        if peer <= FIRST_GROUP_CHAT:
            self.private.add(peer)
            self.n_passed += 1
            return False
        self.chats.add(str(peer))
        if self.wants(str(peer)):
            return True
        self.n_passed += 1
        return False

    def _row(self, table: str, row: dict[str, object]) -> None:
        if self.keep_rows:
            self.rows.setdefault(table, []).append({"file_id": self.file.file_id, **row})

    def reject(self, place: str, code: str, message: str, raw: object, column: str = "") -> None:
        """Put one object aside, with its place and the reason."""
        shown = raw_text(raw, column)
        self.rejects.append(Reject(self.file.file_id, place or "документ", column, code, message, shown))

    def refuse_if_nothing(self) -> None:
        """Raises: Refused, where nothing of the file can be loaded, with the reason found on the way."""
        if self.refusals and not self.rows and not self._pages_hold("items", "conversations"):
            raise Refused(self.refusals[0])
        codes = {reject.code for reject in self.rejects}
        only_faults = (
            self.rejects
            and not self.rows
            and not self.private
            and not self.chats
            and not self._pages_hold("items", "conversations", "profiles")
        )
        if only_faults and codes == {"vk_error"}:
            raise Refused(f"{self.rejects[0].message}. Выгрузите её заново.")
        if only_faults and codes == {"no_chat"}:
            raise Refused(NO_CHAT)
        if only_faults:
            raise Refused(
                "Файл JSON не похож на выгрузку чата: в нём нет ни сообщений, ни участников, ни чатов, которые "
                "умеет читать программа. Принесите ответ messages.getHistory или "
                "messages.getConversationMembers."
            )
        if not self.n_items and not self.chats and not self._pages_hold("conversations", "profiles"):
            raise Refused("В файле JSON нет ни одной записи: выгрузите чат заново.")

    def _pages_hold(self, *parts: str) -> bool:
        return any(page.get(part) for page in self.pages for part in parts)


# --- what an object is ---------------------------------------------------------------------------------------
def _is_message(item: Object) -> bool:
    return (
        "date" in item
        and not _is_video(item)
        and (
            "text" in item
            or "body" in item
            or "from_id" in item
            or "user_id" in item
            or "attachments" in item
        )
    )


def _is_video(item: Object) -> bool:
    return (
        "owner_id" in item
        and ("id" in item or "vid" in item)
        and "from_id" not in item
        and ("duration" in item or "live" in item or "upcoming" in item or "player" in item)
    )


def _is_old_members(value: Object) -> bool:
    return bool(value) and all(str(key).isdigit() and isinstance(users, list) for key, users in value.items())


def _fault(message: Object) -> tuple[str, str, str] | None:
    """Code, sentence and field of what makes a message unreadable, or None."""
    if whole(message.get("date")) is None:
        return "wrong_type", "Дата сообщения не число", "date"
    if moment(message.get("date")) is None:
        return "bad_date", "Дата вне 2011–2100 годов", "date"
    if whole(message.get("from_id")) is None and not (
        message.get("from_id") is None and whole(message.get("out"))
    ):
        return "wrong_type", "Номер автора не число", "from_id"
    if isinstance(message.get("text"), (list, Mapping)):
        return "wrong_type", "Текст сообщения — не строка", "text"
    for key in ("conversation_message_id", "cmid"):
        if message.get(key) is not None and whole(message[key]) is None:
            return "wrong_type", "Номер сообщения не число", key
    if message.get("action") is not None and not isinstance(message["action"], Mapping):
        return "wrong_type", "Служебное действие не объект", "action"
    return None


def _plain_message(item: Object, peer: int, place: str) -> dict[str, object]:
    """The fields of a message that are read, with right types, and its place."""
    text = item.get("text")
    reply = item.get("reply_message")
    action = item.get("action") or None
    return {
        "peer_id": peer,
        "conversation_message_id": whole(item.get("conversation_message_id", item.get("cmid"))),
        "from_id": whole(item.get("from_id")),
        "admin_author_id": whole(item.get("admin_author_id")),
        "date": whole(item.get("date")),
        "update_time": whole(item.get("update_time")),
        "text": None if text is None else storable(str(text)),
        "reply_message": {
            "conversation_message_id": whole(reply.get("conversation_message_id", reply.get("cmid")))
        }
        if isinstance(reply, Mapping)
        else None,
        "action": {
            key: storable(str(action[key]))
            for key in ("type", "member_id", "text", "old_text", "message", "conversation_message_id")
            if action.get(key) is not None
        }
        if isinstance(action, Mapping)
        else None,
        "attachments": [_attachment(a) for a in _list(item.get("attachments")) if isinstance(a, Mapping)],
        "reactions": [
            {"count": whole(r.get("count")), "user_ids": [whole(u) for u in _list(r.get("user_ids"))]}
            for r in _list(item.get("reactions"))
            if isinstance(r, Mapping)
        ],
        **{
            flag: True
            for flag in ("deleted", "is_pinned", "is_unavailable", "is_expired")
            if is_truth(item.get(flag))
        },
        "_place": place,
        "_views": whole(item.get("_views")),
    }


def _attachment(value: Object) -> dict[str, object]:
    """Kind of an attachment; of calls also who, when, how long and how many."""
    kind = _word(value.get("type")) or "unknown"
    body = value.get(kind)
    if kind not in ("call", "group_call_in_progress") or not isinstance(body, Mapping):
        return {"type": kind}
    crowd = body.get("participants")
    crowd = crowd if isinstance(crowd, Mapping) else {}
    call = {key: whole(body.get(key)) for key in ("initiator_id", "time", "duration")}
    return {
        "type": kind,
        kind: call
        | {
            "state": _word(body.get("state")),
            "participants": {
                "list": [whole(p) for p in _list(crowd.get("list"))],
                "count": whole(crowd.get("count")),
            },
        },
    }


def _people(value: object) -> list[dict[str, object]]:
    """Profiles or communities with the fields that are read; phones, birthdays and links stay behind."""
    kept = (
        "id",
        "first_name",
        "last_name",
        "name",
        "deactivated",
        "last_seen",
        "online_info",
        "educational_profile",
    )
    people = []
    for person in _list(value):
        if isinstance(person, Mapping) and whole(person.get("id", person.get("uid"))) is not None:
            clean = {key: person[key] for key in kept if key in person}
            people.append(clean | {"id": whole(person.get("id", person.get("uid")))})
    return people


def full_name(profile: Object) -> str:
    """«Фамилия Имя» of a profile."""
    if profile.get("deactivated"):
        return f"Удалённый аккаунт {profile.get('id')}"
    words = (_word(profile.get("last_name")), _word(profile.get("first_name")))
    return " ".join(word.strip() for word in words if word and word.strip())


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _word(value: object) -> str | None:
    return storable(value) if isinstance(value, str) else None


def _get(value: object, *path: str) -> object:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _inside(place: str, key: str) -> str:
    """The place of a field; the envelope `response` is not named."""
    if key == "response":
        return place
    if not place:
        return key
    return f"{place}, {key}" if re.fullmatch(r"строка \d+", place) else f"{place}.{key}"
