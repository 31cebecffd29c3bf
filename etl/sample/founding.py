"""Founding the institution: its staff, groups, children, families, and how they move during the year."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from etl.sample import names
from etl.sample.people import Employment, Enrolment, Group, Institution, Person

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


class Founding:
    """Puts the institution together, step by step; each step is one paragraph of its story."""

    def __init__(self, seed: int, months: list[date], as_of: date, moved_on: date, silent: date | None):
        self.random = Random(f"sample/{seed}/people")
        self.it = Institution(seed, months, as_of, moved_on, silent)
        self.families = names.families(self.random)
        self.taken: set[tuple[str, str]] = set()
        self.next_person = 1
        self._enrolments: dict[int, list[Enrolment]] = {}
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
        return self.it

    def make_staff(self, n_groups: int) -> None:
        """Management, others, and a teacher for about every one and a half groups."""

        def hired():
            return date(
                self.random.randint(2012, 2024), self.random.randint(1, 12), self.random.randint(1, 28)
            )

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
        if self.random.random() < 0.22 and (family, father) not in self.taken:
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
        if self.random.random() < 0.09:  # some come in the middle of the year
            day = begin + timedelta(days=self.random.randint(25, max(26, (self.it.as_of - begin).days - 6)))
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
        pool = names.GIRLS if teacher.female else names.BOYS
        first = next(name for name in pool if (teacher.last, name) not in self.taken)
        middle = names.patronymic("Игорь", teacher.female)
        kid = self.named("student", teacher.last, first, middle, teacher.female)
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
        groups = groups if len(groups) > 3 else self.it.groups
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
