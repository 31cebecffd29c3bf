"""Who may open what: the table of roles, said once more in the words of the privacy rules."""

import pytest

from warehouse.access import MAY, TITLES, Denied, Role, What, demand, may

NAMES = {What.NAMES, What.NAMES_IN_CASE, What.NAMES_OF_STAFF, What.FRAGMENTS, What.LEXICON}


@pytest.mark.parametrize(
    ("role", "what", "allowed"),
    [
        ("отчётность", "report", True),
        ("отчётность", "breakdowns", False),
        ("отчётность", "breaches", False),
        ("директор", "names_in_case", True),
        ("директор", "names", False),
        ("директор", "fragments", False),
        ("директор", "queue", False),
        ("администратор", "names", True),
        ("администратор", "retention", True),
        ("администратор", "lexicon", True),
        ("модератор", "queue", True),
        ("модератор", "totals", False),
        ("модератор", "names", False),
        ("методист", "lexicon", True),
        ("методист", "names", False),
        ("", "totals", False),
        ("родитель", "totals", False),
    ],
)
def test_role_table(role, what, allowed):
    assert may(role, what) is allowed


def test_who_makes_the_report_sees_nobody():
    assert not MAY[Role.REPORTER] & NAMES


def test_every_role_and_thing_is_declared_and_named():
    assert set(MAY) == set(Role)
    assert set(TITLES) == set(What)
    assert set(What) == frozenset().union(*MAY.values())


def test_refusal_is_said_in_russian():
    with pytest.raises(Denied, match="Роли «отчётность» не открывается: имена участников"):
        demand("отчётность", What.NAMES)
    demand("администратор", What.NAMES)


def test_an_undeclared_thing_is_a_mistake_not_a_refusal():
    with pytest.raises(ValueError, match="secrets"):
        may("администратор", "secrets")
