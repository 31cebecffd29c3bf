"""One platform of the institution: who has an account, which chats there are, who is in them and how they came."""

from __future__ import annotations

from datetime import date, timedelta

from etl.sample import names
from etl.sample.founding import Founding
from etl.sample.people import (
    DAY,
    MAX,
    VK,
    Account,
    Enrolment,
    Group,
    Institution,
    Person,
    Room,
    Stay,
    at,
    day_of,
    staff_link,
)


class Platform:
    """Settles the people of a founded institution on a platform."""

    def __init__(self, founding: Founding, platform: str):
        self.it, self.random, self.platform = founding.it, founding.random, platform
        self.teachers, self.enrolments_of = founding.teachers, founding.enrolments_of
        self.next_account = 920_000_101 if platform == VK else 925_000_301
        self.next_room = len(self.it.rooms) + 1
        self.first_day = founding.first_day
        if platform == VK:
            self.start, self.end = self.first_day - timedelta(days=45), self.it.moved_on - timedelta(days=1)
        else:
            self.start, self.end = self.it.moved_on - timedelta(days=20), self.it.as_of

    def account(self, person: Person, platform: str, role: str, joined_on: date, **rest: object) -> Account:
        """A new account of a person."""
        made = Account(
            self.next_account, platform, person, person.last, person.first, person.middle, role, joined_on, **rest
        )  # fmt: skip
        self.next_account += self.random.randint(1, 9)
        self.it.accounts.append(made)
        self.it.of_person.setdefault(person.key, []).append(made)
        return made

    def settle(self) -> None:
        """Accounts, chats and who is in them."""
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
                    guardian,
                    platform,
                    "Родитель",
                    self.joining(min(e.enrolled_on for e in enrolments)),
                    group_name=enrolments[0].group.name,
                    org_unit=enrolments[0].group.association,
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
        for account in self.random.sample(made, len(made) // 10):
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
            self.random.randint(9, 18),
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
            room.pinned = created + self.random.choice((300, 900, 2700, 3600))
        if group and group.key % 9 == 7:
            room.pinned = None if kind == "родители" else created + 3 * DAY
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
        staff = list(self.it.staff)
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
        parents[1].old_title, parents[1].renamed = "Наша дружная группа", parents[1].created + 33 * DAY

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


def build(
    seed: int, months: list[date], as_of: date, moved_on: date, silent: date | None, members: int
) -> Institution:
    """The institution for a seed; the same arguments give the same one."""
    founding = Founding(seed, months, as_of, moved_on, silent)
    it = founding.build(members)
    if months[0] < moved_on:
        Platform(founding, VK).settle()
    if as_of >= moved_on:
        Platform(founding, MAX).settle()
        _link_successors(it)
    return it


def _link_successors(it: Institution) -> None:
    """The same chat on both platforms: the old one names the new one."""
    new = {room.title.replace(" — ", ": "): room for room in it.rooms_of(MAX)}
    for room in it.rooms_of(VK):
        room.successor = new.get(room.title) if room.status == "перенесён" else None
