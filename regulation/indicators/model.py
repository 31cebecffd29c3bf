"""What an indicator is: a declaration that one engine (`warehouse.measure`) can measure anywhere.

Nothing here counts. A mart (rows per period and entity) holds the facts; an indicator says which rows are its
numerator and its denominator, or which rows break the regulation. Thresholds stand in the settings, by id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """K — value, C — list of breaches, J — by the journal, I — for reference (never a breach)."""

    VALUE = "K"
    CHECK = "C"
    JOURNAL = "J"
    INFO = "I"


class Unit(StrEnum):
    """Unit of a value; a share is 0…1, the percent sign is born in `ui` and `reports`."""

    SHARE = "share"
    COUNT = "count"
    HOURS = "hours"
    DAYS = "days"
    PER_1000 = "per_1000"
    INDEX = "index"


class Better(StrEnum):
    """Which way is good; NEITHER has no traffic light."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class State(StrEnum):
    """Норма, Внимание, Нарушение, Нет данных, Справочно."""

    OK = "ok"
    WARN = "warn"
    BREACH = "breach"
    NODATA = "nodata"
    INFO = "info"


@dataclass(frozen=True)
class Told:
    """A column that exports of some formats do not have: where the rows of a period leave it empty, nothing is known.

    `where` says which rows of the table are meant; a period without any such row has nothing to tell (that is zero).
    """

    table: str
    column: str
    where: str = "true"


@dataclass(frozen=True)
class Indicator:
    """One figure of the catalogue.

    `numerator` and `denominator` are SQL aggregates over `mart`; `value` is numerator / denominator unless it is
    given (a median: its own aggregate, numerator null, denominator n) or the unit is a count (the numerator).
    A check gives `breach` (and `warn`) as row conditions, `examined` for its denominator, and `keys`: the
    columns of a breaching row (output name → SQL over the mart). `examined=""`: there is no such number.
    """

    id: str
    clause: str
    kind: Kind
    title: str
    definition: str
    mart: str
    unit: Unit
    requires: tuple[str, ...]  # canonical tables without which there is no data
    page: str
    action: str  # what the director does
    numerator: str = ""
    denominator: str = ""
    value: str = ""
    better: Better = Better.HIGHER
    breach: str = ""
    warn: str = ""
    examined: str = "true"
    keys: Mapping[str, str] = field(default_factory=dict)
    by: Mapping[str, str] = field(
        default_factory=dict
    )  # association|direction|platform → column (scalar or list)
    chat_kinds: tuple[str, ...] = ()  # coverage: loaded chats of these kinds / such chats in the register
    counts_people: bool = True  # suppression applies to breakdowns
    voluntary: bool = False  # parents or children in the base: never a breach (decision 0005)
    threshold_of: str = ""  # id whose threshold is used (default: its own)
    state_on: str = "value"  # value | share: what the threshold is compared with
    state_value: str = ""  # aggregate that the threshold is compared with, where it isn't the value (1.3-00)
    summer_info: bool = False  # June–August: for reference
    min_n: int = 0  # below this denominator: «3 из 4», state info
    requires_any: tuple[str, ...] = ()  # at least one of these tables
    enabled_by: str = ""  # name of a settings flag that switches it on (2.3-10)
    told: tuple[Told, ...] = ()  # what the period's rows must tell, else «нет данных»
    in_workdays: bool = (
        False  # working days decide it: «предварительно» in a year whose calendar is not decreed
    )
    empty_is_nodata: bool = False  # nothing to examine is «нет данных», not «справочно» (1.2-01)

    @property
    def is_check(self) -> bool:
        """Whether it lists breaching rows."""
        return bool(self.breach)

    @property
    def base_id(self) -> str:
        """The row of the catalogue: 2.3-09 for 2.3-09.week."""
        head, _, tail = self.id.rpartition(".")
        return head if head and not tail.replace("-", "").isdigit() and tail[:1].isalpha() else self.id
