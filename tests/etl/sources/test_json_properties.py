"""Whatever stands in a JSON file: no crash, no silent loss, and both ways through VK mean the same."""

from __future__ import annotations

import json
import os
import random
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.sources import max_bot, vk_api, vk_dumper
from etl.sources.base import Refused
from tests.etl.sources.kit import context, incoming, rows_of

CHAT, OTHER, DIALOG = 2000000123, 2000000999, 920000077
MAX_CHAT, MAX_DIALOG = -70000000000123, 555
SOAK = int(os.environ.get("SFERUM_SOAK_EXAMPLES", "0"))  # the long proof asks for many, at random
FEW = settings(
    max_examples=SOAK or 12,
    deadline=None,
    derandomize=not SOAK,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

texts = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12) | st.sampled_from(
    [
        "",
        "Доброе утро",
        "[id5|Имя], да",
        "&#128516; &amp;lt;",
        "[1]",
        '{"a":1}',
        "a\u0000b",
        "&#55357;",
        "|&|",
    ]
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=4,
)
moments = st.integers(1_400_000_000, 1_800_000_000)
kinds = st.sampled_from(["photo", "sticker", "doc", "audio_message", "poll", "call", "wall", "hologram"])


@st.composite
def vk_messages(draw, chats=st.just(CHAT)):
    """A message as today's API writes it."""
    message = {
        "conversation_message_id": draw(st.integers(1, 10**6)),
        "id": 0,
        "peer_id": draw(chats),
        "from_id": draw(st.sampled_from([1, 2, 3, -7, 2**40])),
        "date": draw(moments),
        "text": draw(texts),
        "attachments": [
            {"type": kind, kind: {"state": "reached"}} for kind in draw(st.lists(kinds, max_size=2))
        ],
        "fwd_messages": [],
    }
    if draw(st.booleans()):
        message["reply_message"] = {"conversation_message_id": draw(st.integers(1, 99)), "text": "чужое"}
    if draw(st.integers(0, 3)) == 0:
        message["action"] = {
            "type": draw(
                st.sampled_from(["chat_kick_user", "chat_invite_user", "chat_pin_message", "нечто"])
            ),
            "member_id": draw(st.sampled_from([1, 2])),
        }
    if draw(st.integers(0, 3)) == 0:
        message["reactions"] = [{"reaction_id": 1, "count": 2, "user_ids": [1, 2]}]
    if draw(st.integers(0, 4)) == 0:
        del message["conversation_message_id"]
    if draw(st.integers(0, 4)) == 0:
        message["update_time"] = draw(moments)
    return message


@st.composite
def spoiled(draw, whole):
    """An object in which some fields are junk or missing."""
    value = dict(draw(whole))
    for key in draw(st.lists(st.sampled_from(sorted(value)), max_size=2)):
        if draw(st.booleans()):
            value[key] = draw(junk)
        else:
            value.pop(key, None)
    return value


def read(source, documents, name="x.json", allowed=None):
    """Survey and read one document (text, bytes or value) as a source would in a load."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        if isinstance(documents, bytes):
            path.write_bytes(documents)
        else:
            path.write_text(documents if isinstance(documents, str) else json.dumps(documents))
        file = incoming(path, name)
        source.survey([file], context())
        reading = source.read([file], context(allowed))
        return reading, rows_of(reading)


def content(rows):
    return {
        table: sorted(
            json.dumps({k: v for k, v in row.items() if k != "file_id"}, default=str) for row in found
        )
        for table, found in rows.items()
    }


@pytest.mark.slow
@FEW
@given(
    st.lists(vk_messages(st.sampled_from([CHAT, CHAT, OTHER, DIALOG])), min_size=1, max_size=6), st.booleans()
)
def test_both_ways_mean_the_same(messages, wrapped):
    body = {
        "count": len(messages),
        "items": messages,
        "profiles": [{"id": 1, "first_name": "А", "last_name": "Б"}],
    }
    document = {"response": body} if wrapped else messages
    allowed = [("VK Мессенджер", str(CHAT))]
    _, in_sets = read(vk_api.SOURCE, document, allowed=allowed)

    class Careful(vk_api.VkApi):
        def read(self, files, told):
            return vk_api.read_documents(files, told, vk_api.json_documents)

    _, carefully = read(Careful(), document, allowed=allowed)
    for found in (in_sets, carefully):
        for row in found.get("chats", ()):
            row.pop("declared_messages", None)  # each way counts what it passes by differently
    assert content(in_sets) == content(carefully)


@pytest.mark.slow
@FEW
@given(
    st.lists(spoiled(vk_messages()) | junk, min_size=1, max_size=6),
    st.sampled_from(["page", "list", "lines"]),
)
def test_no_vk_item_is_lost(items, envelope):
    if envelope == "page":
        document = {"response": {"count": len(items), "items": items}}
    elif envelope == "list":
        document = [{"response": {"items": items}}]
    else:
        document = "\n".join(json.dumps({"items": [item]}) for item in items)
    reading, rows = read(vk_api.SOURCE, document, name="2000000123.json")
    outcome = next(iter(reading.outcomes.values()))
    if outcome.status == "refused":
        assert outcome.reason
        return
    private = [
        item
        for item in items
        if isinstance(item, dict) and isinstance(item.get("peer_id"), int) and item["peer_id"] <= 2000000000
    ]
    nested = [item for item in items if isinstance(item, dict) and {"items", "response", "error"} & set(item)]
    told = len(rows.get("messages", ())) + len(rows.get("events", ())) + len(reading.rejects)
    if not nested:
        assert len(items) - len(private) <= told <= len(items)


@pytest.mark.slow
@FEW
@given(
    st.lists(vk_messages(), min_size=1, max_size=3), st.integers(0, 10**6), st.randoms(use_true_random=False)
)
def test_broken_bytes_never_crash(messages, cut, dice):
    data = bytearray(json.dumps({"response": {"count": 1, "items": messages}}, ensure_ascii=False).encode())
    del data[cut % len(data) :]
    for _ in range(dice.randint(0, 3)):
        if data:
            data[dice.randrange(len(data))] = dice.randrange(256)
    for source in (vk_api.SOURCE, max_bot.SOURCE, vk_dumper.SOURCE):
        reading, _ = read(source, bytes(data), name="2000000123/history.json")
        assert len(reading.outcomes) == 1


@pytest.mark.slow
@FEW
@given(junk)
def test_any_json_is_told_of(value):
    for source in (vk_api.SOURCE, max_bot.SOURCE, vk_dumper.SOURCE):
        reading, rows = read(source, json.dumps(value), name="2000000123/x.json")
        outcome = next(iter(reading.outcomes.values()))
        assert outcome.status == "loaded" or outcome.reason
        assert not rows.get("messages")


@st.composite
def max_updates(draw):
    kind = draw(
        st.sampled_from(
            ["message_created", "message_edited", "message_removed", "user_added", "user_removed", "new"]
        )
    )
    chat = draw(st.sampled_from([MAX_CHAT, MAX_CHAT, MAX_DIALOG]))
    update = {"update_type": kind, "timestamp": draw(moments) * 1000, "chat_id": chat}
    if kind in ("message_created", "message_edited"):
        update["message"] = {
            "sender": {"user_id": draw(st.integers(1, 3)), "first_name": "А"},
            "recipient": {"chat_id": chat, "chat_type": "chat" if chat < 0 else "dialog"},
            "timestamp": draw(moments) * 1000,
            "body": {"mid": f"mid.{draw(st.integers(1, 4))}", "seq": 2**60, "text": draw(texts)},
        }
    else:
        update |= {"message_id": f"mid.{draw(st.integers(1, 4))}", "user_id": 1, "user": {"user_id": 2}}
        update |= {"inviter_id": draw(st.none() | st.integers(1, 3)), "admin_id": None}
    return update


@pytest.mark.slow
@FEW
@given(st.lists(spoiled(max_updates()), min_size=1, max_size=8))
def test_no_max_update_is_lost(updates):
    reading, rows = read(max_bot.SOURCE, "\n".join(map(json.dumps, updates)) + "\n\n")
    outcome = next(iter(reading.outcomes.values()))
    if outcome.status == "refused":
        assert outcome.reason
        return
    places = {row["locator"] for row in rows.get("messages", ())} | {
        r["locator"] for r in rows.get("events", ())
    }
    places |= {reject.locator for reject in reading.rejects}
    for number, update in enumerate(updates, 1):
        about_message = update.get("update_type") in ("message_created", "message_edited")
        message = update.get("message")
        recipient = message.get("recipient") if isinstance(message, dict) else None
        where = recipient if about_message and isinstance(recipient, dict) else update
        is_plain_chat = where.get("chat_id") == MAX_CHAT
        # a later version of a message that is already told of stands in that message's row
        if is_plain_chat and not about_message and len(updates) > 1:
            assert f"строка {number}" in places


@pytest.mark.slow
@FEW
@given(
    st.lists(
        spoiled(
            st.fixed_dictionaries(
                {
                    "date": moments,
                    "from_id": st.sampled_from([1, 2, -7]),
                    "text": texts,
                    "attachments": st.lists(
                        st.sampled_from(["a\\1_sticker_1.png", "b/2_photo_x.jpg"]), max_size=2
                    ),
                }
            )
        )
        | junk,
        max_size=8,
    )
)
def test_no_dumped_row_is_lost(items):
    reading, rows = read(vk_dumper.SOURCE, items, name="2000000123/history.json")
    assert len(rows.get("messages", ())) + len(rows.get("events", ())) + len(reading.rejects) == len(items)
    keys = [row["message_id"] for row in rows.get("messages", ())]
    assert len(set(keys)) == len(keys)


def test_recognition_never_crashes_on_noise():
    dice = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "noise"
        for size in (0, 1, 2, 3, 10, 1000, 70_000):
            path.write_bytes(bytes(dice.randrange(256) for _ in range(size)))
            for source in (vk_api.SOURCE, max_bot.SOURCE, vk_dumper.SOURCE):
                with suppress(Refused):
                    assert source.recognise(incoming(path)) in (True, False)
