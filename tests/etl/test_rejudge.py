"""Judging again: open months with kept raw files; nothing appears twice, decisions and figures stay."""

import pytest

from etl.rejudge import rejudge
from tests.etl.loading import CHAT, NOW, history, home, message
from warehouse.place import WarehouseMissing

__all__ = ["home"]


def test_nothing_to_judge_is_said(home):
    with pytest.raises(WarehouseMissing, match="не загружены"):
        rejudge(home.place, home.settings, now=NOW)


def test_the_same_rules_find_the_same(home):
    home.sheet(
        "чаты_2026-10-31.csv", ("ID чата", "Название чата", "Вид чата"), (CHAT, "Родители", "родители")
    )
    home.write(f"{CHAT}.json", history([message(1, text="Вы идиот и дурак"), message(2)]))
    home.load()
    before = home.rows("select finding_key, rule from findings order by all")
    assert before
    told = rejudge(home.place, home.settings, now=NOW, dry_run=True)
    assert all((rule["appear"], rule["vanish"]) == (0, 0) for rule in told["rules"])
    rejudge(home.place, home.settings, now=NOW)
    assert home.rows("select finding_key, rule from findings order by all") == before
