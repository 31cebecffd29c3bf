"""Whatever a file holds: every source recognises it or not, or refuses it with a sentence; none breaks on it."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.sources.base import Refused, sources
from tests.etl.sources.invented import FEW, junk, texts
from tests.etl.sources.kit import incoming

beginnings = st.sampled_from(
    ["", "{", "[", '{"response":', '{"type":"private_group","messages":[', "[12.03.2026, 10:00:01] Имя: ", "        [04 марта 2024]\n[11:00] Имя: ",
     "12.03.2026, 10:00 - ", "<html><div class='chat'>", "id,ФИО,Учебные заведения,Роли\n", "{'date': 1", "PK\x03\x04", '{"update_type":"']
)  # fmt: skip


def asked_of_all(path: Path) -> None:
    """Ask every source; a refusal is a sentence that ends."""
    for source in sources():
        sentence = "."
        try:
            assert source.recognise(incoming(path, "2000000123/x")) in (True, False)
        except Refused as refusal:
            sentence = str(refusal)
        assert sentence.endswith(".")


@pytest.mark.slow
@FEW
@given(
    beginnings,
    st.binary(max_size=200)
    | texts.map(lambda t: t.encode("utf-8", "replace"))
    | junk.map(lambda v: json.dumps(v).encode()),
)
def test_recognition_never_crashes(start, rest):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(start.encode() + rest)
        asked_of_all(path)


def test_recognition_never_crashes_on_noise(tmp_path):
    dice = random.Random(7)
    for size in (0, 1, 2, 3, 10, 1000, 70_000):
        path = tmp_path / "noise"
        path.write_bytes(bytes(dice.randrange(256) for _ in range(size)))
        asked_of_all(path)
