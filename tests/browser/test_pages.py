"""The dashboard in a real browser: by address, while a load publishes, and one person's way through the queue."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO

import pytest
from pypdf import PdfReader

from benchmarks.app import Server
from benchmarks.kills import write_batch
from casebook import Casebook
from settings import ROOT, settings

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAIT = 90_000


def window(browser: object) -> object:
    return browser.new_context(viewport={"width": 1440, "height": 1000}, locale="ru-RU").new_page()


def states(server: Server) -> list[str]:
    """What stands decided in the casebook now."""
    with Casebook(server.place.casebook) as book:
        return [each["state"] for each in book.current_decisions()]


def wait_for_decisions(page: object, server: Server, expected: bool) -> list[str]:
    for _ in range(300):
        page.wait_for_timeout(100)
        if bool(states(server)) is expected:
            break
    return states(server)


def test_an_address_in_a_fresh_server_goes_through_the_door(chromium: object, server: Server):
    page = window(chromium)
    page.goto(f"{server.url}/viewing_log")
    page.get_by_role("heading", name="Журнал просмотров", exact=True).wait_for(timeout=WAIT)
    menu = page.locator("[data-testid='stSidebarNav']")
    menu.get_by_text("Руководителю").wait_for(timeout=WAIT)
    assert menu.get_by_text("dashboard").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("address", "title", "told"),
    [
        ("", "Сводка", ["Доля присоединившихся педагогов", "92,9", "Три худших места", "Что делать"]),
        (
            "regulation_map",
            "Карта Положения",
            ["2.1.13", "5.3", "6.3", "С отклонением", "Положение действует до"],
        ),
    ],
)
def test_what_a_director_prints_is_one_sheet_without_menus(
    chromium: object, server: Server, scheme: str, address: str, title: str, told: list[str]
):
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, locale="ru-RU", color_scheme=scheme)
    page.goto(f"{server.url}/{address}")
    page.get_by_role("heading", name=title, exact=True).wait_for(timeout=WAIT)
    page.get_by_text(server.place.version()).wait_for(timeout=WAIT)
    page.wait_for_timeout(1000)
    sheets = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))).pages
    assert len(sheets) == 1
    assert [round(float(each) / 72 * 25.4) for each in sheets[0].mediabox[2:]] == [210, 297]
    text = " ".join(sheets[0].extract_text().split())
    for each in (
        title,
        settings().institution.name,
        "по состоянию на 31.10.2026",
        "Нарушение",
        "Норма",
        *told,
    ):
        assert each in text, each
    for each in ("Очередь проверки", "Загрузка и качество Правила", "Открыть строки", "Месяц"):
        assert each not in text, each


def test_a_new_version_appears_without_a_restart(chromium: object, server: Server, tmp_path):
    page = window(chromium)
    page.goto(server.url)
    page.get_by_role("heading", name="Сводка", exact=True).wait_for(timeout=WAIT)
    page.get_by_text(server.place.version()).wait_for(timeout=WAIT)
    before = server.place.version()
    done = subprocess.run(
        [sys.executable, "-m", "etl", "load", str(write_batch(tmp_path, 0, 50)), "--all-chats"],
        cwd=ROOT,
        env=os.environ | {"SFERUM_HOME": str(server.place.home)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert server.place.version() != before
    page.get_by_role("link", name="Чаты").click()
    page.get_by_role("heading", name="Чаты", exact=True).wait_for(timeout=WAIT)
    page.get_by_text(server.place.version()).wait_for(timeout=WAIT)
    assert page.locator("[data-testid='stException']").count() == 0
