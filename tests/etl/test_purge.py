"""Retention: what is due goes from both files and from raw/, the act says so, and a dry run touches nothing."""

from datetime import date

from etl.purge import purge
from tests.etl.loading import CHAT, START, history, home, message

__all__ = ["home"]
YEARS = 2 * 365 * 86_400


def test_what_is_due_goes_and_the_act_says_so(home):
    old = message(1, text="Давнее слово о глине", date=START - YEARS)
    home.load(home.write(f"{CHAT}.json", history([old, message(2)])))
    told = purge(home.place, home.settings, date(2026, 11, 2), dry_run=True)
    assert told.startswith("ПРОБА")
    assert home.one("select count(*) from messages") == 2
    act = purge(home.place, home.settings, date(2026, 11, 2))
    assert "АКТ" in act
    assert "сведения о сообщениях прошлых учебных лет: 1." in act
    assert home.rows("select count(*), min(day) >= date '2026-09-01' from messages") == [(1, True)]
    assert home.one("select count(*) from private.messages") == 1
    assert [path.read_text("utf-8") for path in (home.place.state / "acts").iterdir()] == [act]
