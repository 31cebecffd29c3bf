"""The invented institution itself: groups, staff, children, families, chats, accounts, who is in which chat.

Everything here is decided before a single message is written; the writers of formats only tell it differently.
All moments are local seconds (what a wall clock in the institution's city shows); `UTC_OFFSET` turns them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from etl.sample import names

UTC_OFFSET = 7 * 3600  # Asia/Tomsk has had no other offset since 2016
VK, MAX = "VK Мессенджер", "MAX"
DAY = 86_400


def at(day: date, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """Local seconds of a wall-clock moment."""
    return int(datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=UTC).timestamp())


def day_of(moment: int) -> date:
    """The local day of a moment."""
    return wall(moment).date()


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

    def stay_of(self, person: Person) -> Stay | None:
        """The first stay of a person in this chat."""
        return next((stay for stay in self.stays if stay.account.person is person), None)

    def moderator_accounts(self) -> list[Account]:
        """Accounts of the moderators that are in the chat."""
        return [stay.account for stay in self.stays if stay.account.person in self.moderators]


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


# (association, direction, theme, group names): the palace's usual circles, all invented as a list.
_ASSOCIATIONS = (
    ("Робототехника", "техническая", "tech"),
    ("Хореография «Серпантин»", "художественная", "dance"),
    ("Театр «Маска»", "художественная", "stage"),
    ("Шахматы", "физкультурно-спортивная", "chess"),
    ("Каратэ", "физкультурно-спортивная", "sport"),
    ("Хор «Радуга»", "художественная", "music"),
    ("Керамика", "художественная", "craft"),
    ("Туризм и краеведение", "туристско-краеведческая", "hike"),
    ("Журналистика «Перо»", "социально-гуманитарная", "press"),
    ("Юный эколог", "естественно-научная", "nature"),
    ("Авиамоделирование", "техническая", "tech"),
    ("Раннее развитие «Светлячок»", "социально-гуманитарная", "early"),
    ("Вокал «Созвучие»", "художественная", "music"),
    ("ИЗО-студия «Палитра»", "художественная", "craft"),
    ("Программирование", "техническая", "tech"),
    ("Спортивные танцы", "физкультурно-спортивная", "dance"),
    ("Астрономия", "естественно-научная", "nature"),
    ("Английский театр", "социально-гуманитарная", "stage"),
    ("Скалолазание", "туристско-краеведческая", "hike"),
    ("Судомоделирование", "техническая", "tech"),
    ("Гитара", "художественная", "music"),
    ("Народный танец «Кедр»", "художественная", "dance"),
    ("Самбо", "физкультурно-спортивная", "sport"),
    ("Юный химик", "естественно-научная", "nature"),
    ("Фотостудия «Ракурс»", "техническая", "press"),
    ("Кукольный театр", "художественная", "stage"),
    ("Бисер и мозаика", "художественная", "craft"),
    ("Школа вожатых", "социально-гуманитарная", "press"),
    ("Шашки", "физкультурно-спортивная", "chess"),
    ("3D-моделирование", "техническая", "tech"),
    ("Фольклор «Верба»", "художественная", "music"),
    ("Юный натуралист", "естественно-научная", "nature"),
    ("Ориентирование", "туристско-краеведческая", "hike"),
    ("Художественная гимнастика", "физкультурно-спортивная", "dance"),
    ("Медиацентр", "социально-гуманитарная", "press"),
    ("Лоскутное шитьё", "художественная", "craft"),
)
_STUDIO_GROUPS = ("Младшая группа", "Средняя группа", "Старшая группа", "Солисты")


class _Builder:
    """Puts the institution together, step by step; each step is one paragraph of its story."""

    def __init__(self, seed: int, months: list[date], as_of: date, moved_on: date, silent: date | None):
        self.random = Random(f"sample/{seed}/people")
        self.it = Institution(seed, months, as_of, moved_on, silent)
        self.families = names.families(self.random)
        self.taken: set[tuple[str, str]] = set()
        self.next_person = 1
        self._enrolments: dict[int, list[Enrolment]] = {}
        self.next_account = {VK: 920_000_101, MAX: 925_000_301}
        self.next_room = 1
        self.first_day = months[0]
        self.school_year = date(as_of.year - (as_of.month < 9), 9, 1)

    # --- people ---------------------------------------------------------------------------------------
    def person(self, kind: str, female: bool, family: str | None = None, father: str | None = None) -> Person:
        """A new person whose surname with first name nobody else bears."""
        pool = (
            (names.GIRLS if female else names.BOYS)
            if kind == "student"
            else (names.WOMEN if female else names.MEN)
        )
        chosen = family or self.random.choice(self.families[: self.spread])
        for attempt in range(60):
            last, first = names.surname(chosen, female), self.random.choice(pool)
            if (last, first) not in self.taken:
                break
            if attempt > 8 and family is None:
                chosen = self.random.choice(self.families)
        self.taken.add((last, first))
        middle = names.patronymic(father or self.random.choice(names.FATHERS), female)
        made = Person(self.next_person, kind, last, first, middle, female)
        self.next_person += 1
        return made

    def named(self, kind: str, last: str, first: str, middle: str, female: bool) -> Person:
        """A person with a given name."""
        self.taken.add((last, first))
        made = Person(self.next_person, kind, last, first, middle, female)
        self.next_person += 1
        return made

    def build(self, members: int) -> Institution:
        """All of it."""
        children = max(12, round(members * 0.49))
        n_groups = max(6, round(children * 1.25 / 15))
        self.spread = max(180, children // 4)
        self.make_staff(n_groups)
        self.make_groups(n_groups)
        self.make_children(children)
        self.make_outsiders()
        if self.first_day < self.it.moved_on:
            self.make_platform(VK)
        if self.it.as_of >= self.it.moved_on:
            self.make_platform(MAX)
            self.link_successors()
        return self.it

    def make_staff(self, n_groups: int) -> None:
        """Management, others, and a teacher for about every one and a half groups."""
        hired = lambda: date(
            self.random.randint(2008, 2024), self.random.randint(1, 12), self.random.randint(1, 28)
        )  # noqa: E731
        fixed = (
            ("Вершинина", "Алла", "Сергеевна", True, "Директор", "администрация", "Администрация"),
            ("Зимина", "Ольга", "Петровна", True, "Заместитель директора по УВР", "администрация", "Администрация"),
            ("Столбов", "Андрей", "Викторович", False, "Заместитель директора по АХР", "администрация", "Администрация"),
            ("Кедров", "Илья", "Павлович", False, "Методист, администратор платформы", "иной", "Методический отдел"),
            ("Рябинина", "Жанна", "Олеговна", True, "Заведующий отделом", "администрация", "Художественный отдел"),
            ("Осинцева", "Тамара", "Ивановна", True, "Секретарь", "иной", "Администрация"),
            ("Ольховский", "Вадим", "Борисович", False, "Техник по звуку", "иной", "Технический отдел"),
        )  # fmt: skip
        for last, first, middle, female, position, category, department in fixed:
            person = self.named("staff", last, first, middle, female)
            person.staff = Employment(position, category, department, hired())
            self.it.staff.append(person)
        self.it.director, self.it.admin = self.it.staff[0], self.it.staff[3]
        for _ in range(max(6, round(n_groups / 1.5))):
            person = self.person("staff", self.random.random() < 0.78)
            person.staff = Employment("Педагог дополнительного образования", "педагог", "", hired())
            self.it.staff.append(person)
        for number, person in enumerate(self.it.staff, 1):
            person.number = f"{1000 + number * 7}"
        self.special_staff()

    def special_staff(self) -> None:
        """A part-timer, a long leave, a dismissed moderator, a newcomer: the last ones of the list."""
        teachers = [p for p in self.it.staff if p.staff.category == "педагог"]
        as_of = self.it.as_of
        teachers[0].staff.second_position = "Концертмейстер (совместитель)"
        teachers[-1].staff.hired_on = as_of - timedelta(days=9)
        teachers[-2].staff.leave_from = as_of - timedelta(days=270)
        teachers[-2].staff.leave_to = as_of + timedelta(days=300)
        teachers[-3].staff.dismissed_on = as_of - timedelta(days=48)

    @property
    def teachers(self) -> list[Person]:
        """Teachers in the order of the list; the last three are special."""
        return [p for p in self.it.staff if p.staff.category == "педагог"]

    def make_groups(self, n_groups: int) -> None:
        """Groups of the associations; their names repeat from one association to another."""
        n_associations = min(len(_ASSOCIATIONS), max(3, n_groups // 2))
        teachers = self.teachers[:-2]  # neither the newcomer nor the one on leave teaches
        counts: dict[str, int] = {}
        for key in range(n_groups):
            association, direction, theme = _ASSOCIATIONS[key % n_associations]
            counts[association] = number = counts.get(association, 0) + 1
            studio = theme in ("dance", "stage", "music") and number <= len(_STUDIO_GROUPS)
            name = _STUDIO_GROUPS[number - 1] if studio else f"Группа {number}"
            began = date(self.first_year, 9, self.random.choice((1, 4, 8, 15)))
            teacher = teachers[(key * 7 + key // n_associations) % len(teachers)]
            group = Group(key, association, name, direction, theme, teacher, began)
            if theme == "early":
                group.wants_students = False
            self.it.groups.append(group)
        self.special_groups()
        departments = {"техническая": "Технический отдел", "художественная": "Художественный отдел"}
        for group in self.it.groups:
            group.teacher.staff.department = group.teacher.staff.department or departments.get(
                group.direction, "Отдел спорта и краеведения"
            )

    @property
    def first_year(self) -> int:
        """Year in which the school year of the first month began."""
        return self.first_day.year - (self.first_day.month < 9)

    def special_groups(self) -> None:
        """A group opened a few days ago, one that has closed, one on leave of its teacher (a substitute leads)."""
        groups = self.it.groups
        groups[-1].started_on = self.it.as_of - timedelta(days=10)
        groups[-2].ended_on = self.it.as_of - timedelta(days=150)
        if len(groups) > 8:
            groups[-3].started_on = max(self.school_year, self.first_day) + timedelta(days=7)
        groups[2].teacher = self.teachers[-3]  # the one dismissed later, still the moderator

    def make_children(self, children: int) -> None:
        """Families: a mother almost always, a father often, one child, twins or siblings; then enrolments."""
        random, it = self.random, self.it
        while len(it.students) < children:
            family = random.choice(self.families[: self.spread])
            father = random.choice(names.FATHERS)
            n = 2 if random.random() < 0.1 else 1
            kids = [self.person("student", random.random() < 0.56, family, father) for _ in range(n)]
            twins = n == 2 and random.random() < 0.4
            year = random.randint(it.as_of.year - 16, it.as_of.year - 7)
            for number, kid in enumerate(kids):
                kid.birth_year = year if twins or not number else min(year + 2, it.as_of.year - 6)
                kid.number = f"{it.as_of.year % 100}-{len(it.students) + 1:05d}"
                it.students.append(kid)
            self.make_parents(family, father, kids)
            self.enrol(kids, twins)
        self.teacher_parent()
        for parent in [*it.guardians, self.teachers[3]]:
            for kid in parent.children:
                it.parents_of.setdefault(kid.key, []).append(parent)
        self.namesakes()
        self.movements()

    def make_parents(self, family: str, father: str, kids: list[Person]) -> None:
        """The legal representatives the office knows of; for one family in twelve it knows nobody."""
        if self.random.random() < 0.08:
            return
        if self.random.random() < 0.92:
            mother = self.person("guardian", True, family)
            mother.children = list(kids)
            self.it.guardians.append(mother)
        if self.random.random() < 0.22:
            dad = self.named(
                "guardian", family, father, names.patronymic(self.random.choice(names.FATHERS), False), False
            )
            dad.children = list(kids)
            self.it.guardians.append(dad)

    def enrol(self, kids: list[Person], twins: bool) -> None:
        """One to three groups for each child; twins go together; the youngest to early development."""
        groups = [g for g in self.it.groups if g.ended_on is None]
        for number, kid in enumerate(kids):
            if twins and number:
                chosen = [e.group for e in self.enrolments_of(kids[0])]
            else:
                n = self.random.choices((1, 2, 3), (80, 16, 4))[0]
                chosen = self.random.sample(groups, min(n, len(groups)))
            for group in chosen:
                self.enrol_one(kid, group)

    def enrol_one(self, kid: Person, group: Group) -> Enrolment:
        """One enrolment: most from the first September, the others this September or later."""
        fresh = self.random.random() < 0.22
        begin = max(group.started_on, self.school_year if fresh else group.started_on)
        day = begin + timedelta(days=self.random.choice((0, 0, 0, 3, 7, 14, 21)))
        made = Enrolment(kid, group, min(day, self.it.as_of - timedelta(days=2)))
        group.enrolments.append(made)
        self._enrolments.setdefault(kid.key, []).append(made)
        return made

    def enrolments_of(self, kid: Person) -> list[Enrolment]:
        """Enrolments of a child."""
        return self._enrolments.get(kid.key, [])

    def teacher_parent(self) -> None:
        """A teacher whose own child learns here, in a colleague's group."""
        teacher = self.teachers[3]
        kid = self.named(
            "student", teacher.last, "Лев" if not teacher.last.endswith("а") else "Ярослава", "", False
        )
        kid.female = teacher.last.endswith("а")
        kid.middle = names.patronymic("Игорь", kid.female)
        kid.birth_year, kid.number = (
            self.it.as_of.year - 11,
            f"{self.it.as_of.year % 100}-{len(self.it.students) + 1:05d}",
        )
        self.it.students.append(kid)
        teacher.children = [kid]
        group = next(g for g in self.it.groups if g.teacher is not teacher and g.ended_on is None)
        self.enrol_one(kid, group)

    def namesakes(self) -> None:
        """Two of one name in one group (only the patronymic differs), and a pair across two groups."""
        groups = [g for g in self.it.groups if g.ended_on is None and g.started_on < self.school_year]
        for last, first, middles, where in (
            ("Ветлугин", "Иван", ("Андреевич", "Сергеевич"), (groups[1], groups[1])),
            ("Туркина", "Мария", ("Олеговна", "Павловна"), (groups[3], groups[-1])),
        ):
            for middle, group in zip(middles, where, strict=True):
                kid = self.named("student", last, first, middle, last.endswith("а"))
                kid.birth_year = self.it.as_of.year - 12
                kid.number = f"{self.it.as_of.year % 100}-{len(self.it.students) + 1:05d}"
                self.it.students.append(kid)
                self.enrol_one(kid, group)

    def movements(self) -> None:
        """Some leave during the year, a few move to another group."""
        for group in self.it.groups:
            if group.ended_on is not None:
                group.enrolments.extend(self._late_enrolments(group))
            for enrolment in list(group.enrolments):
                if self.random.random() < 0.07:
                    self.leave(enrolment)

    def _late_enrolments(self, group: Group) -> list[Enrolment]:
        """The closed group had pupils too: children who now learn elsewhere."""
        kids = self.random.sample(self.it.students, min(9, len(self.it.students)))
        made = []
        for kid in kids:
            enrolment = Enrolment(kid, group, group.started_on, group.ended_on, "отчислен")
            self._enrolments.setdefault(kid.key, []).append(enrolment)
            made.append(enrolment)
        return made

    def leave(self, enrolment: Enrolment) -> None:
        """The child leaves the group; one in four is moved to another group instead."""
        if enrolment.left_on is not None:
            return
        span = (self.it.as_of - enrolment.enrolled_on).days
        if span < 40:
            return
        enrolment.left_on = enrolment.enrolled_on + timedelta(days=self.random.randint(30, span - 6))
        enrolment.status = "отчислен"
        if self.random.random() < 0.25:
            siblings = [
                g
                for g in self.it.groups
                if g.theme == enrolment.group.theme and g is not enrolment.group and not g.ended_on
            ]
            if siblings:
                enrolment.status = "переведён"
                made = Enrolment(
                    enrolment.student, siblings[0], max(enrolment.left_on, siblings[0].started_on)
                )
                siblings[0].enrolments.append(made)
                self._enrolments.setdefault(enrolment.student.key, []).append(made)

    def make_outsiders(self) -> None:
        """People whom no list knows: an adult in a students' chat, a contractor with administrator's rights."""
        for female in (False, True):
            self.it.outsiders.append(self.person("outsider", female))

    # --- platform -------------------------------------------------------------------------------------
    def account(self, person: Person, platform: str, role: str, joined_on: date, **rest: object) -> Account:
        """A new account of a person."""
        made = Account(
            self.next_account[platform], platform, person, person.last, person.first, person.middle, role, joined_on, **rest
        )  # fmt: skip
        self.next_account[platform] += self.random.randint(1, 9)
        self.it.accounts.append(made)
        self.it.of_person.setdefault(person.key, []).append(made)
        return made

    def make_platform(self, platform: str) -> None:
        """Accounts, chats and who is in them, on one platform."""
        self.platform = platform
        if platform == VK:
            self.start, self.end = self.first_day - timedelta(days=45), self.it.moved_on - timedelta(days=1)
        else:
            self.start, self.end = self.it.moved_on - timedelta(days=20), self.it.as_of
        self.make_accounts()
        self.make_rooms()
        self.fill_rooms()
        self.odd_stays()

    def make_accounts(self) -> None:
        """Staff nearly all, children and parents as many as wished to."""
        random, platform = self.random, self.platform
        teachers = self.teachers
        for index, person in enumerate(self.it.staff):
            if person is teachers[-1] or person is teachers[5 % len(teachers)]:
                continue  # the newcomer and one who has not joined yet
            role = "Сотрудник" if person.staff.category == "иной" else "Педагог"
            if person is self.it.admin:
                role = "Администратор"
            if person.staff.category == "администрация":
                role = "Администратор; Педагог" if person is self.it.staff[1] else "Сотрудник"
            if person.children:
                role = "Педагог; Родитель"
            joined = self.start + timedelta(days=random.randint(0, 10))
            if person.staff.hired_on and person.staff.hired_on > joined:
                joined = person.staff.hired_on
            made = self.account(person, platform, role, joined, link_id=staff_link(index))
            if person is not teachers[4 % len(teachers)]:
                made.verified_on = joined + timedelta(days=random.randint(0, 9))
        for kid in self.it.students:
            enrolments = [e for e in self.enrolments_of(kid) if self.in_period(e)]
            if not enrolments or kid.birth_year > self.it.as_of.year - 8 or random.random() > 0.78:
                continue
            self.account(kid, platform, "Обучающийся", self.joining(min(e.enrolled_on for e in enrolments)),
                         group_name=enrolments[0].group.name, org_unit=enrolments[0].group.association)  # fmt: skip
        for guardian in self.it.guardians:
            enrolments = [
                e for kid in guardian.children for e in self.enrolments_of(kid) if self.in_period(e)
            ]
            if enrolments and random.random() < (0.88 if guardian.female else 0.6):
                self.account(
                    guardian, platform, "Родитель", self.joining(min(e.enrolled_on for e in enrolments))
                )
        self.guises()

    def in_period(self, enrolment: Enrolment) -> bool:
        """Whether the child learnt in that group while the platform was used."""
        return enrolment.enrolled_on <= self.end and (
            enrolment.left_on is None or enrolment.left_on >= self.start
        )

    def joining(self, wanted: date) -> date:
        """When someone joins: with the move, or some days after enrolment."""
        base = max(wanted, self.start)
        return min(
            base + timedelta(days=self.random.choice((1, 2, 3, 5, 8, 13))), self.end - timedelta(days=1)
        )

    def guises(self) -> None:
        """What makes matching hard: nicknames, a typo, a former surname, wrong roles, second accounts."""
        made = [a for a in self.it.accounts if a.platform == self.platform]
        parents = [a for a in made if a.person.kind == "guardian" and len(a.person.children) == 1]
        students = [a for a in made if a.person.kind == "student"]
        for account in self.random.sample(made, len(made) // 6):
            account.truncated_name = account.person.kind != "staff"
        for account in parents[5::170][:6]:
            child = account.person.children[0]
            account.last, account.middle, account.guise = "", "", "nickname"
            account.first = f"{'Мама' if account.person.female else 'Папа'} {names.NICK_GENITIVE.get(child.first, child.first)}"
        if len(parents) > 20 and len(students) > 30:
            parents[11].last, parents[11].guise = (
                "Воробьёва" if parents[11].person.female else "Воробьёв",
                "former surname",
            )
            parents[13].last, parents[13].guise = parents[13].last[:-2] + "о" + parents[13].last[-1], "typo"
            students[7].role, students[7].guise = "Педагог", "wrong role"
            parents[17].role, parents[17].guise = "Обучающийся", "wrong role"
            for twin in (students[21], parents[19]):
                double = self.account(
                    twin.person, self.platform, twin.role, twin.joined_on, guise="duplicate"
                )
                double.group_name, twin.guise = twin.group_name, "duplicate"
            students[25].deleted = self.platform == VK
        contractor = self.account(
            self.it.outsiders[1], self.platform, "Администратор", self.start + timedelta(days=4)
        )
        contractor.guise = "outsider"

    def make_rooms(self) -> None:
        """The groups' chats, service chats, channels, others, and one that nobody has described."""
        pick = self.random.choices
        for group in self.it.groups:
            if group.started_on > self.end or (group.ended_on and group.ended_on < self.start):
                continue
            last = group is self.it.groups[-1]
            for kind in ("обучающиеся", "родители"):
                if kind == "обучающиеся" and (group.wants_students is False or group.key == 5):
                    continue
                if last or (kind == "родители" and group.key == 9 and self.platform == MAX):
                    continue  # the newest group has no chats yet; one group lacks the parents' chat
                style = pick(("normal", "quiet", "one-sided", "dead"), (80, 9, 6, 5))[0]
                room = self.room(self.title(group, kind), kind, group, [group.teacher])
                room.style = "normal" if group.key < 5 else style
                room.weight *= self.random.uniform(0.5, 1.6) * (1.15 if kind == "родители" else 0.85)
        twice = self.it.groups[0]
        if self.platform == MAX:
            self.room(
                self.title(twice, "родители (новый)"), "родители", twice, [twice.teacher]
            ).style = "quiet"
        admins = [self.it.staff[0], self.it.staff[1]]
        self.room("Педагогический совет", "служебный", None, admins)
        self.room("Методический отдел", "служебный", None, [self.it.admin]).weight = 0.5
        self.room("Администрация", "служебный", None, [self.it.staff[1]]).weight = 0.4
        channel = self.room("Общешкольный канал", "канал", None, [self.it.admin])
        self.room("Сотрудники (канал)", "канал", None, [self.it.admin])
        for room in self.it.rooms[-2:]:
            room.write_mode, room.style = "только модераторы", "one-sided"
        self.it.school_channel = channel
        other = self.room("Родительский комитет: отчётный концерт", "иной", None, [self.teachers[0]])
        other.association = self.it.groups[1].association
        mystery = self.room("Наши звёздочки", "обучающиеся", None, [self.teachers[1]])
        mystery.registered_kind, mystery.weight = "", 0.6

    def title(self, group: Group, kind: str) -> str:
        """The title of a group's chat: the two platforms got them from different people."""
        return f"{group.label}: {kind}" if self.platform == VK else f"{group.label} — {kind}"

    def room(self, title: str, kind: str, group: Group | None, moderators: list[Person]) -> Room:
        """One chat, created by its first moderator some days after the platform or the group began."""
        base = max(self.start, group.started_on if group else self.start)
        created = at(
            base + timedelta(days=self.random.randint(0, 6)),
            self.random.randint(9, 19),
            self.random.randint(0, 59),
        )
        number = self.next_room
        self.next_room += 1
        chat_id = (
            2_000_000_000 + 40 + number if self.platform == VK else -(68_920_000_000_000 + number * 1013)
        )
        creator = self.it.account(moderators[0], self.platform) or self.it.account(
            self.it.admin, self.platform
        )
        room = Room(number, self.platform, chat_id, title, kind, group, created, creator, moderators)
        room.registered_kind = kind
        if group:
            room.association = group.association
        if self.random.random() < 0.93:
            room.pinned = created + self.random.choice((300, 900, 3600, 7200))
        if self.platform == VK:
            room.status = "перенесён" if self.random.random() < 0.9 else "только чтение"
        self.it.rooms.append(room)
        return room

    def fill_rooms(self) -> None:
        """Who joins which chat, how, and who leaves."""
        for room in self.it.rooms_of(self.platform):
            for moderator in room.moderators:
                account = self.it.account(moderator, self.platform)
                if account:
                    room.stays.append(Stay(account, room.created, None, "владелец", ""))
            if room.group and self.it.admin not in room.moderators and self.random.random() < 0.3:
                self.join(
                    room, self.it.admin, room.created + 600, chat_role="администратор", method="добавлен"
                )
            if room.group:
                self.fill_group_room(room)
            else:
                self.fill_common_room(room)

    def join(self, room: Room, person: Person, moment: int, **rest: object) -> Stay | None:
        """The person's account joins, if there is one and it is not inside."""
        account = self.it.account(person, self.platform)
        if account is None or any(stay.account is account for stay in room.stays):
            return None
        moment = max(moment, at(account.joined_on, 8), room.created + 60)
        if moment > at(self.end, 20):
            return None
        stay = Stay(account, moment, None, **rest)
        stay.before_history = self.platform == VK and moment < at(self.first_day)
        if stay.method == "добавлен":
            stay.added_by = room.stays[0].account if room.stays else None
        if not account.link_id and stay.method == "ссылка" and person.kind != "staff":
            account.link_id = f"С-{room.key:03d}"
        elif not account.link_id and stay.method != "ссылка":
            account.join_source = stay.method
        room.stays.append(stay)
        return stay

    def how(self) -> str:
        """How people come in: by the link, nearly always."""
        return self.random.choices(("ссылка", "добавлен", "заявка"), (93, 5, 2))[0]

    def fill_group_room(self, room: Room) -> None:
        """Pupils, or their parents: most of those who have an account."""
        for enrolment in room.group.enrolments:
            if not self.in_period(enrolment):
                continue
            people = [enrolment.student]
            if room.kind == "родители":
                people = self.it.guardians_of(enrolment.student)
            for person in people:
                if self.random.random() > 0.93:
                    continue
                day = max(enrolment.enrolled_on, day_of(room.created)) + timedelta(
                    days=self.random.choice((0, 0, 1, 2, 6))
                )
                moment = at(
                    day, self.random.randint(9, 20), self.random.randint(0, 59), self.random.randint(0, 59)
                )
                stay = self.join(room, person, moment, method=self.how())
                if stay:
                    self.depart(room, stay, enrolment)

    def depart(self, room: Room, stay: Stay, enrolment: Enrolment) -> None:
        """A pupil who left the group is taken out in a few days, or forgotten; a few people walk out themselves."""
        if enrolment.left_on is not None and enrolment.left_on <= self.end:
            if self.random.random() < 0.12:
                return  # forgotten in the chat: what 2.1.7-02 and -04 look for
            day = max(enrolment.left_on, day_of(stay.joined)) + timedelta(
                days=self.random.choice((0, 1, 1, 2, 3, 6))
            )
            reason = "перевод" if enrolment.status == "переведён" else "отчисление"
            kind = "удалён" if self.random.random() < 0.7 else "вышел"
            self.take_out(
                stay, at(day, 12, self.random.randint(0, 59)), kind, reason if kind == "удалён" else ""
            )
        elif self.random.random() < 0.03:
            later = stay.joined + self.random.randint(10, 200) * DAY
            self.take_out(stay, later, "вышел", "")

    def take_out(self, stay: Stay, moment: int, kind: str, reason: str) -> None:
        """End of a stay, if it falls into the platform's time."""
        if stay.joined < moment <= at(self.end, 20):
            stay.left, stay.leave_kind, stay.leave_reason = moment, kind, reason

    def fill_common_room(self, room: Room) -> None:
        """Service chats and channels hold the staff, the others a mixture."""
        staff = [p for p in self.it.staff]
        if room.title == "Администрация":
            staff = [p for p in staff if p.staff.category == "администрация"]
        elif room.kind in ("иной",) or not room.registered_kind:
            staff = []
        for person in staff:
            self.join(room, person, room.created + self.random.randint(1, 5 * DAY), method="ссылка")
        if room.title == "Общешкольный канал":
            for person in self.random.sample(self.it.guardians, len(self.it.guardians) // 2):
                self.join(room, person, room.created + self.random.randint(1, 40 * DAY), method="ссылка")
        if room.kind == "иной":
            for guardian in self.it.guardians[:25]:
                self.join(room, guardian, room.created + self.random.randint(1, 5 * DAY), method="ссылка")
        if not room.registered_kind:
            for kid in self.it.students[10:28]:
                self.join(room, kid, room.created + self.random.randint(1, 5 * DAY), method="ссылка")

    def odd_stays(self) -> None:
        """What should not be: an outsider and a parent in students' chats, the second accounts, the re-added one."""
        students = self.it.rooms_of(self.platform, "обучающиеся")
        parents = self.it.rooms_of(self.platform, "родители")
        if len(students) < 4 or len(parents) < 4:
            return
        stranger = self.account(
            self.it.outsiders[0], self.platform, "не определена", self.start + timedelta(days=20)
        )
        stranger.guise = "outsider"
        self.join(students[1], self.it.outsiders[0], at(self.start + timedelta(days=25), 18), method="ссылка")
        some = next((s.account.person for s in parents[2].stays if s.account.person.kind == "guardian"), None)
        if some:
            self.join(students[2], some, students[2].created + 9 * DAY, method="добавлен")
        for account in [
            a for a in self.it.accounts if a.platform == self.platform and a.guise == "duplicate"
        ]:
            for room in students + parents:
                mine = next((s for s in room.stays if s.account.person is account.person), None)
                if mine and mine.account is not account and not any(s.account is account for s in room.stays):
                    room.stays.append(Stay(account, mine.joined + 3 * DAY, None, "участник", "ссылка"))
                    break
        for room in parents[:2]:
            self.readd(room)

    def readd(self, room: Room) -> None:
        """Someone walked out and was added again by the moderator."""
        stay = next(
            (
                s
                for s in room.stays
                if s.left is None and s.account.person.kind == "guardian" and not s.account.guise
            ),
            None,
        )
        again = at(self.end) - 20 * DAY
        if stay is None or not room.stays or stay.joined > again - 12 * DAY:
            return
        stay.left, stay.leave_kind = again - 2 * DAY + 3600 * 15, "вышел"
        room.stays.append(
            Stay(stay.account, again + 36_000, None, "участник", "добавлен", room.stays[0].account)
        )

    def link_successors(self) -> None:
        """The same chat on both platforms: the old one names the new one."""
        new = {room.title.replace(" — ", ": "): room for room in self.it.rooms_of(MAX)}
        for room in self.it.rooms_of(VK):
            room.successor = new.get(room.title) if room.status == "перенесён" else None


def build(
    seed: int, months: list[date], as_of: date, moved_on: date, silent: date | None, members: int
) -> Institution:
    """The institution for a seed; the same arguments give the same one."""
    return _Builder(seed, months, as_of, moved_on, silent).build(members)
