"""A real Streamlit server over a home of its own, and a real Chromium; skipped where there is none, unless required."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from settings import ROOT
from tests.pages.conftest import copy_of_home
from warehouse.place import Place

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@dataclass
class Server:
    """The app on a free port; it can be killed and started again on the same port."""

    place: Place
    port: int
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard.py")]
        command += [
            "--server.port",
            str(self.port),
            "--server.headless",
            "true",
            "--server.address",
            "127.0.0.1",
        ]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"SFERUM_HOME": str(self.place.home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1)
                return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("the app did not start")

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = Server(copy_of_home(tmp_path / "home"), port)
    own.start()
    yield own
    own.kill()


@pytest.fixture
def chromium() -> Iterator[object]:
    """Debian's Chromium through Playwright."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("SFERUM_REQUIRE_BROWSER") == "1":
            pytest.fail("chromium is required and not installed")
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
