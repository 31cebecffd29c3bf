"""The registry of clauses covers the regulation and nothing else."""

from regulation.clauses import CLAUSES, PROHIBITIONS, SECTIONS


def test_every_clause_and_duty_is_there():
    last = {1: 4, 2: 5, 3: 3, 4: 7, 5: 3, 6: 3}
    numbered = {f"{section}.{n}" for section, count in last.items() for n in range(1, count + 1)}
    assert set(CLAUSES) == numbered | {f"2.1.{n}" for n in range(1, 14)}
    assert {clause.section for clause in CLAUSES.values()} == set(SECTIONS)


def test_paraphrases_are_short_and_different():
    titles = [*(clause.title for clause in CLAUSES.values()), *PROHIBITIONS.values()]
    assert len(set(titles)) == len(titles)
    assert all(10 < len(title) <= 90 for title in titles)
