"""The former platform's months as raw answers of the VK API, one folder a chat, as a school's script saves them."""

from __future__ import annotations

import json
from datetime import timedelta
from json.encoder import encode_basestring as quoted
from pathlib import Path
from random import Random

from etl.sample.office import planned_broadcasts
from etl.sample.people import DAY, UTC_OFFSET, VK, Account, Institution, Room, Stay, at, day_of
from etl.sample.talk import Call, Event, Item, Message

_PAGE = 200
_OVERLAP = 4
_NEXT = ",\n"
_ORGANISATION = 70001
_ROLE_CODES = {"Педагог": "teacher_demo", "Обучающийся": "student_demo", "Родитель": "parent_demo"}
_ATTACHMENTS = {
    "фото": '{"type":"photo","photo":{"id":%d,"owner_id":%d,"date":%d}}',
    "стикер": '{"type":"sticker","sticker":{"sticker_id":%d,"product_id":%d,"inner_type":"base_sticker_new","n":%d}}',
    "файл": '{"type":"doc","doc":{"id":%d,"owner_id":%d,"title":"Бланк.docx","ext":"docx","size":%d}}',
    "опрос": '{"type":"poll","poll":{"id":%d,"owner_id":%d,"question":"Удобно ли перенести?","votes":%d,"answers":[]}}',
    "голос": '{"type":"audio_message","audio_message":{"id":%d,"owner_id":%d,"duration":%d}}',
}


class VkJson:
    """Writes chats of the former platform; call `room` for each chat, then `finish`."""

    def __init__(self, folder: Path, it: Institution):
        self.folder, self.it = folder / "vk_api", it
        self.random = Random(f"sample/{it.seed}/vk")
        self.conversations: list[str] = []
        self.done = 0
        self.day = it.moved_on - timedelta(days=1)  # when the script ran: a list of members is true on a day

    def room(self, room: Room, items: list[Item]) -> None:
        """History and members of one chat."""
        here = self.folder / str(room.id)
        here.mkdir(parents=True, exist_ok=True)
        self.done += 1
        number = self.done
        shown = [item for item in items if not (isinstance(item, Message) and item.deleted)]
        lines = [_line(room, item) for item in reversed(shown)]
        if number == 3:
            lines.insert(2, _unknown_action(room, shown[-1].at if shown else room.created))
        declared = len(lines) + (57 if number == 5 else 0)
        conversation = self._conversation(room, items)
        profiles = _profiles(item for item in shown)
        pages = [
            f'{{"response":{{"count":{declared},"items":[{_NEXT.join(page)}],'
            f'"profiles":[{",".join(profiles if not n else ())}],"conversations":[{conversation}]}}}}'
            for n, page in enumerate(_pages(lines))
        ]
        if number == 4:
            pages.append('{"error":{"error_code":6,"error_msg":"Too many requests per second"}}')
        text = pages[0] if len(pages) == 1 else "[" + ",\n".join(pages) + "]"
        if number == 6:  # a home-made script keeps the answer without its envelope
            text = text.removeprefix('{"response":').removesuffix("}") if len(pages) == 1 else text
        if number == 7:
            text = json.dumps(json.loads(text))
        (here / "messages.getHistory.json").write_text(text, "utf-8-sig" if number == 2 else "utf-8")
        self._members(here, room)
        self.conversations.append(
            f'{{"conversation":{conversation},"last_message":{lines[0] if lines else "null"}}}'
        )

    def _conversation(self, room: Room, items: list[Item]) -> str:
        inside = [stay for stay in room.stays if stay.left is None]
        owner = room.created_by.id if room.created_by else 0
        pinned = next((i for i in items if isinstance(i, Message) and i.pinned), None)
        pin = (
            f',"pinned_message":{{"conversation_message_id":{pinned.n},"text":{quoted(pinned.text)}}}'
            if pinned
            else ""
        )
        return (
            f'{{"peer":{{"id":{room.id},"type":"chat","local_id":{room.id - 2_000_000_000}}},'
            f'"last_conversation_message_id":{items[-1].n if items else 0},"chat_settings":{{"title":{quoted(room.title)},'
            f'"members_count":{len(inside)},"owner_id":{owner},"state":"in","is_group_channel":{_flag(room.kind == "канал")}{pin}}}}}'
        )

    def _members(self, here: Path, room: Room) -> None:
        stays = {stay.account.id: stay for stay in room.stays if stay.left is None}
        declared = len(stays)
        shown = list(stays.values())
        if room.title == "Педагогический совет":
            shown = shown[:20]  # the page's default size: the list is cut
        items = [_member(stay) for stay in shown]
        profiles = [_educated(stay.account, self.done * 100 + n) for n, stay in enumerate(shown)]
        (here / f"messages.getConversationMembers_{self.day}.json").write_text(
            f'{{"response":{{"count":{declared},"items":[{_NEXT.join(items)}],"profiles":[{_NEXT.join(profiles)}],"groups":[]}}}}',
            "utf-8",
        )

    def finish(self) -> None:
        """What concerns all chats: their list, broadcasts, and one private dialog that must be dropped."""
        if not self.done:
            return
        text = (
            f'{{"response":{{"count":{len(self.conversations)},"items":[{_NEXT.join(self.conversations)}]}}}}'
        )
        (self.folder / "messages.getConversations.json").write_text(text, "utf-8")
        self._videos()
        self._private()

    def _videos(self) -> None:
        items = []
        for number, (planned, started, title, seconds, viewers, peak) in enumerate(
            planned_broadcasts(self.it)
        ):
            if started is None or day_of(planned) >= self.it.moved_on:
                continue
            items.append(
                f'{{"id":{456239000 + number},"owner_id":-920000007,"title":{quoted(title)},"date":{started - UTC_OFFSET},'
                f'"live_start_time":{started - UTC_OFFSET},"duration":{seconds},"views":{viewers},"spectators":{peak},"type":"live"}}'
            )
        text = f'{{"response":{{"count":{len(items)},"items":[{_NEXT.join(items)}]}}}}'
        (self.folder / "video.get.json").write_text(text, "utf-8")

    def _private(self) -> None:
        peer = self.it.accounts[20].id
        moment = at(self.it.months[0]) + 5 * DAY
        here = self.folder / str(peer)
        here.mkdir(exist_ok=True)
        line = (
            f'{{"conversation_message_id":1,"id":7,"peer_id":{peer},"from_id":{peer},"date":{moment},'
            '"text":"Личная переписка: этого текста в хранилище быть не должно","attachments":[],"fwd_messages":[],"out":0}'
        )
        (here / "messages.getHistory.json").write_text(
            f'{{"response":{{"count":1,"items":[{line}],"profiles":[],"groups":[]}}}}', "utf-8"
        )


def _pages(lines: list[str]) -> list[list[str]]:
    """Pages of an answer, newest first; neighbours overlap, because people wrote while the script was reading."""
    if len(lines) <= _PAGE:
        return [lines]
    return [lines[max(0, start - _OVERLAP) : start + _PAGE] for start in range(0, len(lines), _PAGE)]


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _line(room: Room, item: Item) -> str:
    if isinstance(item, Message):
        return _message(room, item)
    return _call(room, item) if isinstance(item, Call) else _action(room, item)


def _head(room: Room, n: int, author: int, moment: int) -> str:
    return f'{{"conversation_message_id":{n},"id":0,"peer_id":{room.id},"from_id":{author},"date":{moment - UTC_OFFSET}'


def _message(room: Room, m: Message) -> str:
    parts = [_head(room, m.n, m.author.id, m.at), f'"text":{quoted(m.text)}']
    form = _ATTACHMENTS.get(m.kind)
    attached = form % (457_000_000 + m.n, m.author.id, 90 + m.n % 400) if form else ""
    parts.append(f'"attachments":[{attached}]')
    if m.forwarded:
        parts.append(
            f'"fwd_messages":[{{"date":{m.at - UTC_OFFSET - 9000},"from_id":{room.created_by.id if room.created_by else m.author.id},'
            f'"text":{quoted(m.forwarded)},"attachments":[],"update_time":0}}]'
        )
    if m.reply_to is not None:
        r = m.reply_to
        parts.append(
            f'"reply_message":{{"conversation_message_id":{r.n},"peer_id":{room.id},"from_id":{r.author.id},"date":{r.at - UTC_OFFSET},'
            f'"text":{quoted(r.text)},"attachments":[]}}'
        )
    if m.edited:
        parts.append(f'"update_time":{m.edited - UTC_OFFSET}')
    if m.pinned:
        parts.append(f'"is_pinned":true,"pinned_at":{m.at - UTC_OFFSET + 40}')
    if m.reactions:
        who = ",".join(str(account.id) for account in m.reactions)
        parts.append(f'"reactions":[{{"reaction_id":1,"count":{len(m.reactions)},"user_ids":[{who}]}}]')
    return ",".join(parts) + ',"out":0,"version":1}'


def _call(room: Room, call: Call) -> str:
    body = (
        f'{{"type":"call","call":{{"initiator_id":{call.host.id},"receiver_id":{room.id},"state":"reached","time":{call.at - UTC_OFFSET},'
        f'"duration":{call.seconds},"video":true,"participants":{{"list":[{call.host.id}],"count":{call.participants}}}}}}}'
    )
    return (
        _head(room, call.n, call.host.id, call.at)
        + f',"text":"","attachments":[{body}],"fwd_messages":[],"out":0}}'
    )


def _action(room: Room, event: Event) -> str:
    author, action = _ACTIONS[event.kind](event)
    return (
        _head(room, event.n, author, event.at)
        + f',"text":"","attachments":[],"fwd_messages":[],"out":0,"action":{action}}}'
    )


def _join(event: Event) -> tuple[int, str]:
    stay = event.stay
    if stay.added_by is not None:
        return stay.added_by.id, f'{{"type":"chat_invite_user","member_id":{stay.account.id}}}'
    kind = "chat_invite_user_by_message_request" if stay.method == "заявка" else "chat_invite_user_by_link"
    return stay.account.id, f'{{"type":"{kind}"}}'


_ACTIONS = {
    "create": lambda e: (e.actor.id, f'{{"type":"chat_create","text":{quoted(e.text)}}}'),
    "join": _join,
    "leave": lambda e: (e.stay.account.id, f'{{"type":"chat_kick_user","member_id":{e.stay.account.id}}}'),
    "kick": lambda e: (e.actor.id, f'{{"type":"chat_kick_user","member_id":{e.stay.account.id}}}'),
    "pin": lambda e: (
        e.actor.id,
        f'{{"type":"chat_pin_message","member_id":{e.actor.id},"conversation_message_id":{e.message.n},"message":{quoted(e.text[:60])}}}',
    ),
    "rename": lambda e: (e.actor.id, f'{{"type":"chat_title_update","text":{quoted(e.text)}}}'),
}


def _unknown_action(room: Room, moment: int) -> str:
    """A kind of action that no schema knows: it must load as «other»."""
    owner = room.created_by.id if room.created_by else 0
    return (
        _head(room, 9000, owner, moment)
        + ',"text":"","attachments":[],"fwd_messages":[],"out":0,"action":{"type":"chat_theme_blossomed"}}'
    )


def _profiles(items) -> list[str]:
    seen: dict[int, Account] = {}
    for item in items:
        if isinstance(item, Message):
            seen[item.author.id] = item.author
    return [_profile(account) + "}" for account in seen.values()]


def _profile(account: Account) -> str:
    if account.deleted:
        return f'{{"id":{account.id},"first_name":"DELETED","last_name":"","deactivated":"deleted"'
    return f'{{"id":{account.id},"first_name":{quoted(account.first)},"last_name":{quoted(account.last)}'


def _educated(account: Account, number: int) -> str:
    """A profile with the educational part, and sometimes with fields that must never be stored."""
    roles = [part.strip() for part in account.role.split(";")]
    code = _ROLE_CODES.get(roles[0], "other_demo")
    extra = ',"bdate":"1.1.1985","mobile_phone":"8 900 000-00-07"' if number % 9 == 4 else ""
    seen = (
        f',"last_seen":{{"time":{account.last_seen - UTC_OFFSET},"platform":4}}' if account.last_seen else ""
    )
    if account.deleted:
        return _profile(account) + "}"
    listed = ",".join(
        f'{{"role_code":"{_ROLE_CODES.get(r, "other_demo")}","details":"","order":{n}}}'
        for n, r in enumerate(roles)
    )
    return (
        f'{_profile(account)}{extra}{seen},"educational_profile":{{"edu_roles":{{"user_id":{account.id},'
        f'"main_roles":{quoted(", ".join(roles))},"main_role_code":"{code}","organizations":[{{"organization_id":{_ORGANISATION},'
        f'"organization_type":"7","organization_name":"Дворец творчества (вымышленный)","roles":[{listed}]}}]}}}}}}'
    )


def _member(stay: Stay) -> str:
    """One row of the members' page; flags that are false are absent, as in life."""
    parts = [f'{{"member_id":{stay.account.id},"join_date":{stay.joined - UTC_OFFSET}']
    if stay.added_by is not None:
        parts.append(f'"invited_by":{stay.added_by.id}')
    if stay.chat_role == "владелец":
        parts.append('"is_owner":true,"is_admin":true')
    elif stay.chat_role == "администратор":
        parts.append('"is_admin":true')
    return ",".join(parts) + "}"


def message_id(room: Room, message: Message) -> str:
    """The number by which the journals name a message of this platform."""
    return str(message.n)


PLATFORM = VK
