"""Whatever stands in a folder of VKSferumChatExport: no crash, no silent loss, no key twice."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.sources import vk_dumper
from tests.etl.sources.invented import FEW, broken, junk, moments, read, spoiled, texts
from tests.etl.sources.kit import context, incoming, rows_of

dumped = st.fixed_dictionaries(
    {
        "date": moments,
        "from_id": st.sampled_from([1, 2, -7]),
        "text": texts,
        "attachments": st.lists(st.sampled_from(["a\\1_sticker_1.png", "b/2_photo_x.jpg"]), max_size=2),
    }
)


@pytest.mark.slow
@FEW
@given(st.lists(spoiled(dumped) | junk, max_size=8))
def test_no_dumped_row_is_lost(items):
    reading, rows = read(vk_dumper.SOURCE, items, name="2000000123/history.json")
    assert len(rows.get("messages", ())) + len(rows.get("events", ())) + len(reading.rejects) == len(items)
    keys = [row["message_id"] for row in rows.get("messages", ())]
    assert len(set(keys)) == len(keys)


@pytest.mark.slow
@FEW
@given(st.lists(dumped, min_size=1, max_size=3), broken)
def test_broken_bytes_never_crash(items, spoil):
    data = spoil(json.dumps(items, ensure_ascii=False).encode("utf-8", "replace"))
    reading, _ = read(vk_dumper.SOURCE, data, "2000000123/history.json")
    assert len(reading.outcomes) == 1


@pytest.mark.slow
@FEW
@given(junk)
def test_any_json_is_told_of(value):
    reading, rows = read(vk_dumper.SOURCE, json.dumps(value), name="2000000123/x.json")
    outcome = next(iter(reading.outcomes.values()))
    assert outcome.status == "loaded" or outcome.reason
    assert not rows.get("messages")


@pytest.mark.slow
@FEW
@given(st.lists(dumped, min_size=1, max_size=4), broken, texts)
def test_a_page_of_names_never_crashes_nor_adds_people(tmp_path_factory, items, spoil, name):
    folder = tmp_path_factory.mktemp("page")
    body = "".join(
        f'<div class="msg"><div class="name">{name}<span class="time">01.02.26 10:00:0{n}</span></div>'
        f'<div class="txt">{item["text"]}</div></div>'
        for n, item in enumerate(items)
    )
    (folder / "a").write_text(json.dumps(items), encoding="utf-8")
    (folder / "b").write_bytes(b"<html><div class='chat'>" + spoil(body.encode("utf-8", "replace")))
    files = [
        incoming(folder / "a", "2000000123/history.json"),
        incoming(folder / "b", "2000000123/chat.html"),
    ]
    people = {row["member_id"] for row in rows_of(vk_dumper.SOURCE.read(files, context())).get("members", ())}
    assert people <= {str(item["from_id"]) for item in items}
