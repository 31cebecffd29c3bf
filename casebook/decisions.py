"""What holds on a finding after all that people did to it: a fold over events, nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What a person may do with a finding."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"
    SECOND_LOOK = "second_look"
    REOPEN = "reopen"


UNDO = "undo"
STATES = {
    Decision.CONFIRM: "confirmed",
    Decision.DISMISS: "dismissed",
    Decision.SECOND_LOOK: "second_look",
    Decision.REOPEN: "open",
}
OPEN = "open"


@dataclass(frozen=True)
class Event:
    """One event on one finding, as far as folding needs it."""

    event_id: int
    kind: str
    batch: str
    who: str
    reason: str | None = None
    undoes: str | None = None
    revision: int = 0


@dataclass(frozen=True)
class Outcome:
    """What became of a decision on several findings.

    `unchanged` had this very decision of the same person already; `overtaken` were decided otherwise by
    somebody else after this person looked, and are left to look at again.
    """

    batch: str
    recorded: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    overtaken: tuple[str, ...] = ()


def effective(events: Sequence[Event]) -> Event | None:
    """The decision that holds after `events` (oldest first), or None: open.

    An undo takes back its batch and nothing else; an undone undo takes back nothing.
    """
    taken_back: set[str] = set()
    for event in reversed(events):
        if event.batch in taken_back:
            continue
        if event.kind != UNDO:
            return event
        taken_back.add(event.undoes or "")
    return None


def is_taken_back(events: Iterable[Event], batch: str) -> bool:
    """Whether a batch is undone at present on the finding with these events."""
    taken_back: set[str] = set()
    for event in reversed(list(events)):
        if event.batch not in taken_back and event.kind == UNDO:
            taken_back.add(event.undoes or "")
    return batch in taken_back
