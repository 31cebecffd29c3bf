"""Which table a sheet is, by its headings alone.

A table fits when all its starred headings are there and one of each alternative. Of several that fit the one
that explains most headings wins; a tie is asked, never guessed (the sheet's name may break it). Headings are
looked for under title rows, in one row or in two; one sheet may hold several tables, below or beside each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from warehouse.tables import BY_NAME, SHEETS, Table, fits, heading

LONGEST_HEADING = 80
HELP_SHEET = "Как заполнять"  # of our own templates: it only talks about columns
NOT_STUDENTS = ("Роль", "Роли", "Должность", "Категория")
# Sheets that feed two tables at once: of each pair the first counts the rows.
PAIRS = (("violations", "measures"), ("chat_members", "members"))

Mappings = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Match:
    """One table read from one block: which column of the sheet is which column of the table."""

    table: Table
    columns: Mapping[int, str]  # place of the heading → key
    explained: frozenset[int] = frozenset()  # places of headings that are names of this table's columns
    aside: tuple[int, ...] = ()  # a second name of a column that is read already

    @property
    def fits(self) -> bool:
        """Whether the table fits these headings."""
        return fits(self.table, self.columns.values())

    @property
    def missing(self) -> list[str]:
        """Headings that are not there and must be, as the template writes them; alternatives through «или»."""
        present = set(self.columns.values())
        lacking = [c.headings[0] for c in self.table.columns if c.required and c.key not in present]
        for mark in dict.fromkeys(c.one_of for c in self.table.columns if c.one_of):
            options = [c for c in self.table.columns if c.one_of == mark]
            if not any(c.key in present for c in options):
                lacking.append(" или ".join(c.headings[0] for c in options))
        return lacking


@dataclass(frozen=True)
class Choice:
    """What was decided about a row of headings: the tables it feeds, or those it could be, or the nearest one."""

    matches: tuple[Match, ...] = ()
    tied: tuple[tuple[Match, ...], ...] = ()
    nearest: Match | None = None

    @property
    def n_explained(self) -> int:
        """How many headings the winner (or any of the tied) explains."""
        best = self.matches or (self.tied[0] if self.tied else ())
        return len(frozenset().union(*(match.explained for match in best)))


@dataclass(frozen=True)
class Block:
    """One table's place in a sheet: its headings, the row where its data begin, its columns."""

    headings: tuple[str, ...]  # from `left` on
    top: int  # row of the (first) heading row
    first_row: int  # first row of data
    left: int
    right: int  # one after the last column
    choice: Choice
    repeated: tuple[str, ...] = ()
    last_row: int | None = None  # one after the last row of data; None = to the end
    titles: tuple[str, ...] = ()  # texts above the headings
    is_beside: bool = False  # another table stands beside it: what lies right of its headings is not its own


# --- one row of headings ----------------------------------------------------------------------------------
def match(headings: Sequence[str], table: Table, mappings: Mappings | None = None) -> Match:
    """Read `headings` as those of `table`: by hand-made mappings first, then by the declared names.

    Of two headings of one column the first name in the table is read, of two equal ones the first in the sheet.
    """
    names = _names(table)
    by_hand = {_same(text): key for (name, text), key in (mappings or {}).items() if name == table.name}
    offers: dict[str, list[tuple[int, int]]] = {}
    for place, text in enumerate(headings):
        word = _same(text)
        if word in by_hand:
            key, rank = by_hand[word], -1
        elif word in names:
            key, rank = names[word]
        else:
            continue
        if key:
            offers.setdefault(key, []).append((rank, place))
    columns = {min(found)[1]: key for key, found in offers.items()}
    explained = frozenset(place for found in offers.values() for _, place in found)
    return Match(table, dict(sorted(columns.items())), explained, tuple(sorted(explained - columns.keys())))


def choose(
    headings: Sequence[str], *, name: str = "", mappings: Mappings | None = None, table: str | None = None
) -> Choice:
    """Decide what a row of headings is. `name` of the sheet may break a tie; `table` is a person's answer."""
    if table in BY_NAME:
        answered = match(headings, BY_NAME[table], mappings)
        return Choice(matches=(answered,)) if answered.fits else Choice(nearest=answered)
    matches = [match(headings, candidate, mappings) for candidate in SHEETS]
    fitting = {m.table.name: m for m in matches if m.fits and not _barred(m.table, headings)}
    candidates = _with_pairs(fitting)
    if not candidates:
        nearest = max(matches, key=lambda m: (len(m.columns), -len(m.missing)))
        return Choice(nearest=nearest if nearest.columns else None)
    most = max(_n_explained(candidate) for candidate in candidates)
    best = [candidate for candidate in candidates if _n_explained(candidate) == most]
    if len(best) > 1:
        named = [candidate for candidate in best if any(_is_named(m.table, name) for m in candidate)]
        if len(named) != 1:
            return Choice(tied=tuple(best))
        best = named
    return Choice(matches=best[0])


def is_known(text: object) -> bool:
    """Whether a cell is a heading of any table."""
    return isinstance(text, str) and 0 < len(text) <= LONGEST_HEADING and _same(text) in _all_names()


def repeated(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings that stand more than once, each named once."""
    words = [_same(text) for text in headings]
    again = {word for word in words if word and words.count(word) > 1}
    return tuple(dict.fromkeys(text for text, word in zip(headings, words, strict=True) if word in again))


def _with_pairs(fitting: dict[str, Match]) -> list[tuple[Match, ...]]:
    """Tables that fit, those that are fed together as one."""
    candidates = {name: (found,) for name, found in fitting.items()}
    for first, second in PAIRS:
        if first in candidates and second in candidates:
            candidates[first] = (fitting[first], fitting[second])
            del candidates[second]
    return list(candidates.values())


def _barred(table: Table, headings: Sequence[str]) -> bool:
    words = {_same(text) for text in headings}
    return table.name == "students" and any(_same(word) in words for word in NOT_STUDENTS)


def _n_explained(candidate: tuple[Match, ...]) -> int:
    return len(frozenset().union(*(found.explained for found in candidate)))


def _is_named(table: Table, name: str) -> bool:
    """Whether the name of a sheet or file says this table."""
    said, title = _same(name), _same(table.title)
    return bool(said) and (
        title in said
        or table.name.replace("_", "") in said.replace("_", "")
        or (len(said) > 3 and said in title)
    )


# Latin letters that look Cyrillic are read as Cyrillic on both sides, so «Дaта» with a Latin a is «Дата».
_LOOK_ALIKE = str.maketrans("abcehkmoptxy", "авсенкмортху")


@lru_cache(maxsize=50_000)
def _same(text: str) -> str:
    return heading(text).translate(_LOOK_ALIKE)


@cache
def _names(table: Table) -> dict[str, tuple[str, int]]:
    """Every accepted name of a table's columns → (key, rank): template's name first, English key last."""
    names: dict[str, tuple[str, int]] = {}
    for column in table.typed:
        for rank, text in enumerate((*column.headings, column.key)):
            names.setdefault(_same(text), (column.key, rank))
    return names


@cache
def _all_names() -> frozenset[str]:
    return frozenset(word for table in SHEETS for word in _names(table))


# --- a sheet ----------------------------------------------------------------------------------------------
def blocks(
    rows: Sequence[Sequence[str]],
    *,
    name: str = "",
    mappings: Mappings | None = None,
    table: str | None = None,
) -> list[Block]:
    """Every table of a sheet's top rows (`rows` as texts): where its headings stand and what they are.

    Rows: none where no row looks like headings; a block without a table where headings fit none.
    """
    by_hand = frozenset(_same(text) for _, text in (mappings or {}))
    candidates = [place for place, row in enumerate(rows) if _n_known(row, by_hand)]
    found: list[tuple[Block, ...]] = []
    weak: Block | None = None
    for top in candidates:
        if found and (top < found[-1][0].first_row or not _is_header_row(rows[top])):
            continue  # a row of data: reading it as headings of every table would cost most of the load
        here = _at(rows, top, name=name, mappings=mappings, table=table)
        settled = tuple(block for block in here if block.choice.matches or block.choice.tied)
        if settled and not (found and _same_headings(found[-1], settled)):
            found.append(settled)
        elif (
            not found
            and here
            and (weak is None or len(here[0].choice.nearest.columns) > len(weak.choice.nearest.columns))
        ):
            weak = here[0]
    if not found:
        return [_titled(weak, rows)] if weak else []
    ends = [group[0].top for group in found[1:]] + [None]
    return [
        _titled(replace(block, last_row=end), rows)
        for group, end in zip(found, ends, strict=True)
        for block in group
    ]


def _titled(block: Block, rows: Sequence[Sequence[str]]) -> Block:
    """A block with the texts above its headings."""
    return replace(block, titles=tuple(text for row in rows[: block.top] for text in row if text))


def is_repeated_header(row: Sequence[str], block: Block) -> bool:
    """Whether a row of data only repeats the block's headings, as at the top of a printed page."""
    cells = [_same(text) for text in row[block.left : block.right] if len(text) <= LONGEST_HEADING]
    own = [_same(text) for text in block.headings]
    return sum(1 for cell, word in zip(cells, own, strict=False) if cell and cell == word) >= 2 and all(
        cell in own for cell in cells if cell
    )


def _at(
    rows: Sequence[Sequence[str]], top: int, *, name: str, mappings: Mappings | None, table: str | None
) -> list[Block]:
    """The block (or blocks side by side) whose headings begin in row `top`; two rows where that explains more."""
    single = _segments(rows, top, top + 1, list(rows[top]), name=name, mappings=mappings, table=table)
    joined = _joined(rows[top], rows[top + 1]) if top + 1 < len(rows) else None
    if joined is None:
        return single
    best: list[Block] = single
    for variant in joined:
        double = _segments(rows, top, top + 2, variant, name=name, mappings=mappings, table=table)
        if _score(double) > _score(best):
            best = double
    return best


def _segments(
    rows: Sequence[Sequence[str]], top: int, first_row: int, headings: list[str], **how: object
) -> list[Block]:
    """One block of a row of headings; several where an empty column parts tables that each fit by themselves."""
    spans = _spans(headings)
    parts = [_block(rows, top, first_row, headings, left, right, **how) for left, right in spans]
    if len(parts) > 1 and all(part.choice.matches or part.choice.tied for part in parts):
        return [replace(part, is_beside=True) for part in parts]
    if not spans:
        return []
    whole = _block(rows, top, first_row, headings, spans[0][0], spans[-1][1], **how)
    return [whole] if whole.choice.matches or whole.choice.tied or whole.choice.nearest else []


def _block(
    rows: Sequence[Sequence[str]],
    top: int,
    first_row: int,
    headings: list[str],
    left: int,
    right: int,
    **how: object,
) -> Block:
    own = tuple(headings[left:right])
    return Block(own, top, first_row, left, right, choose(own, **how), repeated(own))


def _spans(headings: Sequence[str]) -> list[tuple[int, int]]:
    """Runs of neighbouring headings: [left, right) of each."""
    spans: list[tuple[int, int]] = []
    for place, text in enumerate(headings):
        if not text:
            continue
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return spans


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[list[str]] | None:
    """Headings of a header in two rows: «Отпуск» over «с» and «по»; None where the second row is data.

    Two readings: the lower word with its group («Отпуск с»), and the lower word alone («Вступил»).
    """
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    with_group, alone, group = [], [], ""
    for place in range(width):
        starts_group = (
            bool(above[place]) and place + 1 < width and not above[place + 1] and bool(below[place + 1])
        )
        if above[place]:
            group = above[place] if starts_group else ""
        if below[place] and above[place] and not starts_group:
            return None  # a full heading with something under it: that is a row of data
        if len(below[place]) > LONGEST_HEADING:
            return None
        with_group.append(
            f"{group} {below[place]}" if below[place] and group else below[place] or above[place]
        )
        alone.append(below[place] or above[place])
    return [with_group, alone, _mixed(with_group, alone)] if any(below) else None


def _mixed(with_group: list[str], alone: list[str]) -> list[str]:
    """For each column the reading that is a known heading."""
    return [
        long if is_known(long) or not is_known(short) else short
        for long, short in zip(with_group, alone, strict=True)
    ]


def _score(found: Sequence[Block]) -> tuple[int, int]:
    settled = [block for block in found if block.choice.matches or block.choice.tied]
    near = max((len(b.choice.nearest.columns) for b in found if b.choice.nearest), default=0)
    return sum(block.choice.n_explained for block in settled), near


def _n_known(row: Sequence[str], by_hand: frozenset[str]) -> int:
    return sum(
        1
        for text in row
        if text and len(text) <= LONGEST_HEADING and (_same(text) in _all_names() or _same(text) in by_hand)
    )


def _is_header_row(row: Sequence[str]) -> bool:
    """Whether most of a row are headings: a second table below, not data that happen to use such words."""
    filled = [text for text in row if text]
    return sum(is_known(text) for text in filled) * 2 > len(filled)


def _same_headings(before: Sequence[Block], now: Sequence[Block]) -> bool:
    return [tuple(map(_same, b.headings)) for b in before] == [tuple(map(_same, b.headings)) for b in now]
