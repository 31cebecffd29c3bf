"""Publishing: one writer, one pointer, few versions kept, the private file for its owner alone."""

import stat
import sys

import pytest

from etl.publish import KEPT_VERSIONS, Busy, single_writer
from tests.etl.loading import CHAT, history, home, message

__all__ = ["home"]


def test_a_second_writer_is_told_to_wait(home):
    path = home.write("а.json", history([message(1)]))
    with single_writer(home.place), pytest.raises(Busy, match="другая загрузка"):
        home.load(path)
    assert home.load(path).ok


def test_few_versions_are_kept_and_the_pointer_names_the_last(home):
    versions = [
        home.load(home.write(f"{n}.json", history([message(n)]))).version for n in range(1, KEPT_VERSIONS + 2)
    ]
    assert versions == sorted(set(versions))
    assert home.place.version() == versions[-1]
    kept = {path.name.split(".")[0] for path in home.place.snapshots.glob("*.duckdb")}
    assert kept == set(versions[-KEPT_VERSIONS:])
    assert not (home.place.warehouse / "work").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights there")
def test_names_key_and_raw_files_are_the_owners_alone(home):
    version = home.load(home.write(f"{CHAT}.json", history([message(1)]))).version
    for path in (home.place.private_file(version), home.place.key, *home.place.raw.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
