"""The methodologist's notebooks run from their folder as they stand, on a warehouse loaded from export files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from etl.sample import write
from settings import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a small invented institution, loaded by the command itself."""
    files, home = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("home")
    write(files, members=60, messages=1200, months=4)
    environment = {**os.environ, "SFERUM_HOME": str(home)}
    command = [sys.executable, "-m", "etl", "load", str(files), "--all-chats", "--as-of", "2026-10-31"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (home / "warehouse" / "CURRENT").exists(), done.stderr
    return home


def run(path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, extra: str = "") -> nbformat.NotebookNode:
    """Run a notebook from its own folder; `extra` is one more cell at its end."""
    monkeypatch.setenv("SFERUM_HOME", str(home))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    book = nbformat.read(path, as_version=4)
    if extra:
        book.cells.append(nbformat.v4.new_code_cell(extra))
    NotebookClient(book, timeout=180, resources={"metadata": {"path": str(path.parent)}}).execute()
    return book


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_from_top_to_bottom(path: Path, home: Path, monkeypatch: pytest.MonkeyPatch):
    book = run(path, home, monkeypatch)
    assert all(cell.execution_count for cell in book.cells if cell.cell_type == "code")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_outputs_are_kept(path: Path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert cells
    assert not any(cell.outputs or cell.execution_count for cell in cells)


def test_they_show_what_the_pages_show(home: Path, monkeypatch: pytest.MonkeyPatch):
    """The summary of the first notebook against the figures that every page reads."""
    tell = "print('\\n'.join(f'{r.indicator_id} {r.month:%Y-%m} {r.value!r}' for r in summary.itertuples()))"
    book = run(ROOT / "notebooks/01_first_steps.ipynb", home, monkeypatch, tell)
    told = [line.split(" ", 2) for line in book.cells[-1].outputs[0].text.split("\n") if line]

    from warehouse.connect import open_reader
    from warehouse.measure import all_figures
    from warehouse.place import Place

    with open_reader(Place(home)) as reader:
        on_pages = {each.indicator.id: each.value for each in all_figures(reader, told[0][1])}
    assert len(told) == 8
    for indicator_id, _, value in told:
        expected = on_pages[indicator_id]
        assert value == ("nan" if expected is None else repr(float(expected))), indicator_id
