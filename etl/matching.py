"""Who is who: accounts of the platform against students, guardians and staff, by the levels of reconciliation.

1 — the platform id stands in the roster; 2 — full name and role unique in the whole roster (or in the group);
3 — surname and first name (or initials) unique in the account's groups and role; near matches and namesakes are
only queued for a person. Never a guess: an account that fits two people fits nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from etl.names import Name, is_near, name_key, parse, swapped

ROLE_KINDS = {
    "педагог": ("staff",),
    "администратор": ("staff",),
    "сотрудник": ("staff",),
    "обучающийся": ("student",),
    "родитель": ("guardian",),
}
ALL_KINDS = ("staff", "student", "guardian")


@dataclass(frozen=True)
class Person:
    """One person of the roster: staff, student or guardian, with the groups where they belong."""

    person_id: str
    kind: str
    name: Name
    name_key: str
    groups: frozenset[str] = frozenset()
    external_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Account:
    """One account: its name and roles on the platform, the groups of its chats."""

    member_id: str
    raw_id: str
    full_name: str
    roles: tuple[str, ...] = ()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Match:
    """What was found for an account; `person_id` is None where a person must decide."""

    member_id: str
    person_id: str | None
    kind: str | None
    level: int | None
    candidates: tuple[str, ...] = ()
    reason: str = ""
    is_suggestion: bool = False


@dataclass
class _Index:
    by_external: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_full: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_two: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_initials: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_group: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))


def match(people: Iterable[Person], accounts: Iterable[Account]) -> list[Match]:
    """Match accounts to people.

    Rows: one per account that matches or has candidates; an account without any is not listed.
    """
    index = _Index()
    for person in people:
        for external in person.external_ids:
            index.by_external[external].append(person)
        index.by_full[person.name_key].append(person)
        index.by_full[person.name.full].append(person)
        index.by_two[person.name.two].append(person)
        index.by_initials[person.name.initials].append(person)
        for group in person.groups:
            index.by_group[group].append(person)
    return [found for account in accounts if (found := _match_one(index, account)) is not None]


def _match_one(index: _Index, account: Account) -> Match | None:
    if found := _one(index.by_external.get(account.raw_id, [])):
        return Match(account.member_id, found.person_id, found.kind, 1)
    name = parse(account.full_name)
    if not name.surname or not name.first:
        return None  # a nickname («Мама Пети» parses to two words and fits nobody below)
    kinds = (
        tuple(dict.fromkeys(kind for role in account.roles for kind in ROLE_KINDS.get(role, ()))) or ALL_KINDS
    )
    for level, candidates in _candidates(index, name, name_key(account.full_name)):
        fitting = _unique([person for person in candidates if person.kind in kinds])
        if not fitting:
            continue
        at_home = [person for person in fitting if person.groups & account.groups]
        if chosen := _choose(level, name, fitting, at_home, kinds):
            return Match(account.member_id, chosen.person_id, chosen.kind, level)
        return Match(
            account.member_id,
            None,
            None,
            None,
            tuple(person.person_id for person in (at_home or fitting)),
            "подходят несколько человек"
            if len(at_home or fitting) > 1
            else "имя совпадает, но человек не из групп этого чата",
        )
    other_role = [
        person for _, found in _candidates(index, name, name_key(account.full_name)) for person in found
    ]
    if other_role:
        at_home = _unique([person for person in other_role if person.groups & account.groups]) or _unique(
            other_role
        )
        if len(at_home) == 1 and len(name_key(account.full_name).split()) >= 3:
            # the whole name fits one person of another category: an account with the wrong role
            return Match(account.member_id, at_home[0].person_id, at_home[0].kind, 2)
        if len(at_home) == 1 and at_home[0].groups & account.groups:
            return Match(account.member_id, at_home[0].person_id, at_home[0].kind, 3)
        return Match(
            account.member_id,
            None,
            None,
            None,
            tuple(each.person_id for each in at_home),
            "имя совпадает, роль другая",
            True,
        )
    near = _unique(
        person
        for group in account.groups
        for person in index.by_group.get(group, [])
        if person.kind in kinds
        and (
            is_near(person.name.two, name.two)
            or is_near(person.name.full, name.full)
            or is_near(person.name.two, swapped(name).two)
        )
    )
    if near:
        return Match(
            account.member_id,
            None,
            None,
            None,
            tuple(each.person_id for each in near),
            "отличается одной буквой",
            True,
        )
    return None


def _candidates(index: _Index, name: Name, key: str) -> Iterable[tuple[int, list[Person]]]:
    """People whose name fits, the strictest comparison first."""
    if name.patronymic and len(name.patronymic) > 1:
        yield 2, index.by_full.get(key, []) or index.by_full.get(name.full, [])
        # The roster may lack the patronymic; a different one is another person.
        yield 3, [person for person in index.by_two.get(name.two, []) if not person.name.patronymic]
        return
    if name.is_short:
        fitting = index.by_initials.get(name.initials, [])
        if not name.patronymic:
            fitting = [
                each
                for key, found in index.by_initials.items()
                if key.startswith(f"{name.surname} {name.first}")
                for each in found
            ]
        yield 3, fitting
        return
    yield 3, index.by_two.get(name.two, []) + index.by_two.get(swapped(name).two, [])


def _choose(
    level: int, name: Name, fitting: list[Person], at_home: list[Person], kinds: tuple[str, ...]
) -> Person | None:
    """The one person that may be taken without a hand, or None."""
    if len(at_home) == 1:
        return at_home[0]
    if at_home:
        return None  # namesakes of one group: the manual queue
    if level == 2 and len(fitting) == 1:
        return fitting[0]  # the whole name is unique in the roster
    if level == 3 and len(fitting) == 1 and kinds == ("staff",) and not name.is_short:
        return fitting[0]  # staff belong to no single group
    return None


def _unique(people: Iterable[Person]) -> list[Person]:
    return list({person.person_id: person for person in people}.values())


def _one(people: list[Person]) -> Person | None:
    found = _unique(people)
    return found[0] if len(found) == 1 else None
