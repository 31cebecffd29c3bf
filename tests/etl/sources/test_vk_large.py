"""Large and long VK files: cut into elements, the same rows come out; one line of ten megabytes is no matter."""

from __future__ import annotations

import json

import pytest

from etl.sources import vk_api
from tests.etl.sources.kit import context, incoming, rows_of

CHAT = 2000000123
PROFILES = [{"id": 1, "first_name": "Мария", "last_name": "Соколова"}]


def history(n, **spoil):
    items = [
        {
            "conversation_message_id": i,
            "peer_id": CHAT,
            "from_id": 1,
            "date": 1772438400 + i,
            "text": f"№ {i}",
        }
        for i in range(1, n + 1)
    ]
    for turn, change in spoil.items():
        items[int(turn[1:])] |= change
    return items


DOCUMENTS = {
    "wrapped": lambda items: {"response": {"count": len(items), "items": items, "profiles": PROFILES}},
    "bare": lambda items: {"count": len(items), "items": items, "profiles": PROFILES},
    "messages": lambda items: items,
    "wrapped_list": lambda items: [
        {"response": {"items": items[i : i + 7]}} for i in range(0, len(items), 7)
    ],
    "bare_list": lambda items: [{"count": 9, "items": items[i : i + 7]} for i in range(0, len(items), 7)],
}


def read(tmp_path, document):
    path = tmp_path / "1.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document, ensure_ascii=False))
    survey = vk_api.SOURCE.survey([incoming(path)], context())
    reading = vk_api.SOURCE.read([incoming(path)], context())
    return survey, rows_of(reading), reading


@pytest.mark.parametrize("shape", list(DOCUMENTS))
@pytest.mark.parametrize("spoil", [{}, {"i5": {"date": "вчера"}}], ids=["plain", "one_bad"])
def test_a_document_cut_into_elements_gives_the_same(shape, spoil, tmp_path, monkeypatch):
    document = DOCUMENTS[shape](history(30, **spoil))
    whole = read(tmp_path, document)
    monkeypatch.setattr(vk_api, "LARGEST_DOCUMENT", 100)
    monkeypatch.setattr(vk_api.LargeDocument, "_WINDOW", 150)
    cut = read(tmp_path, document)
    assert cut[0] == whole[0]
    assert len(cut[1]["messages"]) == 30 - len(spoil)

    def by_key(rows):
        return sorted((row["message_id"], row["text"], row["sent_at"]) for row in rows["messages"])

    assert by_key(cut[1]) == by_key(whole[1])
    assert cut[1].get("members") == whole[1].get("members")
    assert len(cut[2].rejects) == len(whole[2].rejects) == len(spoil)


def test_a_large_document_that_breaks_off_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(vk_api, "LARGEST_DOCUMENT", 100)
    monkeypatch.setattr(vk_api.LargeDocument, "_WINDOW", 150)
    _, rows, reading = read(tmp_path, json.dumps(DOCUMENTS["wrapped"](history(30)))[:1000])
    assert [(o.status, "обрывается" in o.reason) for o in reading.outcomes.values()] == [("refused", True)]
    assert not rows


def test_a_line_of_ten_megabytes_loads(tmp_path):
    long = history(3, i1={"text": "а" * 10_000_000})
    _, rows, reading = read(tmp_path, "\n".join(json.dumps(item, ensure_ascii=False) for item in long))
    assert sorted(len(row["text"]) for row in rows["messages"]) == [3, 3, 10_000_000]
    assert not reading.rejects
