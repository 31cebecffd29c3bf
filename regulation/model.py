"""The words of this package: a message, a rule, and what a rule found in a message."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime


class ChatKind(enum.StrEnum):
    """Who a chat is for; section 5 of the regulation speaks of the parents' chat."""

    PARENTS = "parents"
    STUDENTS = "students"
    STAFF = "staff"
    OTHER = "other"

    @property
    def title(self) -> str:
        """The kind as people read it."""
        return {"parents": "родители", "students": "обучающиеся", "staff": "служебный", "other": "иной"}[
            self.value
        ]


class Level(enum.StrEnum):
    """How sure a finding is: `violation` is trusted at 0.95, `review` asks a person."""

    VIOLATION = "violation"
    REVIEW = "review"

    @property
    def title(self) -> str:
        """The level as people read it."""
        return {"violation": "явный признак", "review": "на проверку"}[self.value]


class Certainty(enum.StrEnum):
    """A fact is decided by clock and register; a sign counts only when a person confirms it."""

    FACT = "fact"
    SIGN = "sign"

    @property
    def title(self) -> str:
        """The certainty as people read it."""
        return {"fact": "факт", "sign": "признак"}[self.value]


class Severity(enum.IntEnum):
    """Order of the bullets in an episode: the most severe one names it."""

    QUIET_HOURS = 1
    FLOOD = 2
    RUDENESS = 3
    OBSCENITY = 4
    PERSONAL = 5
    HATE = 6


BULLETS: dict[str, Severity] = {
    "5.3-1": Severity.QUIET_HOURS,
    "5.3-2": Severity.FLOOD,
    "5.3-3": Severity.RUDENESS,
    "5.3-4": Severity.OBSCENITY,
    "5.3-5": Severity.HATE,
    "5.3-6": Severity.PERSONAL,
}


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a rule sees it: its own text, the chat kind and the local wall-clock time, if known."""

    text: str
    chat_kind: ChatKind = ChatKind.PARENTS
    sent_local: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """What a detector saw: offsets into the text as written, how sure, and why (Russian, for the reader)."""

    start: int
    end: int
    level: Level
    score: float
    reason: str
    bullet: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit under a rule; `fragment` is the author's own spelling, `normal` what it was read as."""

    rule: str
    clause: str
    bullet: str
    level: Level
    start: int
    end: int
    fragment: str
    score: float
    reason: str
    version: str
    normal: str = ""

    def as_json(self) -> dict:
        """The finding in the shape of `etl judge`."""
        return {
            "rule": self.rule,
            "clause": self.clause,
            "bullet": self.bullet,
            "level": self.level.value,
            "fragment": self.fragment,
            "start": self.start,
            "end": self.end,
            "score": round(self.score, 3),
        }


@dataclass(frozen=True, slots=True)
class Rule:
    """One prohibition of clause 5.3, declared: what it catches, how surely, where it binds, what it misses."""

    id: str
    clause: str
    bullet: str
    title: str
    description: str
    known_gaps: tuple[str, ...]
    certainty: Certainty
    severity: Severity
    applies_to: frozenset[ChatKind]
    advisory_in: frozenset[ChatKind] = frozenset()
    lexicons: tuple[str, ...] = ()
    detector: str = ""
    also_bullets: tuple[str, ...] = ()
    version: str = "1"
