"""Whatever stands in old answers of VK and in lines that Python printed: no crash and no silent loss."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.sources import vk_api, vk_legacy
from tests.etl.sources.invented import CHAT, FEW, broken, junk, moments, read, spoiled, texts

LOCAL = CHAT - 2_000_000_000
old_messages = st.fixed_dictionaries(
    {"id": st.integers(1, 10**6), "date": moments, "body": texts, "user_id": st.sampled_from([1, 2, -7]), "chat_id": st.just(LOCAL)},
    optional={
        "out": st.sampled_from([0, 1]),
        "read_state": st.just(1),
        "action": st.sampled_from(["chat_kick_user", "chat_invite_user", "chat_title_update", "нечто"]),
        "action_mid": st.sampled_from([1, 2, "x"]),
        "action_text": texts,
        "emoji": st.just(1),
    },
)  # fmt: skip
ways = st.sampled_from(["json", "page of lines", "lines", "one list"])


def written(items: list, way: str) -> tuple[object, str]:
    """The source and the text of a file in one of the old ways."""
    if way == "json":
        return vk_api.SOURCE, json.dumps({"response": {"count": len(items), "items": items}})
    if way == "page of lines":
        return vk_legacy.SOURCE, "\n".join(str({"items": [item]}) for item in items)
    if way == "one list":
        return vk_legacy.SOURCE, str(items)
    return vk_legacy.SOURCE, "\n".join(map(str, items))


@pytest.mark.slow
@FEW
@given(st.lists(spoiled(old_messages), min_size=1, max_size=6), ways)
def test_no_old_message_is_lost(items, way):
    source, text = written(items, way)
    reading, rows = read(source, text, name="2000000123.txt")
    outcome = next(iter(reading.outcomes.values()))
    if outcome.status == "refused":
        assert outcome.reason
        return
    told = len(rows.get("messages", ())) + len(rows.get("events", ())) + len(reading.rejects)
    elsewhere = [item for item in items if item.get("chat_id") != LOCAL]
    assert len(items) - len(elsewhere) <= told <= len(items)


@pytest.mark.slow
@FEW
@given(st.lists(old_messages, min_size=1, max_size=4), ways, broken)
def test_broken_bytes_never_crash(items, way, spoil):
    source, text = written(items, way)
    reading, _ = read(source, spoil(text.encode("utf-8", "replace")), name="2000000123.txt")
    assert len(reading.outcomes) == 1


@pytest.mark.slow
@FEW
@given(junk)
def test_any_literal_is_told_of(value):
    reading, rows = read(vk_legacy.SOURCE, str(value).encode("utf-8", "replace"), name="2000000123/x.txt")
    outcome = next(iter(reading.outcomes.values()))
    assert outcome.status == "loaded" or outcome.reason
    assert not rows.get("messages")
