"""The clock of clause 5.3, first bullet: pure functions of a local wall-clock time."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, time


class Outcome(enum.StrEnum):
    """What the clock says: `border` is the closing minute after its first second, counted apart in either mode."""

    ALLOWED = "allowed"
    BORDER = "border"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Hours:
    """Allowed hours, both ends included; `strict` makes the border minute forbidden."""

    opens: time = time(7, 0)
    closes: time = time(21, 0)
    strict: bool = False

    def outcome(self, sent_local: datetime) -> Outcome:
        """Where a local time falls. A zone on the value is ignored: it is the wall clock that binds."""
        clock = sent_local.time()
        if clock < self.opens:
            return Outcome.OUTSIDE
        if clock.replace(microsecond=0) <= self.closes:
            return Outcome.ALLOWED
        if clock.replace(second=0, microsecond=0) == self.closes:
            return Outcome.BORDER
        return Outcome.OUTSIDE

    def is_forbidden(self, sent_local: datetime) -> bool:
        """Whether a message of that time breaks the rule in this mode."""
        outcome = self.outcome(sent_local)
        return outcome is Outcome.OUTSIDE or (self.strict and outcome is Outcome.BORDER)
