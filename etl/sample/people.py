"""The words in which the invented institution is told: people, groups, accounts, chats, stays.

Everything here is decided before a single message is written; the writers of formats only tell it differently.
All moments are local seconds (what a wall clock in the institution's city shows); `UTC_OFFSET` turns them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache

UTC_OFFSET = 7 * 3600  # Asia/Tomsk has had no other offset since 2016
VK, MAX = "VK Мессенджер", "MAX"
DAY = 86_400
_FIRST = date(1970, 1, 1)


def at(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """Local seconds of a wall-clock moment."""
    return int(datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC).timestamp())


def day_of(moment: int) -> date:
    """The local day of a moment."""
    return _day(moment // DAY)


@cache
def _day(number: int) -> date:
    return _FIRST + timedelta(days=number)


def wall(moment: int) -> datetime:
    """What the wall clock showed, as a naive datetime."""
    return datetime.fromtimestamp(moment, UTC).replace(tzinfo=None)


def staff_link(index: int) -> str:
    """Number of the personal link of the n-th worker."""
    return f"П-{index + 1:03d}"


@dataclass(slots=True)
class Person:
    """A real (invented) human: `kind` is staff, student, guardian or outsider."""

    key: int
    kind: str
    last: str
    first: str
    middle: str
    female: bool
    birth_year: int = 0
    staff: Employment | None = None
    children: list[Person] = field(default_factory=list)
    number: str = ""  # personal file or staff number

    @property
    def full(self) -> str:
        """«Фамилия Имя Отчество»."""
        return f"{self.last} {self.first} {self.middle}".strip()

    @property
    def initials(self) -> str:
        """«Иванова М. П.»."""
        return f"{self.last} {self.first[0]}. {self.middle[:1]}.".strip()


@dataclass(slots=True)
class Employment:
    """What the staff list says of a worker."""

    position: str
    category: str
    department: str
    hired_on: date | None
    dismissed_on: date | None = None
    leave_from: date | None = None
    leave_to: date | None = None
    second_position: str = ""  # a part-timer stands twice in the list


@dataclass(slots=True)
class Group:
    """One study group."""

    key: int
    association: str
    name: str
    direction: str
    theme: str
    teacher: Person
    started_on: date
    ended_on: date | None = None
    wants_students: bool | None = None
    wants_parents: bool | None = None
    enrolments: list[Enrolment] = field(default_factory=list)

    @property
    def label(self) -> str:
        """«Робототехника, Группа 1»."""
        return f"{self.association}, {self.name}"


@dataclass(slots=True)
class Enrolment:
    """One child in one group."""

    student: Person
    group: Group
    enrolled_on: date
    left_on: date | None = None
    status: str = "учится"


@dataclass(slots=True)
class Account:
    """An account on a platform; `person` is the truth that no file carries."""

    id: int
    platform: str
    person: Person
    last: str
    first: str
    middle: str
    role: str
    joined_on: date
    join_source: str = "ссылка"
    link_id: str = ""
    left_on: date | None = None
    verified_on: date | None = None
    group_name: str = ""
    org_unit: str = ""
    last_seen: int = 0
    deleted: bool = False
    truncated_name: bool = False  # the list of members shows only the surname and the first name
    guise: str = (
        ""  # why the name or role is not the person's own: nickname, typo, former surname, duplicate…
    )

    @property
    def shown(self) -> str:
        """The name as a list of members shows it."""
        middle = "" if self.truncated_name else self.middle
        return " ".join(part for part in (self.last, self.first, middle) if part)


@dataclass(slots=True)
class Stay:
    """One stay of an account in a chat."""

    account: Account
    joined: int
    left: int | None = None
    chat_role: str = "участник"
    method: str = "ссылка"
    added_by: Account | None = None
    leave_kind: str = ""
    leave_reason: str = ""
    before_history: bool = False  # joined before the dump begins: only the list of members knows it


@dataclass(slots=True)
class Room:
    """One chat of the institution on one platform."""

    key: int
    platform: str
    id: int
    title: str
    kind: str
    group: Group | None
    created: int
    created_by: Account | None
    moderators: list[Person] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    weight: float = 1.0
    style: str = "normal"  # normal, quiet, dead, one-sided
    pinned: int | None = None
    write_mode: str = "все"
    status: str = "действует"
    successor: Room | None = None
    registered_kind: str = ""  # what the register says («» — the administrator has not decided)
    association: str = ""
    old_title: str = ""  # the title before it was changed, and when
    renamed: int = 0


@dataclass(slots=True)
class Institution:
    """Everything that exists before the messages."""

    seed: int
    months: list[date]
    as_of: date
    moved_on: date  # first day on MAX
    silent_month: date | None
    staff: list[Person] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    students: list[Person] = field(default_factory=list)
    guardians: list[Person] = field(default_factory=list)
    outsiders: list[Person] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    rooms: list[Room] = field(default_factory=list)
    school_channel: Room | None = None
    admin: Person | None = None
    director: Person | None = None
    of_person: dict[int, list[Account]] = field(default_factory=dict)
    parents_of: dict[int, list[Person]] = field(default_factory=dict)  # child's key → parents

    @property
    def school_year_start(self) -> date:
        """The first of September on or before the last day."""
        return date(self.as_of.year - (self.as_of.month < 9), 9, 1)

    def account(self, person: Person, platform: str) -> Account | None:
        """The person's first account on the platform."""
        return next((a for a in self.of_person.get(person.key, ()) if a.platform == platform), None)

    def guardians_of(self, child: Person) -> list[Person]:
        """Known legal representatives of a child."""
        return self.parents_of.get(child.key, [])

    def rooms_of(self, platform: str, kind: str | None = None) -> list[Room]:
        """Chats of a platform, of one kind if asked."""
        return [r for r in self.rooms if r.platform == platform and (kind is None or r.kind == kind)]
