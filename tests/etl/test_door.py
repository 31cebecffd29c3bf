"""What comes in at the door, and what stays outside with a sentence."""

import hashlib
import io
import os
import stat
import zipfile

import pytest

from etl import door
from etl.door import open_paths

CSV = "Дата;Рабочий\n01.09.2026;да\n".encode()


def zipped(members: dict[str, bytes], **info) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def at_the_door(tmp_path, name: str, content: bytes):
    (tmp_path / "in").mkdir(exist_ok=True)
    path = tmp_path / "in" / name
    path.write_bytes(content)
    return open_paths([path], tmp_path / "work")


def refused_alone(result) -> str:
    accepted, refused = result
    assert accepted == []
    ((name, reason),) = refused
    assert name.split("/")[-1][:20] in reason
    assert reason.endswith(".")
    assert reason.count(".") >= 2  # what is wrong, and what to do
    return reason


def test_a_file_a_folder_and_an_archive(tmp_path):
    folder = tmp_path / "выгрузка"
    (folder / "чаты").mkdir(parents=True)
    (folder / "чаты" / "a.csv").write_bytes(CSV)
    (folder / "b.zip").write_bytes(zipped({"c/d.csv": CSV + b"x", "e.zip": zipped({"f.csv": CSV + b"y"})}))
    accepted, refused = open_paths([folder], tmp_path / "work")
    assert refused == []
    assert [file.name for file in accepted] == [
        "выгрузка/b.zip/c/d.csv",
        "выгрузка/b.zip/e.zip/f.csv",
        "выгрузка/чаты/a.csv",
    ]
    assert accepted[2].sha256 == hashlib.sha256(CSV).hexdigest()
    assert accepted[0].path.read_bytes() == CSV + b"x"


def test_junk_is_ignored_and_attachments_are_counted(tmp_path):
    folder = tmp_path / "history"
    (folder / "avatars").mkdir(parents=True)
    (folder / "__MACOSX").mkdir()
    for name in (".DS_Store", "~$members.xlsx", "Thumbs.db", "desktop.ini", ".hidden", "__MACOSX/x.csv"):
        (folder / name).write_bytes(b"junk")
    (folder / "avatars" / "1.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "avatars" / "2").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "voice.ogg").write_bytes(b"OggS")
    (folder / "history.json").write_bytes(b"[]")
    accepted, refused = open_paths([folder], tmp_path / "work")
    assert [file.name for file in accepted] == ["history/history.json"]
    assert refused == []
    assert accepted.passed_over == 3


def test_workbooks_are_not_unpacked(tmp_path):
    accepted, _ = at_the_door(tmp_path, "данные.bin", zipped({"xl/workbook.xml": b"<workbook/>"}))
    assert [file.name for file in accepted] == ["данные.bin"]


def test_empty_file(tmp_path):
    assert "пуст" in refused_alone(at_the_door(tmp_path, "empty.csv", b""))


def test_missing_file(tmp_path):
    accepted, ((_, reason),) = open_paths([tmp_path / "нет.csv"], tmp_path / "work")
    assert not accepted
    assert "«нет.csv» нет" in reason


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="у суперпользователя есть все права")
def test_no_rights(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(CSV)
    path.chmod(0)
    assert "Нет прав" in refused_alone(open_paths([path], tmp_path / "work"))


def test_no_rights_is_said_even_when_the_system_reports_it_late(tmp_path, monkeypatch):
    def no(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(door, "_sha256", no)
    assert "Нет прав" in refused_alone(at_the_door(tmp_path, "a.csv", CSV))


def test_full_disk_is_not_a_fault_of_the_file(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(door, "_extract", full)
    with pytest.raises(OSError, match="No space"):
        at_the_door(tmp_path, "a.zip", zipped({"a.csv": CSV}))


def test_truncated_archive_and_truncated_workbook(tmp_path):
    whole = zipped({"xl/workbook.xml": b"<workbook/>", "a.csv": os.urandom(5000)})
    assert "повреждён" in refused_alone(at_the_door(tmp_path, "a.zip", whole[:3000]))
    assert "повреждён" in refused_alone(at_the_door(tmp_path, "a.xlsx", whole[:3000]))


def test_archive_with_damaged_content(tmp_path):
    whole = bytearray(zipped({"a.csv": os.urandom(5000)}))
    whole[2000:2010] = b"0123456789"
    assert "повреждён" in refused_alone(at_the_door(tmp_path, "a.zip", bytes(whole)))


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "a/../../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "..\\evil.csv"]
)
def test_archive_that_writes_outside(tmp_path, name):
    result = at_the_door(tmp_path, "a.zip", zipped({"good.csv": CSV, name: b"evil"}))
    assert "вне своей папки" in refused_alone(result)
    assert not list(tmp_path.rglob("*evil*"))


def test_archive_with_a_link(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert "ссылки" in refused_alone(at_the_door(tmp_path, "a.zip", buffer.getvalue()))


def test_archive_under_a_password(tmp_path):
    content = bytearray(zipped({"a.csv": CSV}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    assert "паролем" in refused_alone(at_the_door(tmp_path, "a.zip", bytes(content)))


def test_workbook_under_a_password(tmp_path):
    container = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(1000)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(500)
    )
    assert "паролем" in refused_alone(at_the_door(tmp_path, "кадры.xlsx", container))


def test_old_workbook_is_let_in(tmp_path):
    accepted, refused = at_the_door(tmp_path, "старый.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    assert len(accepted) == 1
    assert refused == []


def test_bomb_by_ratio(tmp_path):
    assert "опасного размера" in refused_alone(
        at_the_door(tmp_path, "a.zip", zipped({"a.csv": bytes(64 << 20)}))
    )


def test_bomb_that_lies_about_its_size(tmp_path, monkeypatch):
    monkeypatch.setattr(door, "_check_sizes", lambda *_: None)
    assert "опасного размера" in refused_alone(
        at_the_door(tmp_path, "a.zip", zipped({"a.csv": bytes(64 << 20)}))
    )
    assert not [path for path in (tmp_path / "work").rglob("*") if path.is_file()]


def test_bomb_by_number_of_files_and_by_depth(tmp_path, monkeypatch):
    monkeypatch.setattr(door, "MAX_FILES", 10)
    many = zipped({f"{n}.csv": CSV for n in range(11)})
    assert "опасного размера" in refused_alone(at_the_door(tmp_path, "a.zip", many))
    deep = zipped({"1.zip": zipped({"2.zip": zipped({"3.csv": CSV})})})
    accepted, ((name, reason),) = at_the_door(tmp_path, "b.zip", deep)
    assert (accepted, name) == ([], "b.zip/1.zip/2.zip")
    assert "друг в друге" in reason


def test_empty_archive(tmp_path):
    assert "пуст" in refused_alone(at_the_door(tmp_path, "a.zip", zipped({})))


def test_good_files_beside_a_bad_one(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "bad.zip").write_bytes(b"PK\x03\x04nonsense")
    (folder / "good.csv").write_bytes(CSV)
    accepted, refused = open_paths([folder], tmp_path / "work")
    assert [file.name for file in accepted] == ["in/good.csv"]
    assert [name for name, _ in refused] == ["in/bad.zip"]


def test_russian_names_that_windows_wrote(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("Group_.csv", CSV)
    content = buffer.getvalue().replace(b"Group_", "Группа".encode("cp866"))
    accepted, _ = at_the_door(tmp_path, "a.zip", content)
    assert [file.name for file in accepted] == ["a.zip/Группа.csv"]


def test_hostile_names_stay_one_line(tmp_path):
    accepted, ((_, reason),) = at_the_door(tmp_path, "a\n<script>\x1b[2J.csv", b"")
    assert not accepted
    assert "\n" not in reason
    assert "\x1b" not in reason


def test_links_in_folders_are_not_followed_round(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.csv").write_bytes(CSV)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    accepted, _ = open_paths([folder], tmp_path / "work")
    assert [file.name for file in accepted] == ["in/a.csv"]
