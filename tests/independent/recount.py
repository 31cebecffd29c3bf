"""The department's form counted a second time: plain Python and pandas over the canonical rows.

Nothing here reads a mart, a formula of an indicator or a threshold. The papers are read anew, and only what
loading resolved (who is who, which chat belongs to which group, local time) is shared with the product.
A figure is (numerator, denominator); None stands where there is no such number, NODATA for a whole figure.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from statistics import mean
from zoneinfo import ZoneInfo

import pandas as pd

TOMSK = ZoneInfo("Asia/Tomsk")
UTC = ZoneInfo("UTC")
MORNING, EVENING = time(7), time(21)
NODATA = None
BOUND = ("родители", "обучающиеся")
# Most severe first.
SEVERITY = ("5.3-5", "5.3-6", "5.3-4", "5.3-3", "5.3-2", "5.3-1", "5.2-провокация", "5.2-тон", "5.2-стиль")


def given(value: object) -> bool:
    """Whether a cell holds anything."""
    return value is not None and value is not pd.NaT and value == value


def local(moment: datetime) -> datetime:
    """A stored UTC moment by Tomsk's clock."""
    return moment.replace(tzinfo=UTC).astimezone(TOMSK).replace(tzinfo=None)


def is_night(at: datetime) -> bool:
    """Before 07:00 or after 21:00, to the minute: 21:00:59 is still allowed."""
    minute = at.time().replace(second=0, microsecond=0)
    return minute < MORNING or minute > EVENING


def day_clock(start: datetime, hours: int) -> datetime:
    """`start` plus hours of a clock that runs from 07:00 to 21:00 only."""
    left = timedelta(hours=hours)
    at = start
    while True:
        opens, closes = datetime.combine(at.date(), MORNING), datetime.combine(at.date(), EVENING)
        at = max(at, opens)
        if at < closes and at + left <= closes:
            return at + left
        left -= max(closes - at, timedelta(0))
        at = datetime.combine(at.date() + timedelta(days=1), MORNING)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Breach:
    """One thing somebody wrote or a journal says: who, where, when, under which bullet."""

    chat: str
    author: str
    at: datetime
    clause: str
    timed: bool = True


def episodes_of(breaches: list[Breach]) -> list[list[Breach]]:
    """Runs of one author in one chat with gaps of at most half an hour; untimed rows make one a day."""
    runs: list[list[Breach]] = []
    by_author: dict[tuple, list[Breach]] = defaultdict(list)
    for each in breaches:
        key = (each.chat, each.author, None if each.timed else each.at.date())
        by_author[key].append(each)
    for key, rows in by_author.items():
        rows.sort(key=lambda row: row.at)
        run = [rows[0]]
        for row in rows[1:]:
            if key[2] is None and row.at - run[-1].at > timedelta(minutes=30):
                runs.append(run)
                run = []
            run.append(row)
        runs.append(run)
    return runs


def worst(run: list[Breach]) -> str:
    """The most severe bullet of an episode."""
    return min((row.clause for row in run), key=SEVERITY.index)


class Recount:
    """One month of the institution, counted from the rows themselves."""

    def __init__(
        self,
        tables: dict[str, list[dict]],
        month: str,
        newest: datetime,
        decided: dict[str, str] | None = None,
    ) -> None:
        self.tables = tables
        self.decided = decided or {}  # finding → confirmed | dismissed, as people decided
        self.first = date.fromisoformat(f"{month}-01")
        self.next = (self.first + timedelta(days=32)).replace(day=1)
        self.now = min(datetime.combine(self.next, time()) - timedelta(seconds=1), newest)
        self.day = self.now.date()

    def rows(self, name: str) -> list[dict]:
        """Rows of a canonical table."""
        return self.tables[name]

    def in_month(self, at: datetime | date | None) -> bool:
        """Whether a local moment falls in the month and is known by now."""
        if not given(at):
            return False
        moment = at if isinstance(at, datetime) else datetime.combine(at, time())
        return datetime.combine(self.first, time()) <= moment <= self.now

    # --- people ------------------------------------------------------------------------------------------
    def teachers(self, on: date, *, newcomers: bool = True) -> set[str]:
        """B1: employed teachers who are not on a long leave, each person once."""
        found = set()
        for row in self.rows("staff"):
            if row["category"] != "педагог":
                continue
            hired, gone = row["hired_on"], row["dismissed_on"]
            if (given(hired) and hired > on) or (given(gone) and gone <= on):
                continue
            if not newcomers and given(hired) and (on - hired).days <= 14:
                continue
            away, back = row["leave_from"], row["leave_to"]
            is_away = given(away) and away <= on and (not given(back) or back >= on)
            if is_away and (not given(back) or (back - away).days + 1 > 30):
                continue
            found.add(row["person_id"])
        return found

    def enrolments(self, on: date) -> list[dict]:
        """Enrolments in force."""
        return [
            row
            for row in self.rows("students")
            if (not given(row["enrolled_on"]) or row["enrolled_on"] <= on)
            and (
                row["left_on"] > on
                if given(row["left_on"])
                else row["status"] not in ("отчислен", "переведён")
            )
        ]

    def children(self, on: date) -> set[str]:
        """B2: children, each once."""
        return {row["person_id"] for row in self.enrolments(on)}

    def accounts(self, on: date) -> list[dict]:
        """Accounts that are on the platform on that day."""
        return [
            row
            for row in self.rows("members")
            if (not given(row["joined_on"]) or row["joined_on"] <= on)
            and (not given(row["left_on"]) or row["left_on"] > on)
        ]

    def joined(self, on: date) -> set[str]:
        """People who have an account."""
        return {row["person_id"] for row in self.accounts(on) if given(row["person_id"])}

    @cached_property
    def person_of(self) -> dict[str, str]:
        """Account → person; an account nobody matched stands for itself."""
        return {
            row["member_id"]: row["person_id"] if given(row["person_id"]) else row["member_id"]
            for row in self.rows("members")
        }

    @cached_property
    def traces(self) -> pd.DataFrame:
        """Every day on which a person wrote, reacted, held a call or entered."""
        seen = [(row["author_id"], row["sent_local"].date()) for row in self.rows("messages")]
        written = {
            (row["chat_id"], row["message_id"]): row["sent_local"].date() for row in self.rows("messages")
        }
        seen += [
            (row["member_id"], written[row["chat_id"], row["message_id"]])
            for row in self.rows("reactions")
            if (row["chat_id"], row["message_id"]) in written
        ]
        seen += [
            (row["host"], local(row["started_at"]).date())
            for row in self.rows("broadcasts")
            if given(row["host"]) and given(row["started_at"])
        ]
        seen += [
            (row["member_id"], local(row["last_active"]).date())
            for row in self.rows("members")
            if given(row["last_active"])
        ]
        frame = pd.DataFrame(seen, columns=["member_id", "day"])
        frame["person"] = frame["member_id"].map(lambda key: self.person_of.get(key, key))
        return frame

    def active(self, on: date, days: int) -> set[str]:
        """People with a trace on that day or the days-1 before it."""
        window = self.traces[(self.traces.day <= on) & (self.traces.day > on - timedelta(days=days))]
        return set(window["person"])

    def has_messages(self) -> bool:
        """Whether any dump covers the month."""
        return any(row["month"] == self.first and row["n_messages"] for row in self.rows("coverage"))

    def weeks(self) -> list[date]:
        """Sundays of the full ISO weeks inside the month, known by now."""
        days = [self.first + timedelta(days=n) for n in range((self.day - self.first).days + 1)]
        return [day for day in days if day.isoweekday() == 7 and day - timedelta(days=6) >= self.first]

    def by_week(self, base) -> tuple[float, float, float] | None:
        """Mean numerator, denominator and share of the month's full weeks."""
        if not self.has_messages():
            return NODATA
        pairs = [(len(base(on) & self.active(on, 7)), len(base(on))) for on in self.weeks()]
        return mean(n for n, _ in pairs), mean(d for _, d in pairs), mean(n / d for n, d in pairs if d)

    def by_month(self, base) -> tuple[int, int] | None:
        """Active in 30 days of those in the base."""
        if not self.has_messages():
            return NODATA
        people = base(self.day)
        return len(people & self.active(self.day, 30)), len(people)

    # --- chats -------------------------------------------------------------------------------------------
    @cached_property
    def chats(self) -> dict[str, dict]:
        """Chats by key."""
        return {row["chat_id"]: row for row in self.rows("chats")}

    @cached_property
    def written_until(self) -> dict[str, date]:
        """The last day somebody wrote in a chat."""
        last: dict[str, date] = {}
        for row in self.rows("messages"):
            last[row["chat_id"]] = max(last.get(row["chat_id"], date.min), row["sent_local"].date())
        return last

    def is_living(self, chat: dict, on: date) -> bool:
        """A status has no date: a moved chat lived until its successor began, a closed one while people wrote."""
        if given(chat["created_on"]) and chat["created_on"] > on:
            return False
        if chat["status"] in ("закрыт", "только чтение"):
            return self.written_until.get(chat["chat_id"], date.min) > on
        if chat["status"] == "перенесён":
            heir = self.chats.get(chat["successor_id"])
            if heir is None:
                return self.written_until.get(chat["chat_id"], date.min) > on
            return given(heir["created_on"]) and heir["created_on"] > on
        return True

    def living(self, on: date, *kinds: str) -> list[dict]:
        """Chats of these kinds in which people communicate on that day."""
        return [row for row in self.chats.values() if row["kind"] in kinds and self.is_living(row, on)]

    def groups(self) -> list[dict]:
        """B3: groups that started at least 14 days ago and have not ended."""
        return [
            row
            for row in self.rows("groups")
            if (not given(row["started_on"]) or (self.day - row["started_on"]).days >= 14)
            and (not given(row["ended_on"]) or row["ended_on"] > self.day)
        ]

    def groups_with(self, kind: str, flag: str) -> tuple[int, int]:
        """Groups that need a chat of the kind and have a living one, of those that need it."""
        asked = [row["group_id"] for row in self.groups() if not (given(row[flag]) and not row[flag])]
        have = {row["group_id"] for row in self.living(self.day, kind)}
        return len([each for each in asked if each in have]), len(asked)

    def moderators(self, chat_id: str) -> set[str]:
        """Accounts that moderate a chat: by the register or by their role in it."""
        return self._moderators.get(chat_id, set())

    @cached_property
    def _moderators(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.rows("chat_moderators"):
            found[row["chat_id"]].add(row["person_id"] if given(row["person_id"]) else row["member_id"])
        for row in self.rows("chat_members"):
            if row["chat_role"] in ("владелец", "администратор"):
                found[row["chat_id"]].add(self.person_of.get(row["member_id"], row["member_id"]))
        return found

    def active_chats(self) -> tuple[int, int] | None:
        """2.3-08: a moderator wrote and somebody else took part, in 30 days."""
        if not self.has_messages():
            return NODATA
        since = self.day - timedelta(days=29)
        led, answered = set(), set()
        written = {}
        for row in self.rows("messages"):
            written[row["chat_id"], row["message_id"]] = row["sent_local"].date()
            if since <= row["sent_local"].date() <= self.day:
                person = self.person_of.get(row["author_id"], row["author_id"])
                (led if person in self.moderators(row["chat_id"]) else answered).add(row["chat_id"])
        for row in self.rows("reactions"):
            on = written.get((row["chat_id"], row["message_id"]))
            person = self.person_of.get(row["member_id"], row["member_id"])
            if on and since <= on <= self.day and person not in self.moderators(row["chat_id"]):
                answered.add(row["chat_id"])
        base = [
            row
            for row in self.living(self.day, *BOUND)
            if not given(row["created_on"]) or (self.day - row["created_on"]).days > 14
        ]
        before = defaultdict(set)
        for row in self.chats.values():
            if given(row["successor_id"]):
                before[row["successor_id"]].add(row["chat_id"])
        lively = [
            row
            for row in base
            if ({row["chat_id"]} | before[row["chat_id"]]) & led
            and ({row["chat_id"]} | before[row["chat_id"]]) & answered
        ]
        return len(lively), len(base)

    def with_rules(self) -> tuple[int, int]:
        """4.4-01: rules pinned, by the register."""
        base = self.living(self.day, *BOUND)
        pinned = [
            row
            for row in base
            if row["pinned_rules"] is True
            and (not given(row["pinned_on"]) or local(row["pinned_on"]) <= self.now)
        ]
        return len(pinned), len(base)

    # --- families ----------------------------------------------------------------------------------------
    def present(self, on: date, kind: str) -> list[dict]:
        """Stays in chats of a kind on that day's end."""
        chats = {row["chat_id"] for row in self.living(on, kind)}
        end = datetime.combine(on, time(23, 59, 59))
        return [
            row
            for row in self.rows("chat_members")
            if row["chat_id"] in chats
            and (not given(row["joined_at"]) or local(row["joined_at"]) <= end)
            and (not given(row["left_at"]) or local(row["left_at"]) > end)
        ]

    def families(self) -> tuple[int, int]:
        """2.5-01: children with a parent in the parents' chat of one of their groups."""
        inside = {
            (row["person_id"], self.chats[row["chat_id"]]["group_id"])
            for row in self.present(self.day, "родители")
            if given(row["person_id"])
        }
        parents = defaultdict(set)
        for row in self.rows("guardians"):
            if given(row["student_person_id"]):
                parents[row["student_person_id"]].add(row["person_id"])
        reached = {
            row["person_id"]
            for row in self.enrolments(self.day)
            if any((parent, row["group_id"]) in inside for parent in parents[row["person_id"]])
        }
        return len(reached), len(self.children(self.day))

    def parents(self, on: date) -> set[str]:
        """People in parents' chats who are parents by their role or by the list of guardians."""
        guardians = {row["person_id"] for row in self.rows("guardians")}
        roles = {row["member_id"]: list(row["roles"] or []) for row in self.rows("members")}
        return {
            self.person_of.get(row["member_id"], row["member_id"])
            for row in self.present(on, "родители")
            if row["person_id"] in guardians or "родитель" in roles.get(row["member_id"], [])
        }

    # --- calls, channels, tickets ------------------------------------------------------------------------
    def calls(self) -> list[dict]:
        """Calls and broadcasts held in the month."""
        return [
            row
            for row in self.rows("broadcasts")
            if self.in_month(local(row["started_at"]) if given(row["started_at"]) else row["day"])
        ]

    def video_calls(self) -> tuple[int, int]:
        """2.2-06: calls of a minute or more, and their participants."""
        held = [
            row
            for row in self.calls()
            if row["kind"] == "звонок" and (not given(row["duration"]) or row["duration"] >= 60)
        ]
        return len(held), sum(row["participants"] for row in held if given(row["participants"]))

    def remote_lessons(self) -> object:
        """1.3-02: lessons and events of ten minutes with two besides the host; unknown where nothing tells a purpose."""
        if self.calls() and not any(row["purpose"] for row in self.calls()):
            return NODATA
        return sum(
            row["purpose"] in ("занятие", "мероприятие")
            and given(row["duration"])
            and row["duration"] >= 600
            and given(row["participants"])
            and row["participants"] >= 3
            for row in self.calls()
        )

    def broadcasts(self) -> tuple[int, object]:
        """2.1.10-01: broadcasts held and their audience, unknown where nothing tells it."""
        held = [row for row in self.calls() if row["kind"] in ("трансляция", None)]
        if held and not any(given(row["participants"]) for row in held):
            return len(held), NODATA
        return len(held), sum(row["participants"] for row in held if given(row["participants"]))

    def posts(self) -> int:
        """2.1.9-01: publications in the two channels."""
        return sum(self.in_month(local(row["published_at"])) for row in self.rows("channel_posts"))

    @cached_property
    def workdays(self) -> set[date]:
        """The institution's working days."""
        return {row["date"] for row in self.rows("calendar") if row["is_workday"]}

    @cached_property
    def known_days(self) -> set[date]:
        """Days of which the calendar tells."""
        return {row["date"] for row in self.rows("calendar")}

    def after_workdays(self, day: date, count: int) -> date:
        """The count-th working day after a day."""
        while count:
            day += timedelta(days=1)
            count -= day in self.workdays if day in self.known_days else day.weekday() < 5
        return day

    def tickets(self) -> tuple[int, int]:
        """2.1.11-01: internal tickets whose third working day fell in the month and is over."""
        due, solved = 0, 0
        for row in self.rows("tickets"):
            if row["level"] == "разработчик":
                continue
            deadline = self.after_workdays(local(row["opened_at"]).date(), 3)
            if (
                self.first <= deadline < self.next
                and datetime.combine(deadline, time(23, 59, 59)) <= self.now
            ):
                due += 1
                solved += given(row["closed_at"]) and local(row["closed_at"]).date() <= deadline
        return solved, due

    # --- breaches ----------------------------------------------------------------------------------------
    def is_night_for(self, message: dict) -> bool:
        """Whether a message is out of time: by the clock of another zone where an exception names one."""
        at = message["sent_at"]
        group = self.chats[message["chat_id"]]["group_id"]
        night = is_night(message["sent_local"])
        for row in self.rows("exceptions"):
            concerned = (
                (given(row["chat_id"]) and row["chat_id"] == message["chat_id"])
                or (given(row["group_id"]) and row["group_id"] == group)
                or (given(row["member_id"]) and row["member_id"] == message["author_id"])
            )
            if not concerned or not row["from_at"] <= at <= row["to_at"]:
                continue
            if row["kind"] == "другой часовой пояс" and given(row["tz"]):
                there = at.replace(tzinfo=UTC).astimezone(ZoneInfo(row["tz"]))
                night = is_night(there.replace(tzinfo=None))
            else:
                return False
        return night

    @cached_property
    def night(self) -> list[dict]:
        """Messages in parents' chats before 07:00 or after 21:00 without an exception, whenever sent; not what a person dismissed."""
        dismissed = self.findings_that_are("dismissed", "5.3-1")
        return [
            row
            for row in self.rows("messages")
            if self.chats[row["chat_id"]]["kind"] == "родители"
            and row["author_id"] not in self.machines
            and not row["zone_doubt"]
            and (row["chat_id"], row["message_id"]) not in dismissed
            and self.is_night_for(row)
        ]

    @cached_property
    def machines(self) -> set[str]:
        """Accounts of bots and communities."""
        return {
            row["member_id"] for row in self.rows("members") if row["member_kind"] in ("bot", "community")
        }

    def findings_that_are(self, decision: str, bullet: str) -> set[tuple[str, str]]:
        """(chat, message) of findings of a bullet on which people decided so."""
        return {
            (row["chat_id"], row["message_id"])
            for row in self.rows("findings")
            if row["bullet"] == bullet and self.decided.get(row["finding_key"]) == decision
        }

    @cached_property
    def signs(self) -> list[dict]:
        """What a machine suspected in words and a person confirmed, one for each message and bullet."""
        found = {
            (row["chat_id"], row["message_id"], row["bullet"]): row
            for row in self.rows("findings")
            if row["bullet"] != "5.3-1"
            and self.decided.get(row["finding_key"]) == "confirmed"
            and self.chats[row["chat_id"]]["kind"] in BOUND
            and row["author_id"] not in self.machines
        }
        return sorted(found.values(), key=lambda row: (row["sent_local"], row["message_id"]))

    def as_sign(self, row: dict) -> Breach:
        """A confirmed sign as a breach."""
        return Breach(row["chat_id"], row["author_id"], row["sent_local"], row["bullet"])

    def confirmed(self, chat_id: str, member_id: str) -> list[Breach]:
        """Everything of section 5 that a person said of one participant in one chat: journalled, or confirmed on screen."""
        own = (chat_id, member_id)
        nightly = self.findings_that_are("confirmed", "5.3-1")
        return [
            *(self.as_breach(row) for row in self.journal if (row["chat_id"], row["member_id"]) == own),
            *(self.as_sign(row) for row in self.signs if (row["chat_id"], row["author_id"]) == own),
            *(
                Breach(row["chat_id"], row["author_id"], row["sent_local"], "5.3-1")
                for row in self.night
                if (row["chat_id"], row["author_id"]) == own
                and (row["chat_id"], row["message_id"]) in nightly
            ),
        ]

    @cached_property
    def journal(self) -> list[dict]:
        """Confirmed rows of the journal where the rules bind: the clock in parents' chats alone, the rest in pupils' too.

        Nobody said of a chat of unknown kind that the rules bind there.
        """
        binds = {clause: BOUND if clause != "5.3-1" else ("родители",) for clause in SEVERITY}
        return [
            row
            for row in self.rows("violations")
            if row["status"] == "подтверждено" and self.chats[row["chat_id"]]["kind"] in binds[row["clause"]]
        ]

    def as_breach(self, row: dict) -> Breach:
        """A row of the journal as a breach."""
        return Breach(
            row["chat_id"],
            row["member_id"],
            row["occurred_local"],
            row["clause"],
            bool(row["occurred_at_has_time"]),
        )

    def breaches(self) -> list[Breach]:
        """5.3: what the clock found, what people journalled and what they confirmed of signs; what a person dismissed is none."""
        nightly = [Breach(row["chat_id"], row["author_id"], row["sent_local"], "5.3-1") for row in self.night]
        journalled = [self.as_breach(row) for row in self.journal if row["clause"].startswith("5.3")]
        return nightly + journalled + [self.as_sign(row) for row in self.signs]

    def episodes(self) -> list[str] | None:
        """5.3-00: the worst bullet of every episode that began in the month."""
        if not self.has_messages():
            return NODATA
        runs = episodes_of(self.breaches())
        return [worst(run) for run in runs if self.in_month(min(row.at for row in run))]

    def out_of_time(self) -> tuple[int, int, int] | None:
        """5.3-01: messages of parents' chats out of time, those only the journal knows of included, and all messages."""
        if not self.has_messages():
            return NODATA
        found = [row for row in self.night if self.in_month(row["sent_local"])]
        messages = {(row["chat_id"], row["message_id"]) for row in found}
        minutes = {(row["chat_id"], row["author_id"], _minute(row["sent_local"])) for row in found}
        only_journal = [
            row
            for row in self.journal
            if row["clause"] == "5.3-1"
            and self.in_month(row["occurred_local"])
            and (row["chat_id"], row["message_id"]) not in messages
            and not (
                row["occurred_at_has_time"]
                and (row["chat_id"], row["member_id"], _minute(row["occurred_local"])) in minutes
            )
        ]
        written = [
            row
            for row in self.rows("messages")
            if self.chats[row["chat_id"]]["kind"] == "родители" and self.in_month(row["sent_local"])
        ]
        n_found = len(found) + len(only_journal)
        return n_found, len(written), n_found

    def blocks(self) -> tuple[int, int, int | None]:
        """4.5-02: blocks begun in the month with three confirmed episodes or fewer, of all."""
        blocks = [row for row in self.rows("measures") if row["kind"] == "блокировка"]
        begun = [row for row in blocks if self.in_month(row["started_local"])]
        baseless = sum(self.strikes_before(block, blocks) <= 3 for block in begun)
        return baseless, len(begun), baseless if begun else None

    def strikes_before(self, block: dict, blocks: list[dict]) -> int:
        """Confirmed episodes of section 5 in that chat this school year, less those an earlier block used up."""
        at = block["started_local"]
        year = date(at.year if at.month >= 9 else at.year - 1, 9, 1)
        since = datetime.combine(year, time())
        same = [
            row
            for row in blocks
            if (row["chat_id"], row["member_id"]) == (block["chat_id"], block["member_id"])
            and row["started_local"] < at
        ]
        since = max([since, *(row["started_local"] for row in same)])
        rows = self.confirmed(block["chat_id"], block["member_id"])
        return sum(since <= min(row.at for row in run) < at for run in episodes_of(rows))

    def ends_of_blocks(self) -> list[tuple[dict, datetime]]:
        """Blocks that were lifted, and when: on their own row, or by an unblocking after them."""
        rows = sorted(self.rows("measures"), key=lambda row: row["started_local"])
        lifted = [
            (row, local(row["ended_at"]))
            for row in rows
            if row["kind"] == "блокировка" and given(row["ended_at"])
        ]
        for row in rows:
            if row["kind"] != "разблокировка":
                continue
            open_blocks = [
                block
                for block in rows
                if block["kind"] == "блокировка"
                and not given(block["ended_at"])
                and (block["chat_id"], block["member_id"]) == (row["chat_id"], row["member_id"])
                and block["started_local"] <= row["started_local"]
            ]
            if open_blocks:
                lifted.append((open_blocks[-1], row["started_local"]))
        return lifted

    def lifted_early(self) -> int:
        """4.6-01: blocks lifted in the month before their planned day."""
        return sum(
            given(block["planned_end"])
            and self.in_month(ended)
            and ended.date() < local(block["planned_end"]).date()
            for block, ended in self.ends_of_blocks()
        )

    def removals(self) -> tuple[int, int] | None:
        """4.2-01: messages that had to go, whose deadline fell in the month; those gone in time."""
        if not self.has_messages():
            return NODATA
        written = {(row["chat_id"], row["message_id"]): row for row in self.rows("messages")}
        in_time, due = 0, 0
        for key, reasons in self.must_go().items():
            deadline = min(day_clock(at, 14 if bullet == "5.3-2" else 2) for bullet, at, _ in reasons)
            if not self.in_month(deadline):
                continue
            message = written.get(key, {})
            gone = [removed for _, _, removed in reasons] + [message.get("deleted_at")]
            gone = [local(moment) for moment in gone if given(moment)]
            is_own = given(message.get("deleted_at")) and message["deleted_by"] == message["author_id"]
            due += 1
            in_time += is_own or (bool(gone) and min(gone) <= deadline)
        return in_time, due

    def must_go(self) -> dict[tuple, list[tuple[str, datetime, object]]]:
        """(chat, message) → (bullet, when, when the journal says it was removed) of whatever 5.3-2 … 5.3-6 was broken by.

        A journal row that names no message speaks of the confirmed sign of that participant, bullet and minute, the first
        row of the first such message; where there is none it stands for a message of its own.
        """
        found: dict[tuple, list[tuple[str, datetime, object]]] = defaultdict(list)
        severe = SEVERITY[:5]
        named = {
            (row["chat_id"], row["message_id"], row["clause"])
            for row in self.journal
            if given(row["message_id"])
        }
        free = defaultdict(list)
        for row in self.signs:
            found[row["chat_id"], row["message_id"]].append((row["bullet"], row["sent_local"], None))
            if (row["chat_id"], row["message_id"], row["bullet"]) not in named:
                free[row["chat_id"], row["author_id"], row["bullet"], _minute(row["sent_local"])].append(row)
        for row in sorted(self.journal, key=lambda row: row["row_id"]):
            if row["clause"] not in severe or not row["occurred_at_has_time"]:
                continue
            message, at = row["message_id"], row["occurred_local"]
            same = free[row["chat_id"], row["member_id"], row["clause"], _minute(at)]
            if not given(message) and same:
                sign = same.pop(0)
                message, at = sign["message_id"], sign["sent_local"]
            found[row["chat_id"], message if given(message) else row["row_id"]].append(
                (row["clause"], at, row["removed_at"])
            )
        return found

    # --- who left and stayed -------------------------------------------------------------------------------
    def outstayed(self) -> tuple[int, int]:
        """2.1.7-01: accounts that outlived their right to be there; settled in the month, of all it had open."""
        left_at: dict[str, tuple[date, int]] = {}
        here = self.children(self.day)
        gone: dict[str, date] = {}
        for row in self.rows("students"):
            if given(row["left_on"]) and row["left_on"] <= self.day and row["person_id"] not in here:
                gone[row["person_id"]] = max(gone.get(row["person_id"], date.min), row["left_on"])
        children_of = defaultdict(set)
        for row in self.rows("guardians"):
            if given(row["person_id"]) and given(row["student_person_id"]):
                children_of[row["person_id"]].add(row["student_person_id"])
        staying = here | {parent for parent, children in children_of.items() if children & here}
        for row in self.rows("staff"):
            dismissed = row["dismissed_on"]
            if not given(dismissed) or dismissed > self.day:
                staying.add(row["person_id"])
            else:
                left_at[row["person_id"]] = (dismissed, 1)
        for parent, children in children_of.items():
            if children & set(gone):
                left_at[parent] = (max(gone[child] for child in children & set(gone)), 3)
        left_at |= {child: (day, 3) for child, day in gone.items()}
        spans = []
        for account in self.rows("members"):
            person = account["person_id"]
            if person not in left_at or person in staying:
                continue
            began = self.after_workdays(*left_at[person]) + timedelta(days=1)
            stays = [row for row in self.rows("chat_members") if row["member_id"] == account["member_id"]]
            ends = [
                account["left_on"],
                *(local(r["left_at"]).date() if given(r["left_at"]) else None for r in stays),
            ]
            spans.append((began, None if any(not given(end) for end in ends) else max(ends)))
        spans += self.moved()
        spans = [(a, b if given(b) and b <= self.day else None) for a, b in spans if a <= self.day]
        concerned = [(a, b) for a, b in spans if b is None or (b >= self.first and b >= a)]
        return sum(b is not None for _, b in concerned), len(concerned)

    def moved(self) -> list[tuple[date, date | None]]:
        """2.1.7-04: children still in the chat of a group they left, while they learn in another."""
        open_groups = defaultdict(set)
        for row in self.enrolments(self.day):
            open_groups[row["person_id"]].add(row["group_id"])
        left = {
            (row["person_id"], row["group_id"]): row["left_on"]
            for row in self.rows("students")
            if given(row["left_on"]) and row["left_on"] <= self.day
        }
        return [
            (
                self.after_workdays(left[key], 5) + timedelta(days=1),
                local(row["left_at"]).date() if given(row["left_at"]) else None,
            )
            for row in self.rows("chat_members")
            if (key := (row["person_id"], self.chats[row["chat_id"]]["group_id"])) in left
            and open_groups[row["person_id"]]
            and key[1] not in open_groups[row["person_id"]]
        ]

    # --- the form ----------------------------------------------------------------------------------------
    def verified(self) -> set[str]:
        """People with a verified account."""
        return {
            row["person_id"]
            for row in self.accounts(self.day)
            if row["verified"] and (not given(row["verified_on"]) or row["verified_on"] <= self.day)
        }

    def lines(self) -> dict[str, object]:
        """Indicator id → figure: a number alone, or (numerator, denominator[, value]); NODATA."""
        teachers, children = self.teachers(self.day), self.children(self.day)
        settled = self.teachers(self.day, newcomers=False)
        episodes = self.episodes()
        calls, callers = self.video_calls()
        shown, audience = self.broadcasts()
        night = self.out_of_time()
        return {
            "B1": len(teachers),
            "2.3-01": (len(settled & self.joined(self.day)), len(settled)),
            "2.3-03": (len(teachers & self.verified()), len(teachers)),
            "2.3-09": self.by_month(self.teachers),
            "2.3-09.week": self.by_week(self.teachers),
            "B2": len(children),
            "2.4-01": (len(children & self.joined(self.day)), len(children)),
            "2.4-03": self.by_month(self.children),
            "2.4-03.week": self.by_week(self.children),
            "2.5-01": self.families(),
            "2.5-03": self.by_month(self.parents),
            "2.5-03.week": self.by_week(self.parents),
            "B3": len(self.groups()),
            "2.3-04": self.groups_with("обучающиеся", "student_chat_required"),
            "2.3-05": self.groups_with("родители", "parent_chat_required"),
            "2.3-08": self.active_chats(),
            "4.4-01": self.with_rules(),
            "2.2-06": calls,
            "2.2-06.participants": callers,
            "1.3-02": self.remote_lessons(),
            "2.1.10-01": shown,
            "2.1.10-01.participants": audience,
            "2.1.9-01": self.posts(),
            "5.3-00": len(episodes) if episodes is not NODATA else NODATA,
            "5.3-01.episodes": episodes.count("5.3-1") if episodes is not NODATA else NODATA,
            "5.3-01": night,
            "4.5-02": self.blocks(),
            "4.6-01": self.lifted_early(),
            "4.2-01": self.removals(),
            "2.1.11-01": self.tickets(),
            "2.1.7-01": self.outstayed(),
        }
