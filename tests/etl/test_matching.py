"""Who is who: the levels of matching, and the whole sample against what its generator knows."""

import pytest

from etl import sample
from etl.matching import Account, Person, match
from etl.names import name_key, parse
from tests.etl.loading import Home, home

__all__ = ["home"]


def person(key, kind, name, *groups, external=()):
    return Person(key, kind, parse(name), name_key(name), frozenset(groups), frozenset(external))


ROSTER = [
    person("s1", "staff", "Ковалёва Анна Петровна", "Г1"),
    person("s2", "staff", "Ким Олег Львович"),
    person("u1", "student", "Орлов Иван Сергеевич", "Г1"),
    person("u2", "student", "Орлов Иван Павлович", "Г2"),
    person("u3", "student", "Белых Мария Олеговна", "Г1"),
    person("u4", "student", "Белых Мария Игоревна", "Г1"),
    person("g1", "guardian", "Орлова Елена Викторовна", "Г1"),
    person("g2", "guardian", "Седых Пётр Ильич", "Г2", external=["777"]),
]
# account: name, roles, groups → (person, level)
CASES = {
    "the platform's id stands in the roster": (("Пётр С", ["родитель"], []), None, None),
    "whole name and role": (("Ковалева Анна Петровна", ["педагог"], []), "s1", 2),
    "surname and first name in the group": (("Орлов Иван", ["обучающийся"], ["Г1"]), "u1", 3),
    "first name first": (("Иван Орлов", ["обучающийся"], ["Г2"]), "u2", 3),
    "namesakes without a group": (("Орлов Иван", ["обучающийся"], []), None, None),
    "namesakes of one group": (("Белых Мария", ["обучающийся"], ["Г1"]), None, None),
    "namesakes told apart by patronymic": (("Белых Мария Игоревна", ["обучающийся"], ["Г1"]), "u4", 2),
    "another patronymic is another person": (("Ковалёва Анна Ивановна", ["педагог"], []), None, None),
    "initials in the group": (("Орлова Е. В.", ["родитель"], ["Г1"]), "g1", 3),
    "one letter off is only proposed": (("Орлава Елена Викторовна", ["родитель"], ["Г1"]), None, None),
    "a wrong role, the whole name": (("Ким Олег Львович", ["родитель"], []), "s2", 2),
    "a nickname": (("Мама Пети", ["родитель"], ["Г1"]), None, None),
    "an empty name": (("", ["родитель"], ["Г1"]), None, None),
}


@pytest.mark.parametrize("case", CASES)
def test_levels(case):
    (name, roles, groups), expected, level = CASES[case]
    found = match(ROSTER, [Account("m", "1", name, tuple(roles), frozenset(groups))])
    assert [(each.person_id, each.level) for each in found if each.person_id] == (
        [(expected, level)] if expected else []
    )


def test_the_id_in_the_roster_is_the_first_level():
    (found,) = match(ROSTER, [Account("m", "777", "Кто-то Другой", ("родитель",))])
    assert (found.person_id, found.level) == ("g2", 1)


def test_every_near_miss_waits_for_a_person():
    for case in ("namesakes of one group", "one letter off is only proposed", "namesakes without a group"):
        (name, roles, groups), *_ = CASES[case]
        (found,) = match(ROSTER, [Account("m", "1", name, tuple(roles), frozenset(groups))])
        assert found.person_id is None
        assert found.candidates


@pytest.mark.slow
def test_the_sample_is_matched_without_a_wrong_one_and_97_of_100_without_a_hand(tmp_path, home: Home):
    truth = sample.write(tmp_path / "institution", members=200, messages=3000, months=4)
    assert home.load(tmp_path / "institution").ok
    matched = {
        (platform, raw): name
        for platform, raw, name in home.rows(
            """select i.platform, i.raw_id, p.full_name from members m
               join private.ids i on i.kind = 'member' and i.key = m.member_id
               left join private.people p on p.person_id = m.person_id"""
        )
    }
    wrong = {
        key: (name, truth.accounts[key])
        for key, name in matched.items()
        if name and name_key(name) != name_key(truth.accounts.get(key, ""))
    }
    assert not wrong
    active = home.rows(
        """select distinct i.platform, i.raw_id from members m join private.ids i on i.kind = 'member' and i.key = m.member_id
           where m.left_on is null and m.member_kind = 'user'
             and m.member_id in (select author_id from messages)"""
    )
    known = [key for key in active if truth.accounts.get(key)]
    assert len(known) > 50
    unmatched = [key for key in known if not matched.get(key)]
    assert len(unmatched) <= 0.03 * len(known), unmatched
