"""One person's way through the queue in a real browser, and two people with the app killed under them."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from casebook import Casebook
from tests.browser.conftest import Server
from warehouse.connect import open_reader
from warehouse.measure import measure

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAIT = 60_000


def opened(browser: object, server: Server, path: str, title: str) -> object:
    """A page of the app in a window of its own; the door first, so that the navigation stands."""
    page = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="ru-RU").new_page()
    page.goto(server.url)
    page.get_by_role("heading", name="Сводка").wait_for(timeout=WAIT)
    return went(page, server, path, title)


def went(page: object, server: Server, path: str, title: str) -> object:
    page.goto(f"{server.url}/{path}")
    page.get_by_role("heading", name=title, exact=True).wait_for(timeout=WAIT)
    return page


def rest(page: object) -> None:
    """Until the app has nothing more to draw."""
    page.wait_for_timeout(400)
    page.wait_for_selector("[data-testid='stStatusWidget']", state="detached", timeout=WAIT)
    page.wait_for_timeout(300)


def held(server: Server) -> dict[str, str]:
    with Casebook(server.place.casebook) as book:
        return {each["finding_key"]: each["state"] for each in book.current_decisions()}


def confirmed_in(server: Server, month: str, indicator: str) -> float:
    with open_reader(server.place) as reader:
        return measure(indicator, months=[month], reader=reader)["value"].iloc[0]


def journalled(server: Server, row: dict) -> bool:
    """Whether a confirmed row of the journal tells of the same message and bullet."""
    with open_reader(server.place) as reader:
        return bool(
            reader.scalar(
                """select count(*) from violations where status = 'подтверждено' and chat_id = ? and clause = ?
                   and (message_id = ? or (message_id is null and member_id = ? and abs(epoch(occurred_local) - epoch(?)) < 60))""",
                [row["chat_id"], row["bullet"], row["message_id"], row["author_id"], row["sent_local"]],
            )
        )


def test_find_read_confirm_see_the_ledger_and_the_indicator_undo(chromium: object, server: Server):
    page = opened(chromium, server, "queue", "Очередь проверки")
    page.get_by_text("Отбор", exact=True).click()
    rest(page)
    page.get_by_label("Давность").click()
    page.get_by_role("option", name="30 дней").wait_for()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    rest(page)
    assert (
        page.get_by_text("30 дней", exact=True).is_visible()
        or page.get_by_label("Давность").input_value() == "30 дней"
    )
    page.get_by_text("Что увидело правило").wait_for(timeout=WAIT)
    if page.get_by_text(re.compile("Решить сразу все похожие")).count():
        page.get_by_text(re.compile("Решить сразу все похожие")).click()
        rest(page)
    with open_reader(server.place) as reader:
        before = {
            row["finding_key"]: row
            for row in reader.rows(
                "select finding_key, message_id, chat_id, author_id, bullet, sent_local from findings"
            )
        }
    page.get_by_role("heading", name="Очередь проверки").click()
    numbers = {n: confirmed_in(server, "2026-10", f"5.3-0{n}") for n in range(2, 7)}
    for _ in range(12):  # what the journal tells already counts once; go on to the first that it doesn't
        known = set(held(server))
        page.keyboard.press("1")
        for _ in range(200):
            page.wait_for_timeout(100)
            if set(held(server)) > known:
                break
        (key,) = set(held(server)) - known
        assert held(server)[key] == "confirmed"
        row, rest_of = before[key], dict(numbers)
        is_new = not journalled(server, row)
        rest_of[int(row["bullet"][-1])] += is_new
        assert {n: confirmed_in(server, "2026-10", f"5.3-0{n}") for n in range(2, 7)} == rest_of
        rest(page)
        if is_new:
            break
    assert is_new

    case = f"case?chat={row['chat_id']}&member={row['author_id']}"
    other = opened(chromium, server, case, "Дело")
    rest(other)
    ledger = other.locator("[data-testid='stAlert']").last.inner_text()
    assert "Подтверждено" in ledger

    page.get_by_role("button", name="Отменить").click()
    page.get_by_text("Решение отменено").first.wait_for(timeout=WAIT)
    assert held(server)[key] == "open"
    assert {n: confirmed_in(server, "2026-10", f"5.3-0{n}") for n in range(2, 7)} == numbers


def test_two_browsers_and_a_kill_lose_no_decision_and_double_none(chromium: object, server: Server):
    """Both decide the same heaps of findings, at least 200 of them; the app is killed in between."""
    told = 0
    pages = [opened(chromium, server, "queue", "Очередь проверки") for _ in range(2)]
    for turn in range(200):
        if turn == 3:
            pages[0].keyboard.press("1")
            server.kill()  # while the first one's click may be on its way
            seen_by_people = told
            assert len(held(server)) >= seen_by_people
            server.start()
            pages = [opened(chromium, server, "queue", "Очередь проверки") for _ in range(2)]
        for page, key in zip(pages, "12", strict=True):
            page.get_by_role("heading", name="Очередь проверки").click()
            page.keyboard.press(key)
        for page in pages:
            rest(page)
            for toast in page.get_by_test_id("stToast").all():
                found = re.search(r"(?:Подтверждено|Отклонено): (\d+)", toast.inner_text())
                told = max(told, int(found.group(1))) if found else told
        if len(held(server)) >= 200:
            break
    decided = held(server)
    assert len(decided) >= 200
    assert len(decided) >= told
    with Casebook(server.place.casebook) as book:
        log = book.decision_log()
    by_finding: dict[str, list[dict]] = {}
    for event in log:
        assert event["who"]
        assert event["at"]
        by_finding.setdefault(event["finding_key"], []).append(event)
    assert set(by_finding) == set(decided)
    for events in by_finding.values():
        assert len({event["batch"] for event in events}) == len(events)
        assert all(one["kind"] != next_one["kind"] for one, next_one in pairwise(events))
