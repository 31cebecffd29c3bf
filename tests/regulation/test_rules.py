"""Every rule is declared whole, has cases, and says of its cases what they expect."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import pytest

from regulation.clauses import PROHIBITIONS
from regulation.detectors.lexicon import entries
from regulation.judge import TEXT_RULES, Judge
from regulation.model import BULLETS, Certainty, ChatKind, Message
from regulation.rules import RULES

CASES = Path(__file__).resolve().parents[1] / "cases" / "rules"
OWN = {
    "own_phones": ("8 (3822) 00-00-00",),
    "own_emails": ("priemnaya@dvorec.example",),
    "own_addresses": ("г. Томск, ул. Вымышленная, д. 1",),
}
JUDGE = Judge(**OWN)


def cases_of(rule: str) -> list[dict[str, str]]:
    with (CASES / f"{rule}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


TEXT_CASES = [
    pytest.param(rule, row["expected"], row["text"], id=f"{rule}-{number}-{row['expected']}")
    for rule in TEXT_RULES
    for number, row in enumerate(cases_of(rule), 2)
]


@pytest.mark.parametrize(("rule", "expected", "text"), TEXT_CASES)
def test_text_case(rule, expected, text):
    findings = [each for each in JUDGE.judge_text(text).findings if each.rule == rule]
    assert bool(findings) == (expected != "keep"), findings
    if expected == "review":
        assert {each.level.value for each in findings} == {"review"}
    for each in findings:
        assert text[each.start : each.end] == each.fragment
        assert each.reason


@pytest.mark.parametrize(
    "row", cases_of("quiet_hours"), ids=lambda row: f"{row['sent_local']}-{row['chat_kind']}-{row['strict']}"
)
def test_quiet_hours_case(row):
    judge = Judge(strict=row["strict"] == "1", scores=None)
    message = Message(row["text"], ChatKind(row["chat_kind"]), datetime.fromisoformat(row["sent_local"]))
    levels = [each.level.value for each in judge.quiet_hours(message)]
    expected = {"break": ["violation"], "review": ["review"], "keep": [], "border": []}[row["expected"]]
    assert levels == expected
    assert judge.border(message) == (
        row["expected"] == "border"
        or (row["strict"] == "1" and ":00:" in row["sent_local"] and not row["sent_local"].endswith("00"))
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_cases_on_both_sides(rule):
    expected = [row["expected"] for row in cases_of(rule.id)]
    least = 2 if rule.id == "quiet_hours" else 25
    assert expected.count("break") >= least
    assert expected.count("keep") >= least


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_declared_whole(rule):
    assert rule.clause == "5.3"
    assert {rule.bullet, *rule.also_bullets} <= set(PROHIBITIONS)
    assert BULLETS[rule.bullet] == rule.severity
    assert rule.title
    assert len(rule.description) > 60
    assert rule.known_gaps
    assert ChatKind.PARENTS in rule.applies_to
    assert not rule.applies_to & {ChatKind.STAFF, ChatKind.OTHER}
    for name in rule.lexicons:
        assert entries(name)


def test_only_the_clock_is_a_fact_and_only_it_is_advisory_for_students():
    assert [rule.id for rule in RULES if rule.certainty is Certainty.FACT] == ["quiet_hours"]
    assert [rule.id for rule in RULES if rule.advisory_in] == ["quiet_hours"]
    assert {rule.id for rule in RULES} == {"quiet_hours", *TEXT_RULES}


def test_every_prohibition_has_a_rule():
    assert {bullet for rule in RULES for bullet in (rule.bullet, *rule.also_bullets)} == set(PROHIBITIONS)
