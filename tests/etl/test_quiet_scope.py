"""Quiet hours are judged anew only where the verdict may have changed: what stands published is what judging everything finds."""

from datetime import datetime, timedelta

import pytest

from etl.judge import judge_new
from etl.publish import work_on
from etl.stage import nothing_new
from tests.etl.loading import CHAT, Home, history, home, message  # noqa: F401 — a fixture

OTHER, VK = CHAT + 1, "VK Мессенджер"
CHATS = ("ID чата", "Название чата", "Вид чата", "Платформа")
EXCEPTIONS = ("№", "ID чата", "Участник", "С", "По", "Вид исключения", "Часовой пояс", "Основание")
FIRST = 1790000000 - 13 * 3600 - 800  # 21.09.2026, 07:00 in Tomsk


def _dump(chat, month, *, step=0):
    """Five days of a chat, a message every three hours from early morning on, in the nth month from September 2026."""
    begin = FIRST + month * 30 * 86400 + 600 * step
    items = [
        message(month * 100 + n, chat=chat, date=begin + n * 3 * 3600, who=920000001 + n % 2)
        for n in range(40)
    ]
    return history(items)


def _register(of, other):
    return ("чаты_2026-12-31.csv", CHATS, (CHAT, "Гончары", of, VK), (OTHER, "Хор", other, VK))


def _exceptions(*rows):
    return ("исключения.csv", EXCEPTIONS, *rows)


TRIP = ("1", CHAT, "", "22.09.2026 00:00", "23.09.2026 23:59", "выезд", "", "Приказ 7")
LONGER = ("1", CHAT, "", "22.09.2026 00:00", "24.09.2026 23:59", "выезд", "", "Приказ 7")
EAST = (
    "2",
    OTHER,
    "",
    "21.10.2026 00:00",
    "23.10.2026 23:59",
    "другой часовой пояс",
    "Asia/Vladivostok",
    "Приказ 8",
)
PERSON = ("3", "", "920000002", "20.11.2026 00:00", "22.11.2026 23:59", "выезд", "", "Приказ 9")
# Each step brings files (a sheet or a dump) to what was loaded before; the last edition of a sheet holds.
QUIET = """
    select message_id, sent_local, level, outcome, exception_id, reason from findings where rule = 'quiet_hours' order by all"""
STORIES = {
    "a month after a month": [
        {"register": _register("родители", "обучающиеся"), CHAT: _dump(CHAT, 0)},
        {OTHER: _dump(OTHER, 1)},
        {CHAT: _dump(CHAT, 2)},
    ],
    "an exception entered, made longer, and another": [
        {"register": _register("родители", "родители"), CHAT: _dump(CHAT, 0), OTHER: _dump(OTHER, 1)},
        {"exceptions": _exceptions(TRIP)},
        {"exceptions": _exceptions(LONGER)},
        {"exceptions": _exceptions(LONGER, EAST)},
    ],
    "an exception of a person comes before the month it speaks of": [
        {"register": _register("родители", "родители"), "exceptions": _exceptions(PERSON)},
        {CHAT: _dump(CHAT, 2)},
    ],
    "a chat changes its kind": [
        {"register": _register("родители", "родители"), CHAT: _dump(CHAT, 0), OTHER: _dump(OTHER, 0)},
        {"register": _register("родители", "обучающиеся")},
        {"register": _register("педагоги", "обучающиеся")},
    ],
    "a chat is registered after its messages came": [
        {CHAT: _dump(CHAT, 0)},
        {"register": _register("родители", "родители"), OTHER: _dump(OTHER, 0)},
    ],
    "times are corrected": [
        {"register": _register("родители", "родители"), CHAT: _dump(CHAT, 0), OTHER: _dump(OTHER, 0)},
        {CHAT: _dump(CHAT, 0, step=5)},
    ],
}  # fmt: skip


def _bring(home, step, n):  # noqa: F811
    for what, content in step.items():
        if isinstance(content, dict):
            home.write(f"{n}_{what}.json", content)
        else:
            home.sheet(content[0], *content[1:])


def _judged_from_nothing(home):  # noqa: F811
    """Quiet hours of every loaded message, as if nothing had been judged before."""
    with work_on(home.place) as work:
        work.connection.execute("delete from findings; delete from quiet_basis")
        nothing_new(work.connection)
        judge_new(work, home.settings, datetime(2027, 1, 1), lambda *_: None)
        return work.connection.execute(QUIET).fetchall()


@pytest.mark.parametrize("story", STORIES)
def test_after_each_step_the_findings_are_those_of_judging_everything(home, story):  # noqa: F811
    for n, step in enumerate(STORIES[story]):
        _bring(home, step, n)
        home.load(all_chats=True)
        assert home.rows(QUIET) == _judged_from_nothing(home)
    assert home.rows(QUIET)


def test_other_bounds_judge_every_message_again(home):  # noqa: F811
    _bring(home, STORIES["a month after a month"][0], 0)
    home.load(all_chats=True)
    before = home.rows(QUIET)
    later = (datetime.combine(datetime.min, home.settings.quiet_hours.to) - timedelta(hours=3)).time()
    home.settings = home.settings.model_copy(
        update={"quiet_hours": home.settings.quiet_hours.model_copy(update={"to": later})}
    )
    _bring(home, {OTHER: _dump(OTHER, 1)}, 1)
    home.load(all_chats=True)
    of_first = [row for row in home.rows(QUIET) if row[1] < datetime(2026, 10, 10)]
    assert set(before) < set(of_first)
