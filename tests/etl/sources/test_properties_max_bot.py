"""Whatever stands in what a MAX bot saved: no crash and no silent loss."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.sources import max_bot
from tests.etl.sources.invented import FEW, MAX_CHAT, MAX_DIALOG, broken, junk, moments, read, spoiled, texts


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
@given(st.lists(max_updates(), min_size=1, max_size=3), st.booleans(), broken)
def test_broken_bytes_never_crash(updates, as_page, spoil):
    text = json.dumps({"updates": updates}) if as_page else "\n".join(map(json.dumps, updates))
    reading, _ = read(max_bot.SOURCE, spoil(text.encode()))
    assert len(reading.outcomes) == 1


@pytest.mark.slow
@FEW
@given(junk)
def test_any_json_is_told_of(value):
    reading, rows = read(max_bot.SOURCE, json.dumps(value))
    outcome = next(iter(reading.outcomes.values()))
    assert outcome.status == "loaded" or outcome.reason
    assert not rows.get("messages")
