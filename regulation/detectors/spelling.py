"""What a word written with signs may spell: look-alikes, figures, signs and pictures among its letters, letters nobody sees.

A written word becomes arcs: what each sign of it may stand for (a letter, one of several letters, nothing, a few letters
nobody sees). All paths are walked at once through a tree of words, so a spelling nobody thought of is read like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from regulation.detectors.lexicon import Entry

STRONG = r"*#@%$&~^·•€×"
WEAK = "._/\\'’`…!?—–-"
PICTURES = "\u2190-\u2bff\U0001f000-\U0001faff"

MOST_HIDDEN = 4

Arcs = list[list[tuple[int, str, int]]]
"""For each place of a written word: where an arc leads, the letters it reads, how many unseen letters it stands for."""

_ALIKE = {
    "a": "ая", "b": "бвь", "c": "сц", "d": "д", "e": "е", "f": "ф", "g": "гд", "h": "нх", "i": "ий", "j": "йж", "k": "к",
    "l": "л", "m": "мт", "n": "нпи", "o": "о", "p": "рп", "q": "к", "r": "рг", "s": "сз", "t": "т", "u": "уи", "v": "в",
    "w": "шв", "x": "х", "y": "уйы", "z": "з", "0": "о", "1": "ил", "3": "зея", "4": "ч", "6": "б", "8": "в", "9": "я",
    "@": "а", "$": "сз", "€": "е", "!": "и", "🅰": "а", "🅱": "б", "🅾": "о", "🅿": "рп", "ƃ": "б", "ъ": "ъь", "ь": "ьъ",
    "×": "х",
}  # fmt: skip
"""What stands for which letters: by shape or by sound."""

_TOGETHER = {
    "ji": "л", "kh": "х", "zh": "ж", "ch": "ч", "sh": "ш", "ya": "я", "ja": "я", "ia": "я", "yu": "ю", "ju": "ю",
    "ye": "е", "je": "е", "yo": "е", "jo": "е", "ts": "ц", "3.14": "пи", "3,14": "пи",
}  # fmt: skip
_RUN = re.compile(rf"([{re.escape(STRONG)}]+)|([._…]+)|([—–]+)|([/\\'’`_!?-])|([{PICTURES}]+)")
_SIGN = re.compile(rf"[{re.escape(STRONG + WEAK)}{PICTURES}]|(?<=[^\W\d_])[0-9](?=[^\W\d_])")


class Reading(NamedTuple):
    """One way to read a written word: the stem, how many of its letters are seen and hidden, what stands around it."""

    entry: Entry
    seen: int
    hidden: int
    prefix: int
    end: int


def arcs_of(written: str) -> Arcs:
    """For each place of the word: where an arc leads, the letters it reads, how many unseen letters it stands for."""
    arcs: Arcs = []
    for place, sign in enumerate(written):
        here = [(place + 1, letter, 0) for letter in _ALIKE.get(sign, sign if sign.isalpha() else "")]
        for length in (2, 4):
            piece = written[place : place + length]
            if piece in _TOGETHER and len(piece) == length:
                here.append((place + length, _TOGETHER[piece], 0))
        run = _RUN.match(written, place)
        if run:
            here += [(run.end(), "", unseen) for unseen in _unseen(run)]
        elif (
            sign.isdigit()
            and written[place - 1 : place].isalpha()
            and written[place + 1 : place + 2].isalpha()
        ):
            here.append((place + 1, "", 1))
        arcs.append(here)
    return arcs


def count_of_signs(written: str) -> int:
    """How many signs and figures stand where letters may be; never more than are ever read as letters."""
    return min(len(_SIGN.findall(written)), MOST_HIDDEN)


def _unseen(run: re.Match[str]) -> range:
    """How many letters a run of signs may stand for; 0 says that it only parts the letters beside it."""
    strong, dots, dash, other, _ = run.groups()
    length = len(run[0])
    if strong:
        return range(0 if length == 1 else length - 1, length + 2)
    if dots:
        return range(3 if run[0] in "._" else 5)
    if dash:
        return range(5)
    if other:
        return range(1 if other == "-" else 2)
    return range(length + 2)


class Tree:
    """Words as a tree of letters; the roots of those with and without a prefix are two entries into it."""

    __slots__ = ("after", "children", "ends", "letter")

    def __init__(self) -> None:
        self.children: dict[str, Tree] = {}
        self.letter = ""
        self.ends: list[Entry] = []
        self.after: list[Tree] = []  # where a prefix that ends here leads

    def grow(self, word: str) -> Tree:
        node = self
        for letter in word:
            node.children.setdefault(letter, Tree()).letter = letter
            node = node.children[letter]
        return node


def walk(arcs: Arcs, trees: tuple[Tree, ...], most_hidden: int = MOST_HIDDEN) -> Iterator[Reading]:
    """Every stem that a path through the word spells from its beginning, with or without a prefix."""
    # node, seen, hidden, length of the prefix (0: none yet); dicts keep the order, so of equal readings the same one wins
    states: list[dict[tuple[Tree, int, int, int], None]] = [{} for _ in range(len(arcs) + 1)]
    states[0] = {(tree, 0, 0, 0): None for tree in trees}
    for place, here in enumerate(arcs):
        for state in states[place]:
            for reached, letters, unseen in here:
                for node, seen, hidden, prefix, over in _steps(state, letters, unseen, most_hidden):
                    if not over:
                        states[reached][node, seen, hidden, prefix] = None
                        states[reached].update(((tree, 0, hidden, seen), None) for tree in node.after)
                    for each in node.ends:
                        if not each.exact or (not over and _is_over(arcs, reached)):
                            yield Reading(each, seen, hidden, prefix, reached)


def _steps(
    state: tuple[Tree, int, int, int], letters: str, unseen: int, most_hidden: int
) -> Iterator[tuple[Tree, int, int, int, bool]]:
    """Where an arc leads from a state of the walk; last, whether the stem was over before the hidden letters were."""
    node, seen, hidden, prefix = state
    if letters:
        if letters == node.letter:
            yield (*state, False)  # a letter written twice
        for letter in letters:
            node = node.children.get(letter)
            if node is None:
                return
        yield node, seen + len(letters), hidden, prefix, False
    elif not unseen:
        yield (*state, False)
    elif hidden + unseen <= most_hidden:
        level = [node]
        for count in range(1, unseen + 1):
            level = [child for each in level for child in each.children.values()]
            for each in level:
                if count == unseen or each.ends:
                    yield each, seen, hidden + count, prefix, count < unseen


def _is_over(arcs: Arcs, place: int) -> bool:
    """Whether nothing but signs that part letters is left of the word."""
    while place < len(arcs):
        parting = [reached for reached, letters, unseen in arcs[place] if not letters and not unseen]
        if not parting:
            return False
        place = parting[0]
    return True
