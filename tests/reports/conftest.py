"""A small institution, written as exports and loaded for real: the reports are tested on its warehouse."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from warehouse.connect import open_reader
from warehouse.place import Place


@pytest.fixture(scope="session")
def institution(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The home of an institution of about sixty people, four months up to October 2026."""
    from etl.__main__ import app
    from etl.sample import write

    files, home = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("home")
    write(files, members=60, messages=1500, months=4)
    was = os.environ.get("SFERUM_HOME")
    os.environ["SFERUM_HOME"] = str(home)
    try:
        told = CliRunner().invoke(app, ["load", str(files), "--all-chats", "--as-of", "2026-10-31"])
        assert told.exit_code == 0, told.output
    finally:
        os.environ.pop("SFERUM_HOME") if was is None else os.environ.update(SFERUM_HOME=was)
    return Place(Path(home))


@pytest.fixture
def reader(institution: Place):
    with open_reader(institution) as opened:
        yield opened


@pytest.fixture
def own_home(institution: Place, tmp_path: Path) -> Place:
    shutil.copytree(institution.home, tmp_path / "home")
    return Place(tmp_path / "home")
