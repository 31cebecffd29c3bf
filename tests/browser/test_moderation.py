"""One moderator's way in a real browser: from export files to the queue, the case, the indicator, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest

from benchmarks import two_browsers
from benchmarks.app import Server
from tests.browser.test_pages import WAIT, wait_for_decisions, window
from tests.etl.loading import Home
from tests.pages.institution import MODERATOR, Institution

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PARENT = 920000001


@pytest.fixture
def institution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Institution:
    """Three journalled episodes of one parent, and a fourth message that only a rule has seen."""
    monkeypatch.setattr("etl.keep.keep_indicators", lambda *_, **__: None)
    own = Institution(Home(tmp_path))
    own.violations(PARENT, "02.10.2026 12:00", "03.10.2026 12:00", "04.10.2026 12:00")
    own.say("2026-10-05 12:00", MODERATOR, "Завтра приносим краски и кисти")
    own.say("2026-10-05 12:01", PARENT, "Вы идиот")
    own.say("2026-10-05 12:02", MODERATOR, "Давайте вернёмся к занятию")
    own.load("2026-10-31 12:00")
    return own


@pytest.fixture
def own_server(institution: Institution) -> Iterator[Server]:
    server = Server(institution.home.place.home)
    server.start()
    yield server
    server.kill()


def figure(page: object, title: str) -> str:
    """The value on the card with this title."""
    card = (
        page.locator("[data-testid='stVerticalBlock']").filter(has=page.get_by_text(title, exact=True)).last
    )
    card.locator("[data-testid='stMetricValue']").wait_for(timeout=WAIT)
    return card.locator("[data-testid='stMetricValue']").inner_text()


def ledger_and_figures(page: object, server: Server, case: str) -> tuple[str, str, str]:
    """What «Дело» allows today, and the figures of the bullet and of all bullets on «Нарушения»."""
    page.goto(case)
    page.get_by_text("Ход событий").wait_for(timeout=WAIT)
    sentence = page.get_by_text(re.compile("^Подтверждено:")).first.inner_text()
    page.goto(f"{server.url}/violations?month=2026-10")
    page.get_by_role("heading", name="Нарушения", exact=True).wait_for(timeout=WAIT)
    titles = ("Запрет 4. Бранные и нецензурные слова, прозвища", "Нарушения запретов, всего")
    return sentence, *(figure(page, title) for title in titles)


def test_find_read_confirm_see_the_ledger_and_the_figures_change_undo(chromium: object, own_server: Server):
    queue, looking = window(chromium), window(chromium)
    queue.goto(f"{own_server.url}/queue")
    queue.get_by_text("Что увидело правило").wait_for(timeout=WAIT)
    for line in ("Завтра приносим краски и кисти", "Вы идиот", "Давайте вернёмся к занятию"):
        queue.get_by_text(line).first.wait_for(timeout=WAIT)
    queue.get_by_role("link", name="Открыть дело участника").click()
    queue.get_by_text("Ход событий").wait_for(timeout=WAIT)
    case = queue.url
    assert set(parse_qs(urlparse(case).query)) >= {"chat", "member"}
    before = ledger_and_figures(looking, own_server, case)
    assert before == (
        "Подтверждено: 3 эпизода за учебный год. Блокировка пока не предусмотрена (п. 4.5: более трёх раз).",
        "3",
        "3",
    )

    queue.goto(f"{own_server.url}/queue")
    queue.get_by_role("button", name="Отменить").wait_for(timeout=WAIT)  # the last that the page draws
    queue.keyboard.press("1")  # the key that the page names
    assert wait_for_decisions(queue, own_server, True) == ["confirmed"]
    queue.get_by_text("По этим условиям ничего не ждёт решения.").wait_for(timeout=WAIT)
    after = ledger_and_figures(looking, own_server, case)
    assert after == (
        "Подтверждено: 4 эпизода за учебный год. Модератор вправе заблокировать на срок до одного месяца (п. 4.5); "
        "это право, а не обязанность.",
        "4",
        "4",
    )

    queue.get_by_role("button", name="Отменить").click()
    queue.get_by_text("Что увидело правило").wait_for(timeout=WAIT)
    assert ledger_and_figures(looking, own_server, case) == before


def test_two_people_decide_the_same_findings_and_the_app_is_killed_under_their_clicks(
    chromium_path: str, tmp_path: Path
):
    """In large: `python -m benchmarks.soak browsers`."""
    told = two_browsers.run(tmp_path / "trial", findings=8, kills=1)
    assert "lost 0, doubled 0" in told
