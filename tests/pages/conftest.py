"""The invented institution, loaded once for all tests of pages; each test gets a copy with nobody's decisions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from etl.load import Options, load
from settings import ROOT, settings
from warehouse.place import Place


@cache
def loaded_home() -> Path:
    """A home with the whole sample in it, once a run of the tests."""
    home = Path(mkdtemp(prefix="sferum-test-"))
    load(
        [ROOT / "data" / "sample"], Place(home), settings(), Options(as_of=date(2026, 10, 31), all_chats=True)
    )
    return home


def copy_of_home(folder: Path) -> Place:
    """A home of one's own: the published version and the key, no raw files, no decisions."""
    shutil.copytree(
        loaded_home(), folder, ignore=shutil.ignore_patterns("raw", "casebook.sqlite*"), dirs_exist_ok=True
    )
    return Place(folder)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The loaded institution for one test."""
    place = copy_of_home(tmp_path / "home")
    monkeypatch.setenv("SFERUM_HOME", str(place.home))
    st.cache_data.clear()
    yield place
    st.cache_data.clear()


@pytest.fixture
def app(home: Place) -> AppTest:
    """The dashboard, opened through its door."""
    return AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=90).run()
