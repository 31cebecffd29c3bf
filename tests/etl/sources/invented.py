"""What the property tests of the sources share: invented objects, spoiled ones, and one way to read a document.

A parser's property tests stand in `test_properties_PARSER.py`; the long proof (benchmarks/soak.py) runs each such file
for minutes with other examples every time.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

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


@st.composite
def _spoilers(draw):
    """How to cut bytes short and change some of them."""
    cut, changes = (
        draw(st.integers(0, 10**6)),
        draw(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=3)),
    )

    def spoil(data: bytes) -> bytes:
        left = bytearray(data[: cut % (len(data) + 1)] or data[:1])
        for place, value in changes:
            left[place % len(left)] = value
        return bytes(left)

    return spoil


broken = _spoilers()
