"""Judging again: open months with kept raw files; nothing appears twice, decisions and figures stay."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from casebook import Casebook
from etl.rejudge import rejudge
from regulation.detectors.lexicon import FOLDER
from regulation.indicators import INDICATORS
from settings import ROOT
from tests.etl.loading import CHAT, NOW, Home, history, home, message
from warehouse.connect import open_reader
from warehouse.measure import figures
from warehouse.periods import month
from warehouse.place import WarehouseMissing

__all__ = ["home"]
REGISTER = ("чаты_2026-10-31.csv", ("ID чата", "Название чата", "Вид чата"), (CHAT, "Родители", "родители"))


def test_nothing_to_judge_is_said(home):
    with pytest.raises(WarehouseMissing, match="не загружены"):
        rejudge(home.place, home.settings, now=NOW)


def test_the_same_rules_find_the_same(home):
    home.sheet(*REGISTER)
    home.write(f"{CHAT}.json", history([message(1, text="Вы идиот и дурак"), message(2)]))
    home.load()
    before = home.rows("select finding_key, rule from findings order by all")
    assert before
    told = rejudge(home.place, home.settings, now=NOW, dry_run=True)
    assert all((rule["appear"], rule["vanish"]) == (0, 0) for rule in told["rules"])
    rejudge(home.place, home.settings, now=NOW)
    assert home.rows("select finding_key, rule from findings order by all") == before


# The first lies further back than figures are kept for a trend.
MONTHS = ("2025-06", "2026-09", "2026-10")
SIGNS, OBSCENE = "5.3-08.overdue", "5.3-04"


@pytest.mark.slow
def test_kept_figures_follow_a_changed_list(tmp_path):
    home = Home(tmp_path)  # figures are kept in earnest here
    home.sheet(*REGISTER)
    home.write(f"{CHAT}.json", history(_messages()))
    home.load()
    _confirm_every_sign(home)
    before = _counted_anew(home)
    assert {(before[SIGNS, each][2], before[OBSCENE, each][2]) for each in MONTHS} == {(0, 1)}
    _rejudge_by(home, more="шмурдяк", less="жпа")
    kept, anew = _kept(home), _counted_anew(home)
    assert {(anew[SIGNS, each][2], anew[OBSCENE, each][2]) for each in MONTHS} == {(2, 0)}
    assert {each for _, each in kept} >= set(MONTHS)
    assert kept == {key: anew[key] for key in kept}


def _messages() -> list[dict]:
    """In each month a word that the list holds, and twice another one that it will."""
    days = [int(datetime.fromisoformat(f"{each}-05T05:00Z").timestamp()) for each in MONTHS]
    texts = ("Жпа полная, автобус ушёл", "Принесите шмурдяк в субботу", "Шмурдяк лежит в шкафу")
    return [
        message(n * 3 + m, text=text, date=day + m)
        for n, day in enumerate(days, 1)
        for m, text in enumerate(texts)
    ] + [message(99, date=int(datetime(2026, 10, 31, 8, tzinfo=UTC).timestamp()))]


def _confirm_every_sign(home: Home) -> None:
    keys = [key for (key,) in home.rows("select finding_key from findings")]
    assert len(keys) == len(MONTHS)
    with Casebook(home.place.casebook) as book:
        book.decide(keys, "confirm", "методист", NOW.replace(tzinfo=UTC))


def _rejudge_by(home: Home, *, more: str, less: str) -> None:
    """The command over a copy of the lists in which a methodologist has added a word and struck out another."""
    lists = home.folder / "lexicons"
    shutil.copytree(FOLDER, lists)
    path = lists / "obscenity.txt"
    words = path.read_text(encoding="utf-8")
    assert f"={less}\n" in words
    path.write_text(words.replace(f"={less}\n", "") + f"\n={more}\n", encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; from regulation.detectors import lexicon; "
        "lexicon.FOLDER = Path(sys.argv.pop(1)); from etl.__main__ import main; main()"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(lists), "rejudge", "--json"],
        cwd=ROOT,
        env=os.environ | {"SFERUM_HOME": str(home.place.home)},
        check=True,
        capture_output=True,
    )


def _kept(home: Home) -> dict[tuple[str, str], tuple]:
    """(indicator, month) → what the version keeps of it; what speaks of kept figures themselves is counted when it is asked for."""
    rows = home.rows("""
        select indicator_id, strftime(month, '%Y-%m'), numerator, denominator, value, state, n_breaches
        from indicator_month where casebook_revision is not null and indicator_id not in ('2.2-07', '6.1-02')""")
    return {(indicator, each): tuple(told) for indicator, each, *told in rows}


def _counted_anew(home: Home) -> dict[tuple[str, str], tuple]:
    """The same of every month there is, with nothing kept."""
    months = sorted({each for _, each in _kept(home)} | set(MONTHS))
    with open_reader(home.place, settings=home.settings) as reader:
        reader.place = None
        measured = figures(reader, INDICATORS, [month(each) for each in months])
    return {
        (each.indicator.id, str(each.period)): (
            each.numerator,
            each.denominator,
            each.value,
            each.state.value,
            each.n_breaches,
        )
        for each in measured
    }
