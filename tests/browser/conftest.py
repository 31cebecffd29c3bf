"""A real Streamlit server over a home of its own, and a real Chromium; skipped where there is none, unless required."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import app
from benchmarks.app import CHROMIUM_FLAGS, Server
from tests.pages.conftest import copy_of_home


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    own = Server(copy_of_home(tmp_path / "home").home)
    own.start()
    yield own
    own.kill()


@pytest.fixture
def chromium_path() -> str:
    """Debian's Chromium."""
    path = app.chromium()
    if path is None:
        if os.environ.get("SFERUM_REQUIRE_BROWSER") == "1":
            pytest.fail("chromium is required and not installed")
        pytest.skip("chromium is not installed")
    return path


@pytest.fixture
def chromium(chromium_path: str) -> Iterator[object]:
    """The same through Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium_path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
