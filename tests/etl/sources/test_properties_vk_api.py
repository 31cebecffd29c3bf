"""Whatever stands in an answer of the VK API: no crash, no silent loss, and both ways of reading mean the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.sources import vk_api
from tests.etl.sources.invented import CHAT, DIALOG, FEW, OTHER, broken, junk, read, spoiled, vk_messages


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
@given(st.lists(vk_messages(), min_size=1, max_size=3), broken)
def test_broken_bytes_never_crash(messages, spoil):
    data = spoil(json.dumps({"response": {"count": 1, "items": messages}}, ensure_ascii=False).encode())
    reading, _ = read(vk_api.SOURCE, data, name="2000000123/history.json")
    assert len(reading.outcomes) == 1


@pytest.mark.slow
@FEW
@given(junk)
def test_any_json_is_told_of(value):
    reading, rows = read(vk_api.SOURCE, json.dumps(value), name="2000000123/x.json")
    outcome = next(iter(reading.outcomes.values()))
    assert outcome.status == "loaded" or outcome.reason
    assert not rows.get("messages")
