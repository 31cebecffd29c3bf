"""The present platform's months as a school's bot keeps them: pages of MAX Bot API answers and a log of updates.

History comes as pages of messages; joins, removals and deletions exist only as updates, so the log holds them
for the whole time, and every message of the last weeks too (the pages end earlier and overlap with it).
"""

from __future__ import annotations

from collections.abc import Iterator
from json.encoder import encode_basestring as quoted
from pathlib import Path

from etl.sample.monthsheets import mid, seq
from etl.sample.people import DAY, UTC_OFFSET, Account, Institution, Room, Stay, at, day_of
from etl.sample.talk import Event, Item, Message

_PAGE = 100
_NEXT = ",\n"
_LIVE_DAYS = 31  # so many last days stand in the log of updates as messages
_OVERLAP_DAYS = 4
_ATTACHMENTS = {
    "фото": '{"type":"image","payload":{"photo_id":%d}}',
    "стикер": '{"type":"sticker","payload":{"code":"s%d"},"width":512,"height":512}',
    "файл": '{"type":"file","payload":{"fileId":%d},"filename":"Бланк.docx","size":48211}',
    "голос": '{"type":"audio","payload":{"id":%d},"duration":12}',
    "опрос": '{"type":"share","payload":{"id":%d},"title":"Опрос: удобно ли перенести?"}',
}


class MaxBot:
    """Writes chats of the present platform; call `room` for each chat, then `finish`."""

    def __init__(self, folder: Path, it: Institution):
        self.folder, self.it = folder / "max_bot", it
        self.chats: list[str] = []
        self.live_from = at(it.as_of) - _LIVE_DAYS * DAY
        self.files: dict[str, object] = {}

    def room(self, room: Room, items: list[Item]) -> None:
        """Pages of history, the list of members, and the chat's part of the log."""
        self.folder.mkdir(parents=True, exist_ok=True)
        messages = [item for item in items if isinstance(item, Message)]
        kept = [m for m in messages if not m.deleted and m.at < self.live_from + _OVERLAP_DAYS * DAY]
        lines = [_message(room, m) for m in reversed(kept)]
        with (self.folder / f"messages_{room.id}.json").open("w", encoding="utf-8") as file:
            pages = [lines[start : start + _PAGE] for start in range(0, len(lines), _PAGE)] or [[]]
            text = _NEXT.join(f'{{"messages":[{_NEXT.join(page)}]}}' for page in pages)
            file.write(text if len(pages) == 1 else f"[{text}]")
        self._members(room)
        self.chats.append(_chat(room, messages))
        for moment, line in sorted(self._updates(room, items), key=lambda pair: pair[0]):
            self._log(moment).write(line + "\n")

    def _members(self, room: Room) -> None:
        stays = {stay.account.id: stay for stay in room.stays if stay.left is None}
        lines = [_member(stay) for stay in stays.values()]
        for number, start in enumerate(range(0, max(1, len(lines)), _PAGE)):
            marker = "null" if start + _PAGE >= len(lines) else str(start + _PAGE)
            path = (
                self.folder / f"members_{room.id}{f'_p{number + 1}' if number else ''}_{self.it.as_of}.json"
            )
            path.write_text(
                f'{{"members":[{_NEXT.join(lines[start : start + _PAGE])}],"marker":{marker}}}', "utf-8"
            )

    def _updates(self, room: Room, items: list[Item]) -> Iterator[tuple[int, str]]:
        for item in items:
            if isinstance(item, Message):
                yield from self._message_updates(room, item)
            elif isinstance(item, Event) and item.kind in ("join", "leave", "kick", "rename"):
                yield item.at, _event(room, item)

    def _message_updates(self, room: Room, m: Message) -> Iterator[tuple[int, str]]:
        if m.at >= self.live_from or m.deleted:
            yield (
                m.at,
                f'{{"update_type":"message_created","timestamp":{_ms(m.at)},"message":{_message(room, m)}}}',
            )
        if m.edited:
            yield (
                m.edited,
                f'{{"update_type":"message_edited","timestamp":{_ms(m.edited)},"message":{_message(room, m)}}}',
            )
        if m.deleted:
            who = m.deleted_by.id if m.deleted_by else 0
            yield (
                m.deleted,
                f'{{"update_type":"message_removed","timestamp":{_ms(m.deleted)},"message_id":"{mid(room, m)}",'
                f'"chat_id":{room.id},"user_id":{who}}}',
            )

    def _log(self, moment: int):
        """The log of one month: chat after chat, as the collector's files of many chats are joined."""
        name = f"updates_{min(day_of(moment), self.it.as_of):%Y-%m}.jsonl"
        if name not in self.files:
            self.files[name] = (self.folder / name).open("w", encoding="utf-8")
        return self.files[name]

    def finish(self) -> None:
        """The list of chats; the log is closed."""
        for file in self.files.values():
            file.close()
        if self.chats:
            (self.folder / "chats.json").write_text(
                f'{{"chats":[{_NEXT.join(self.chats)}],"marker":null}}', "utf-8"
            )


def _ms(moment: int) -> int:
    return (moment - UTC_OFFSET) * 1000


def _user(account: Account) -> str:
    return (
        f'{{"user_id":{account.id},"first_name":{quoted(account.first)},"last_name":{quoted(account.last)},'
        f'"is_bot":false}}'
    )


def _message(room: Room, m: Message) -> str:
    kind = "channel" if room.kind == "канал" else "chat"
    sender = "null" if kind == "channel" else _user(m.author)
    form = _ATTACHMENTS.get(m.kind)
    link = ""
    if m.reply_to is not None:
        link = f',"link":{{"type":"reply","sender":{_user(m.reply_to.author)},"message":{_body(room, m.reply_to, "")}}}'
    elif m.forwarded:
        link = (
            f',"link":{{"type":"forward","chat_id":{room.id},"message":{{"mid":"mid.f{m.n:031x}","seq":{seq(m) - 7},'
            f'"text":{quoted(m.forwarded)},"attachments":[]}}}}'
        )
    return (
        f'{{"sender":{sender},"recipient":{{"chat_id":{room.id},"chat_type":"{kind}"}},"timestamp":{_ms(m.at)}{link},'
        f'"body":{_body(room, m, form % m.n if form else "")}}}'
    )


def _body(room: Room, m: Message, attached: str) -> str:
    return f'{{"mid":"{mid(room, m)}","seq":{seq(m)},"text":{quoted(m.text)},"attachments":[{attached}]}}'


def _chat(room: Room, messages: list[Message]) -> str:
    last = messages[-1].at if messages else room.created
    pinned = next((m for m in messages if m.pinned), None)
    pin = f',"pinned_message":{_message(room, pinned)}' if pinned else ""
    inside = sum(1 for stay in room.stays if stay.left is None)
    owner = room.created_by.id if room.created_by else 0
    return (
        f'{{"chat_id":{room.id},"type":"{"channel" if room.kind == "канал" else "chat"}","status":"active",'
        f'"title":{quoted(room.title)},"last_event_time":{_ms(last)},"participants_count":{inside},"owner_id":{owner},'
        f'"is_public":false,"messages_count":{len(messages)}{pin}}}'
    )


def _member(stay: Stay) -> str:
    account = stay.account
    seen = _ms(max(account.last_seen, stay.joined))
    owner = stay.chat_role == "владелец"
    return (
        f'{{"user_id":{account.id},"first_name":{quoted(account.first)},"last_name":{quoted(account.last)},"is_bot":false,'
        f'"last_activity_time":{seen},"last_access_time":{_ms(stay.joined)},"is_owner":{"true" if owner else "false"},'
        f'"is_admin":{"true" if stay.chat_role != "участник" else "false"},"join_time":{_ms(stay.joined)}}}'
    )


def _event(room: Room, event: Event) -> str:
    head = f'"timestamp":{_ms(event.at)},"chat_id":{room.id}'
    if event.kind == "rename":
        return f'{{"update_type":"chat_title_changed",{head},"user":{_user(event.actor)},"title":{quoted(event.text)}}}'
    account = event.stay.account
    if event.kind == "join":
        by = event.stay.added_by.id if event.stay.added_by else "null"
        return f'{{"update_type":"user_added",{head},"user":{_user(account)},"inviter_id":{by},"is_channel":false}}'
    by = event.actor.id if event.kind == "kick" else "null"
    return (
        f'{{"update_type":"user_removed",{head},"user":{_user(account)},"admin_id":{by},"is_channel":false}}'
    )
