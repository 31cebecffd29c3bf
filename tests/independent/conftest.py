"""The whole sample loaded once: both checks read it."""

from __future__ import annotations

import pytest

from etl.load import Options, load
from settings import settings
from warehouse.place import SAMPLE_FILES, Place


@pytest.fixture(scope="session")
def sample_place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A home with every file of the sample in its warehouse."""
    place = Place(tmp_path_factory.mktemp("sample_home"))
    # Folders are given whole: a file without its folder does not say whose chat it tells of.
    paths = sorted(path for path in SAMPLE_FILES.iterdir() if not path.name.startswith("."))
    results = load(paths, place, settings(), Options(all_chats=True)).files
    assert not [result.name for result in results if result.status != "loaded"]
    return place
