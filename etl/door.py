"""The door: what a person points at becomes a list of files to read, each with its hash.

Folders are walked, archives unpacked into a folder of our own; what is dangerous, broken or locked stays outside
with a Russian sentence. Names of files are hostile: they are shown, never used as paths.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import lzma
import os
import shutil
import stat
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from etl.sources.base import Incoming, Refused

MAX_DEPTH = 2  # an archive within an archive
MAX_FILES = 50_000
MAX_UNPACKED = 8 << 30
MAX_RATIO = 200  # unpacked : packed; text packs at most to about 1 : 30
RATIO_FROM = 32 << 20  # below this size no ratio is a danger
MAX_FOLDER_DEPTH = 32
CHUNK = 1 << 20

JUNK = frozenset({"thumbs.db", "desktop.ini", "__macosx", "ehthumbs.db", "$recycle.bin"})
# Sections of some dumpers lie in folders that begin with a dot; those hold exports, not junk.
DUMPERS_FOLDERS = frozenset({".json", ".sqlite"})
MEDIA = frozenset(
    [
        ".jpg",
        ".jpeg",
        ".png",
        ".gif",
        ".webp",
        ".bmp",
        ".tif",
        ".tiff",
        ".heic",
        ".heif",
        ".svg",
        ".ico",
        ".mp4",
        ".mov",
        ".avi",
        ".mkv",
        ".webm",
        ".3gp",
        ".m4v",
        ".mp3",
        ".ogg",
        ".oga",
        ".opus",
        ".wav",
        ".m4a",
        ".aac",
        ".flac",
        ".tgs",
        ".lottie",
    ]
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OFFICE = ("xl/workbook.xml", "xl/workbook.bin", "word/document.xml", "ppt/presentation.xml")


@dataclass
class _Hall:
    """What has come in so far, and how much."""

    workdir: Path
    accepted: list[tuple[Path, str]] = field(default_factory=list)  # and the name to show
    refused: list[tuple[str, str]] = field(default_factory=list)
    passed_over: int = 0
    n_unpacked: int = 0


class Doorway(list):
    """Accepted files; `passed_over` counts attachments (pictures, sound, video) that were left unread."""

    passed_over: int = 0


def open_paths(paths: Iterable[Path], workdir: Path) -> tuple[Doorway, list[tuple[str, str]]]:
    """Every file to read under `paths`, and the names of those refused with the reason of each.

    Archives are unpacked under `workdir`; of a refused archive nothing is accepted.
    """
    hall = _Hall(Path(workdir))
    for path in map(Path, paths):
        _open(path, path.name or str(path), hall, depth=0)
    accepted = Doorway()
    accepted.passed_over = hall.passed_over
    with ThreadPoolExecutor(
        os.cpu_count()
    ) as pool:  # hashing lets go of the interpreter: every core takes a file
        hashes = [pool.submit(_sha256, path) for path, _ in hall.accepted]
    for (path, name), found in zip(hall.accepted, hashes, strict=True):
        try:
            accepted.append(Incoming(path, name, found.result()))
        except OSError as error:
            _let_full_disk_through(error)
            hall.refused.append((name, _no_rights(name, error)))
    return accepted, hall.refused


# --- files and folders ------------------------------------------------------------------------------------
def _open(path: Path, name: str, hall: _Hall, *, depth: int) -> None:
    """Take in one path of the disk: a file, or a folder with everything in it."""
    try:
        if path.is_dir():
            for file, shown in _walk(path, name, hall):
                _take(file, shown, hall, depth=depth)
        elif not path.exists():
            hall.refused.append(
                (name, f"Файла «{shown_name(name)}» нет. Проверьте путь и повторите загрузку.")
            )
        else:
            _take(path, name, hall, depth=depth)
    except OSError as error:
        _let_full_disk_through(error)
        hall.refused.append((name, _no_rights(name, error)))


def _walk(folder: Path, name: str, hall: _Hall) -> Iterator[tuple[Path, str]]:
    """Files of a folder in order of names; links are not followed, so that no folder contains itself."""

    def unreadable(error: OSError) -> None:
        within = Path(error.filename).relative_to(folder) if error.filename else Path()
        shown = str(PurePosixPath(name, *within.parts))
        hall.refused.append((shown, _no_rights(shown, error)))

    for root, folders, files in os.walk(folder, onerror=unreadable):
        within = Path(root).relative_to(folder)
        folders[:] = [f for f in sorted(folders) if not _is_junk(f, is_folder=True)]
        if len(within.parts) >= MAX_FOLDER_DEPTH:
            folders.clear()
        for file in sorted(files):
            path = Path(root, file)
            if not _is_junk(file) and path.is_file():
                yield path, str(PurePosixPath(name, *within.parts, file))


def _is_junk(name: str, *, is_folder: bool = False) -> bool:
    """What systems and programs leave behind: hidden files, locks of open workbooks, thumbnails."""
    low = name.lower()
    if is_folder and low in DUMPERS_FOLDERS:
        return False
    return low in JUNK or low.startswith((".", "~$", ".~"))


def _take(path: Path, name: str, hall: _Hall, *, depth: int) -> None:
    """Accept one file, unpack it, pass it over, or refuse it."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return
        if status.st_size == 0:
            raise Refused(f"Файл «{shown_name(name)}» пуст. Выгрузите его заново и загрузите снова.")
        with path.open("rb") as file:
            start = file.read(8)
        if _is_media(name, start):
            hall.passed_over += 1
        elif start.startswith(_ZIP) and not _is_office(path, name):
            _unpack(path, name, hall, depth=depth)
        else:
            if start == _OLE:
                _refuse_locked(path, name)
            hall.accepted.append((path, name))
    except Refused as refusal:
        hall.refused.append((name, str(refusal)))
    except OSError as error:
        _let_full_disk_through(error)
        hall.refused.append((name, _no_rights(name, error)))


def _is_media(name: str, start: bytes) -> bool:
    """An attachment by its name and its first bytes (some dumpers give pictures no extension)."""
    pictures = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"OggS", b"ID3", b"RIFF")
    if start.startswith(pictures) or start[4:8] == b"ftyp":
        return True
    return PurePosixPath(name).suffix.lower() in MEDIA and not start.startswith((b"PK", b"{", b"["))


def _refuse_locked(path: Path, name: str) -> None:
    """A workbook under a password is an OLE container with an encrypted package inside."""
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(CHUNK):
            if _ENCRYPTED_PACKAGE in tail + chunk:
                raise Refused(
                    f"Книга «{shown_name(name)}» защищена паролем. Снимите пароль в Excel (Файл → Сведения → Защита книги), сохраните её и загрузите снова."
                )
            tail = chunk[-len(_ENCRYPTED_PACKAGE) :]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def shown_name(name: str) -> str:
    """A hostile file name fit for a sentence: one line, no control signs, not endless."""
    clean = "".join(
        sign if sign.isprintable() else "�" for sign in name.encode("utf-8", "replace").decode("utf-8")
    )
    return clean if len(clean) <= 120 else f"…{clean[-119:]}"


def _let_full_disk_through(error: OSError) -> None:
    """A full disk is no fault of the file: the whole load stops."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        raise error


def _no_rights(name: str, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return f"Нет прав на чтение «{shown_name(name)}». Откройте доступ к файлу и загрузите его снова."
    return f"Файл «{shown_name(name)}» не читается с диска. Скопируйте его заново и загрузите снова."


# --- archives ---------------------------------------------------------------------------------------------
def _is_office(path: Path, name: str) -> bool:
    """Whether a ZIP is a workbook or another document, to be read whole. Raises: Refused for a broken one."""
    try:
        with ZipFile(path) as archive:
            members = set(archive.namelist())
    except (BadZipFile, LargeZipFile, ValueError, NotImplementedError) as error:
        raise _broken(name) from error
    return any(member in members for member in _OFFICE) or {"mimetype", "content.xml"} <= members


def _unpack(path: Path, name: str, hall: _Hall, *, depth: int) -> None:
    """Unpack an archive and take in what it holds; all of it or, where anything is wrong, nothing."""
    if depth >= MAX_DEPTH:
        raise Refused(
            f"В «{shown_name(name)}» слишком много архивов друг в друге. Распакуйте его и загрузите папку."
        )
    inner = _Hall(hall.workdir, n_unpacked=hall.n_unpacked)
    folder = hall.workdir / hashlib.sha256(f"{path}|{name}".encode(errors="replace")).hexdigest()[:16]
    try:
        with ZipFile(path) as archive:
            members = [
                member for member in archive.infolist() if not member.is_dir() and not _is_junk_path(member)
            ]
            if not members:
                raise Refused(f"Архив «{shown_name(name)}» пуст. Соберите его заново и загрузите снова.")
            for member in members:
                _check_member(member, name)
            _check_sizes(members, name, path.stat().st_size, hall)
            room = _Room(inner, name, path.stat().st_size)
            for place, member in enumerate(members):
                shown = str(PurePosixPath(name, _member_name(member)))
                if _is_media(member.filename, b""):
                    inner.passed_over += 1
                    continue
                _take(_extract(archive, member, folder / f"{place:06d}", room), shown, inner, depth=depth + 1)
    except (
        BadZipFile,
        LargeZipFile,
        NotImplementedError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        ValueError,
    ) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _broken(name) from error
    except RuntimeError as error:  # zipfile's word for a missing password
        shutil.rmtree(folder, ignore_errors=True)
        raise _locked(name) from error
    except Refused:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    hall.n_unpacked = inner.n_unpacked
    hall.accepted += inner.accepted
    hall.refused += inner.refused
    hall.passed_over += inner.passed_over


def _member_name(member: ZipInfo) -> str:
    """A member's name to show; Windows writes Russian names in cp866 without saying so."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("cp866")
    return name.replace("\\", "/")


def _is_junk_path(member: ZipInfo) -> bool:
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    folders, file = parts[:-1], parts[-1] if parts else ""
    dots = {".", ".."}
    return any(_is_junk(part, is_folder=True) for part in folders if part not in dots) or (
        file not in dots and _is_junk(file)
    )


def _check_member(member: ZipInfo, name: str) -> None:
    """Refuse an archive that would write outside its folder, holds links, or is locked."""
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    if ".." in parts or member.filename.startswith(("/", "\\")) or (parts and parts[0][1:2] == ":"):
        raise Refused(
            f"Архив «{shown_name(name)}» пытается записать файлы вне своей папки и не открыт. Возьмите архив из надёжного источника."
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refused(
            f"В архиве «{shown_name(name)}» есть ссылки вместо файлов, он не открыт. Соберите архив заново из самих файлов."
        )
    if member.flag_bits & 0x1:
        raise _locked(name)


def _check_sizes(members: list[ZipInfo], name: str, packed: int, hall: _Hall) -> None:
    """Refuse by what the archive says of itself, before anything is written."""
    declared = sum(member.file_size for member in members)
    if len(members) + len(hall.accepted) > MAX_FILES or declared > MAX_UNPACKED:
        raise _bomb(name)
    if declared > RATIO_FROM and declared > MAX_RATIO * packed:
        raise _bomb(name)
    if declared > shutil.disk_usage(_existing(hall.workdir)).free:
        raise Refused(
            f"Архив «{shown_name(name)}» не помещается на диск. Освободите место и загрузите его снова."
        )


@dataclass
class _Room:
    """Counts what is really unpacked: an archive may lie about its sizes."""

    hall: _Hall
    name: str
    packed: int
    written: int = 0

    def grow(self, n_bytes: int) -> None:
        """Count some more bytes. Raises: Refused."""
        self.written += n_bytes
        self.hall.n_unpacked += n_bytes
        if self.hall.n_unpacked > MAX_UNPACKED or self.written > max(RATIO_FROM, MAX_RATIO * self.packed):
            raise _bomb(self.name)


def _extract(archive: ZipFile, member: ZipInfo, target: Path, room: _Room) -> Path:
    """Write one member under a name of our own."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with archive.open(member) as source, target.open("wb") as file:
        while chunk := source.read(CHUNK):
            room.grow(len(chunk))
            file.write(chunk)
    return target


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)


def _broken(name: str) -> Refused:
    return Refused(
        f"Файл «{shown_name(name)}» повреждён или скачан не до конца. Скачайте или соберите его заново и загрузите снова."
    )


def _locked(name: str) -> Refused:
    return Refused(f"Архив «{shown_name(name)}» защищён паролем. Распакуйте его сами и загрузите папку.")


def _bomb(name: str) -> Refused:
    return Refused(
        f"Архив «{shown_name(name)}» при распаковке вырастает до опасного размера и не открыт. Распакуйте его сами и загрузите нужные файлы."
    )
