"""The registry of clauses covers the regulation and nothing else."""

import pytest

from regulation.clauses import CLAUSES, PROHIBITIONS, SECTIONS, title_of


def test_every_clause_and_duty_is_there():
    last = {1: 4, 2: 5, 3: 3, 4: 7, 5: 3, 6: 3}
    numbered = {f"{section}.{n}" for section, count in last.items() for n in range(1, count + 1)}
    assert set(CLAUSES) == numbered | {f"2.1.{n}" for n in range(1, 14)}
    assert {clause.section for clause in CLAUSES.values()} == set(SECTIONS)


def test_paraphrases_are_short_and_different():
    titles = [*(clause.title for clause in CLAUSES.values()), *PROHIBITIONS.values()]
    assert len(set(titles)) == len(titles)
    assert all(10 < len(title) <= 90 for title in titles)


def test_title_of_clause_and_prohibition():
    assert title_of("4.5").startswith("Блокировка")
    assert title_of("5.3-6").startswith("Личная")
    with pytest.raises(KeyError):
        title_of("7.1")
