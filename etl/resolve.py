"""References in people's sheets: an id, a title, a full name, a surname with initials → a chat, an account, a person.

Resolved only where exactly one fits; everything else is listed on the quality page, the row loads all the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from etl.names import name_key, parse

_ID = re.compile(r"-?\d+")


def is_id(text: str) -> bool:
    """Whether a reference is written as a platform id."""
    return bool(_ID.fullmatch(text.strip()))


@dataclass
class Chats:
    """Known chats by id, title and group."""

    by_raw: dict[tuple[str, str], str] = field(default_factory=dict)  # (platform, raw) → pseudonym
    by_title: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_group: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    any_platform: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, chat_id: str, platform: str, raw: str, title: str | None, group: str | None) -> None:
        """Make a chat known."""
        self.by_raw[(platform, raw)] = chat_id
        self.any_platform[raw].add(chat_id)
        if title:
            self.by_title[name_key(title)].add(chat_id)
        if group:
            self.by_group[name_key(group)].add(chat_id)

    def find(self, platform: str, text: str) -> tuple[str | None, str]:
        """(pseudonym or None, why not)."""
        text = text.strip()
        if found := self.by_raw.get((platform, text)):
            return found, ""
        if len(self.any_platform.get(text, ())) == 1:
            return next(iter(self.any_platform[text])), ""
        for index in (self.by_title, self.by_group):
            fitting = index.get(name_key(text), set())
            if len(fitting) == 1:
                return next(iter(fitting)), ""
            if fitting:
                return None, "подходят несколько чатов"
        return None, "чат не найден"


@dataclass
class People:
    """Accounts and people of the roster, by id and by name."""

    by_raw: dict[tuple[str, str], str] = field(default_factory=dict)  # (platform, raw) → member pseudonym
    any_platform: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    accounts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # name form → members
    persons: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # name form → people
    staff_ids: dict[str, str] = field(default_factory=dict)
    in_chat: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # chat → members
    person_of: dict[str, str] = field(default_factory=dict)  # member → person
    members_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # person → members
    platform_of: dict[str, str] = field(default_factory=dict)  # member → platform
    staff: set[str] = field(default_factory=set)  # people who are staff

    @staticmethod
    def forms(full_name: str) -> set[str]:
        """Every spelling under which a name may be met: whole, two words, surname with initials."""
        name = parse(full_name)
        return {
            form
            for form in (
                name_key(full_name),
                name.full,
                name.two,
                name.initials,
                f"{name.surname} {name.first[:1]}",
            )
            if form
        }

    def add_account(
        self, member_id: str, platform: str, raw: str, full_name: str | None, person_id: str | None
    ) -> None:
        """Make an account known."""
        self.by_raw[(platform, raw)] = member_id
        self.any_platform[raw].add(member_id)
        self.platform_of[member_id] = platform
        for form in self.forms(full_name) if full_name else ():
            self.accounts[form].add(member_id)
        if person_id:
            self.person_of[member_id] = person_id
            self.members_of[person_id].add(member_id)

    def add_person(self, person_id: str, full_name: str) -> None:
        """Make a person of the roster known."""
        for form in self.forms(full_name):
            self.persons[form].add(person_id)

    def find(
        self, platform: str, chat_id: str | None, text: str, *, as_staff: bool = False
    ) -> tuple[str | None, str | None, str]:
        """(member, person, why not): the account if one fits, the person of the roster if one fits.

        `as_staff`: the column speaks of staff (who decided, who moderates), so staff win over namesakes.
        """
        text = text.strip()
        found = self.by_raw.get((platform, text))
        if not found and len(self.any_platform.get(text, ())) == 1:
            found = next(iter(self.any_platform[text]))
        if found:
            return found, self.person_of.get(found), ""
        if is_id(text):
            return None, self.staff_ids.get(text), "" if text in self.staff_ids else "номер не найден"
        people = _narrowed(self.persons.get(_form(text), set()), as_staff and self.staff)
        accounts = set(self.accounts.get(_form(text), set())).union(
            *(self.members_of.get(person, set()) for person in people)
        )
        if as_staff:
            accounts = _narrowed(
                accounts, {each for each in accounts if self.person_of.get(each) in self.staff}
            )
        accounts = _narrowed(accounts, chat_id and self.in_chat.get(chat_id, set()))
        accounts = _narrowed(accounts, {each for each in accounts if self.platform_of.get(each) == platform})
        if len(accounts) == 1:
            member = next(iter(accounts))
            return (
                member,
                self.person_of.get(member) or (next(iter(people)) if len(people) == 1 else None),
                "",
            )
        owners = {self.person_of.get(each) for each in accounts} | people
        if len(owners) == 1 and None not in owners:
            return None, next(iter(owners)), ""
        return None, None, "подходят несколько человек" if accounts or people else "имя не найдено"


def _narrowed(found: set[str], wanted: set[str] | bool | None) -> set[str]:
    """Those of `found` that are also wanted, where there are any."""
    return (found & wanted) or found if wanted else found


def _form(text: str) -> str:
    """A reference by name in the spelling of `People.forms`."""
    name = parse(text)
    return name.initials if name.is_short and name.first else name.full or name_key(text)
