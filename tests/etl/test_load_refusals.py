"""Files that cannot be loaded honestly are refused with a sentence; the good ones beside them are loaded."""

import errno
import io
import json
import re
import zipfile

import pytest

from etl import publish
from tests.etl.loading import CHAT, history, home, message

__all__ = ["home"]
GOOD = history([message(1), message(2)])


def _zip(**members) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "../"), content)
    return packed.getvalue()


LOCKED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
)
WHOLE = json.dumps(GOOD, ensure_ascii=False).encode()
REFUSED = {
    "пустой.json": b"",
    "обрыв.json": WHOLE[: len(WHOLE) // 2],
    "обрыв.zip": _zip(a=WHOLE)[:-20],
    "бомба.zip": _zip(a=b"0" * (64 << 20)),
    "выход.zip": _zip(__a=WHOLE),
    "пароль.xlsx": LOCKED,
    "не таблица.xlsx": _zip(**{"xl/workbook.xml": "<"}),
    "мусор.bin": bytes(range(256)) * 40,
    "беседа.txt": "Иван, [05.10.26 10:00]\nПривет".encode(),
}


@pytest.fixture(scope="module")
def all_at_once(tmp_path_factory):
    """Every bad file beside one good, loaded together."""
    from tests.etl.loading import Home

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.keep.keep_indicators", lambda *_, **__: None)
        home = Home(tmp_path_factory.mktemp("refusals"))
        for name, content in REFUSED.items():
            home.write(name, content)
        home.write("хорошая.json", GOOD)
        yield home, home.load()


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_a_sentence(all_at_once, name):
    _, result = all_at_once
    (found,) = [file for file in result.files if name in file.name]
    assert (found.status, found.rows_in, found.loaded) == ("refused", 0, 0)
    assert re.search(r"[а-я]{3}.*\.$", found.reason), found.reason
    assert "Traceback" not in found.reason


def test_the_good_file_beside_them_is_published(all_at_once):
    home, result = all_at_once
    assert not result.ok
    assert [file.name for file in result.files if file.status == "loaded"] == ["inbox/хорошая.json"]
    assert home.rows("select count(*) from messages") == [(2,)]
    assert home.rows("select count(*) from source_files") == [(1,)]
    assert len(list(home.place.raw.iterdir())) == 1


def test_a_file_without_rights_is_refused(home, monkeypatch):
    shut, good = home.write("закрыт.json", GOOD), home.write("хорошая.json", GOOD)
    opened = type(shut).open

    def guarded(path, *args, **kwargs):
        if path.name == shut.name:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(type(shut), "open", guarded)
    result = home.load(shut, good)
    assert {file.name: file.status for file in result.files} == {shut.name: "refused", good.name: "loaded"}
    assert "прав" in next(file.reason for file in result.files if file.status == "refused")


@pytest.mark.parametrize("moment", ["_flush", "_flush_folder"])
def test_on_a_full_disk_nothing_at_all_is_published(home, monkeypatch, moment):
    version = home.load(home.write("а.json", GOOD)).version

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(publish, moment, full)
        with pytest.raises(OSError, match="No space left"):
            home.load(home.write("б.json", history([message(3)])))
    assert home.place.version() == version
    assert home.one("select count(*) from messages") == 2
    assert home.load().ok
    assert home.one("select count(*) from messages") == 3


# --- loaded with rejects ----------------------------------------------------------------------------------
def test_wrong_types_in_one_item_reject_that_item_alone(home):
    broken = [message(3) | {"date": "вчера"}, message(4) | {"from_id": {"a": 1}}, "строка вместо сообщения"]
    found = home.load(home.write("а.json", history([message(1), *broken, message(2)]))).files[0]
    assert found.status == "loaded"
    assert home.one("select count(*) from messages") == 2
    assert found.rejected == 3


def test_zero_bytes_and_one_endless_line_are_loaded(home):
    long = message(2, text="Глина " * 1_800_000)
    found = home.load(home.write("а.json", history([message(1, text="Да\u0000нет"), long]))).files[0]
    assert (found.status, found.loaded, found.rejected) == ("loaded", 2, 0)


def test_one_broken_line_among_good_ones(home):
    lines = [json.dumps(history([message(n)])) for n in (1, 2, 3)]
    lines.insert(1, '{"response": {"items": [')
    found = home.load(home.write("а.jsonl", "\n".join(lines)), chats=frozenset([str(CHAT)])).files[0]
    assert (found.status, found.loaded, found.rejected) == ("loaded", 3, 1)
