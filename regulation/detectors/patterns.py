"""Pattern families: an expression, how sure it is, and why; woken by the literals that no match can lack."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

from ahocorasick_rs import AhoCorasick, MatchKind

from regulation.model import Hit, Level

try:
    from re import _constants as sre
    from re import _parser as sre_parse
except ImportError:  # pragma: no cover - Python before 3.11
    import sre_constants as sre
    import sre_parse


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to say it. A space in `text` stands for any white space; `unless` looks at the whole message."""

    text: str
    reason: str
    level: Level = Level.REVIEW
    score: float = 0.8
    bullet: str | None = None
    unless: str = ""
    needs: str = ""


def sure(text: str, reason: str, *, bullet: str | None = None, unless: str = "", needs: str = "") -> Pattern:
    """A pattern that is trusted at 0.95; `needs` replaces the required strings computed from it."""
    return Pattern(text, reason, Level.VIOLATION, 0.97, bullet, unless, needs)


def likely(
    text: str, reason: str, *, bullet: str | None = None, unless: str = "", needs: str = ""
) -> Pattern:
    """A pattern that a person should look at; `needs` replaces the required strings computed from it."""
    return Pattern(text, reason, Level.REVIEW, 0.75, bullet, unless, needs)


class Family:
    """The patterns of one rule, woken by their letters: a text is read once, and only what it may match is tried."""

    def __init__(self, patterns: Iterable[Pattern], *, unless: str = "") -> None:
        self.patterns = tuple(patterns)
        self._unless_text = unless
        self._ready: dict[int, tuple[re.Pattern[str], re.Pattern[str] | None]] = {}

    @cached_property
    def _unless(self) -> re.Pattern[str] | None:
        return compiled(self._unless_text) if self._unless_text else None

    def _expressions(self, place: int) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
        """A pattern and its exception, compiled when a text first wakes it: all of them at once cost seconds."""
        ready = self._ready.get(place)
        if ready is None:
            pattern = self.patterns[place]
            unless = compiled(pattern.unless) if pattern.unless else None
            ready = self._ready[place] = (compiled(pattern.text), unless)
        return ready

    @cached_property
    def _required(self) -> tuple[frozenset[str], ...]:
        """For each pattern the strings of which every match contains one; empty where `needs` says it instead."""
        found = []
        for pattern in self.patterns:
            required = frozenset() if pattern.needs else frozenset(required_literals(_source(pattern.text)))
            if not pattern.needs and (not required or min(map(len, required)) < 2):
                raise ValueError(f"no word that the pattern can't do without: {pattern.text}")
            found.append(required)
        return tuple(found)

    @cached_property
    def _alarm(self) -> tuple[AhoCorasick, tuple[tuple[int, ...], ...]]:
        """All required strings as one automaton, and for each which patterns it may wake."""
        wakes: dict[str, list[int]] = defaultdict(list)
        for place, required in enumerate(self._required):
            for literal in sorted(required):
                wakes[literal].append(place)
        return AhoCorasick(list(wakes), matchkind=MatchKind.Standard), tuple(map(tuple, wakes.values()))

    @cached_property
    def _with_needs(self) -> tuple[tuple[int, re.Pattern[str]], ...]:
        return tuple(
            (place, re.compile(pattern.needs)) for place, pattern in enumerate(self.patterns) if pattern.needs
        )

    def _awake(self, text: str) -> list[int]:
        """Places of the patterns that this text may match, by its letters alone."""
        automaton, wakes = self._alarm
        awake = {place for place, needs in self._with_needs if needs.search(text)}
        for literal in {
            found[0] for found in automaton.find_matches_as_indexes(_spaced(text), overlapping=True)
        }:
            awake.update(wakes[literal])
        return sorted(awake)

    def may_match(self, text: str) -> bool:
        """Whether any pattern is worth trying, by the letters of the text alone."""
        return bool(self._awake(text))

    def hits(self, text: str) -> Iterator[tuple[int, int, Pattern]]:
        """Every match: start, end, pattern."""
        awake = self._awake(text)
        if not awake or (self._unless and self._unless.search(text)):
            return
        for place in awake:
            expression, unless = self._expressions(place)
            found = expression.search(text)
            if found is None or (unless and unless.search(text)):
                continue
            for _ in range(_MOST_MATCHES):
                yield found.start(), found.end(), self.patterns[place]
                found = expression.search(text, max(found.end(), found.start() + 1))
                if found is None:
                    break


_MOST_MATCHES = 20
"""Of one pattern in one message; a hostile text must not cost more than a long one."""


@lru_cache(maxsize=64)
def _spaced(text: str) -> str:
    """The text with any white space as one space; signs that Rust can't take (half a surrogate pair) as a question mark."""
    spaced = " ".join(text.split())
    return spaced if spaced.isprintable() else spaced.encode("utf-8", "replace").decode("utf-8")


def compiled(text: str) -> re.Pattern[str]:
    """The expression with each space as white space, and «space, question mark» as white space or nothing."""
    return re.compile(_source(text))


def _source(text: str) -> str:
    """What is written with spaces, for `re`. A repeated group is bounded: a text of ten thousand «вы» must stay cheap."""
    spaced = text.replace(" ?", r"\s*").replace(" ", r"\s+")
    return re.sub(r"(?<!\\)\)([*+])(?![?+])", lambda found: "){0,9}" if found[1] == "*" else "){1,9}", spaced)


_LIMIT = 400
_SPACE = list(sre_parse.parse(r"\s"))


def required_literals(expression: str) -> set[str]:
    """A set of strings of which every match of the expression contains at least one, any white space read as one space.

    Empty if none was found.
    """
    exact, best = _analyse(sre_parse.parse(expression))
    return _better(best, exact) or set()


def _score(found: set[str] | None) -> tuple[int, int]:
    if not found:
        return (-1, 0)
    return (min(len(each.strip()) for each in found), -len(found))


def _better(one: set[str] | None, other: set[str] | None) -> set[str] | None:
    """The set whose shortest string is longer; of equals the smaller."""
    return max((one, other), key=_score)


def _analyse(tree: Iterable) -> tuple[set[str] | None, set[str] | None]:
    """Of a sequence: (all strings it can be, if few) and (the best required set met on the way)."""
    exact: set[str] | None = {""}
    run: set[str] = {""}
    best: set[str] | None = None
    for operation, argument in tree:
        here, inner = _one(operation, argument)
        if here is not None and len(run) * len(here) <= _LIMIT:
            run = {left + right for left, right in product(run, here)}
            if exact is not None:
                exact = (
                    {left + right for left, right in product(exact, here)}
                    if len(exact) * len(here) <= _LIMIT
                    else None
                )
            continue
        exact = None
        best = _better(best, run if "" not in run else None)
        best = _better(best, inner)
        run = {""} if here is None else here
    best = _better(best, run if "" not in run else None)
    return exact, best


def _one(operation, argument) -> tuple[set[str] | None, set[str] | None]:
    if operation is sre.LITERAL:
        return {chr(argument)}, None
    if operation in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return {""}, None
    if [(operation, argument)] == _SPACE:
        return {" "}, None
    if operation is sre.IN:
        letters = {chr(value) for kind, value in argument if kind is sre.LITERAL}
        return (letters, None) if len(letters) == len(argument) and len(letters) <= 8 else (None, None)
    if operation is sre.SUBPATTERN:
        return _analyse(argument[-1])
    if operation is sre.BRANCH:
        return _branch(argument[1])
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        least, most, body = argument
        if most == sre.MAXREPEAT and least in (0, 1) and list(body) == _SPACE:
            return ({" "} if least else {"", " "}), None
        exact, best = _analyse(body)
        if (least, most) == (0, 1):
            return (exact | {""}, None) if exact is not None else (None, None)
        return None, (_better(best, exact if exact and "" not in exact else None) if least else None)
    return None, None


def _branch(branches: Iterable) -> tuple[set[str] | None, set[str] | None]:
    exact: set[str] | None = set()
    best: set[str] | None = set()
    for branch in branches:
        here, inner = _analyse(branch)
        exact = exact | here if exact is not None and here is not None else None
        required = _better(inner, here if here and "" not in here else None)
        best = best | required if best is not None and required else None
    return exact, best


def as_hits(found: Iterable[tuple[int, int, Pattern]]) -> Iterator[Hit]:
    """Matches as hits in the offsets of the text that was read."""
    for start, end, pattern in found:
        yield Hit(start, end, pattern.level, pattern.score, pattern.reason, pattern.bullet)
