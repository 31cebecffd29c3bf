"""Words of a list in a spelling made to be missed: «х*й», «пи3дец», «г0вн0», «му.дак», «3ae6ucь», «6JIЯTb», «П—ец».

A written word becomes arcs: what each sign of it may stand for (a letter, one of several letters, nothing, a few letters
nobody sees). All paths are walked at once through a tree of the list's stems, prefixes before them, so a spelling nobody
thought of is read like any other. How much of the stem is seen decides whether it is a word of the list at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

from regulation.detectors.lexicon import PREFIXES, VOWEL_PREFIXES, VOWELS, Entry, entries

_STRONG = r"*#@%$&~^·•€×"
_WEAK = "._/\\'’`…!?—–-"
_PICTURES = "\u2190-\u2bff\U0001f000-\U0001faff"
_SIGN = re.compile(rf"[{re.escape(_STRONG)}_·.]")
_TOKEN = re.compile(r"[^\s\"«»„“”()\[\]{}<>|,;:=+]+(?:(?<=3),14[^\s,;]+)?")
_EDGES = ".…!?'’`—–-/\\"
_ADDRESS = re.compile(r"://|www\.|@[a-z0-9-]+\.|^@|[a-z]\.[a-z]{2,}")
_ACTED = re.compile(r"\*[^*\n]{1,80}[^*\s]\*(?![0-9a-zа-я])")
_ODD = re.compile(
    rf"[а-я](?:[{re.escape(_STRONG + _WEAK)}{_PICTURES}0-9]|[^\W\d_а-я])"
    rf"|(?:[{re.escape(_STRONG)}{_PICTURES}0-9]|[^\W\d_а-я])[а-я]|[a-z0-9]{{3}}"
)
_LONGEST, _MOST_WORDS, _MOST_HIDDEN = 32, 200, 4

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
_RUN = re.compile(rf"([{re.escape(_STRONG)}]+)|([._…]+)|([—–]+)|([/\\'’`_!?-])|([{_PICTURES}]+)")


class Reading(NamedTuple):
    """One way to read a written word: the stem, how many of its letters are seen and hidden, what stands around it."""

    entry: Entry
    seen: int
    hidden: int
    prefix: int
    end: int


@dataclass(frozen=True, slots=True)
class Meant:
    """A disguised word of a text: where it stands, how it is written, and the surest reading."""

    start: int
    end: int
    written: str
    reading: Reading


def has_signs(text: str) -> bool:
    """Whether the text holds any sign that may stand for a letter."""
    return _SIGN.search(text) is not None


def is_odd(text: str) -> bool:
    """Whether any word of a folded text is written with more than the letters of one alphabet."""
    return _ODD.search(text) is not None


def disguised(text: str, name: str) -> Iterator[Meant]:
    """The oddly written words of a folded text that may stand for words of the list; of a hostile text only the first."""
    odd = (found for found in _TOKEN.finditer(text) if len(found[0]) <= _LONGEST and _ODD.search(found[0]))
    for found in islice(odd, _MOST_WORDS):
        written = found[0].rstrip(_EDGES)
        start = found.start() + len(written)
        written = written.lstrip(_EDGES)
        start -= len(written)
        if written.startswith("#") and re.fullmatch("#[а-я]{3,}", written):
            continue  # a hashtag, not a hidden letter
        if _ACTED.match(text, start):
            continue  # «*танцует*»: what somebody plays
        if len(written) < 2 or _ADDRESS.search(written) or _is_number(written):
            continue
        reading = read(written, name)
        if reading:
            yield Meant(start, start + len(written), written, reading)


def masked_words(text: str, name: str) -> Iterator[tuple[int, int, str]]:
    """Words of the list that hide behind signs in a normalised text: start, end, the entry meant."""
    for meant in disguised(text, name):
        reading = meant.reading
        if re.search(r"[a-z0-9]", meant.written) or not has_signs(meant.written):
            continue
        dots_only = not re.search(rf"[{re.escape(_STRONG)}]", meant.written)
        if reading.seen >= (4 if dots_only else 2):
            yield meant.start, meant.end, reading.entry.stem


def _is_number(written: str) -> bool:
    """Codes, accounts, plates: more figures than letters."""
    figures = sum(each.isdigit() for each in written.replace("3.14", "").replace("3,14", ""))
    return figures > sum(each.isalpha() for each in written) or re.search(r"[02-9]{3}", written) is not None


@lru_cache(maxsize=20_000)
def read(written: str, name: str) -> Reading | None:
    """The surest reading of a written word, or None: what also reads as a false friend is no word of the list."""
    arcs = _arcs(written)
    readings = list(_walk(arcs, _tree(name, friends=False)))
    if not readings:
        return None
    best = max(readings, key=lambda each: (each.seen - 2 * each.hidden, each.prefix, each.end))
    clear = best.seen - best.hidden
    rivals = [
        each.seen - each.hidden
        for each in _walk(arcs, _tree(name, friends=True))
        if each.hidden <= best.hidden
    ]
    if max(rivals, default=-9) > clear:
        return None
    if best.hidden and max(rivals, default=-9) == clear:
        return best._replace(entry=replace(best.entry, review=True))
    return best


def _arcs(written: str) -> list[list[tuple[int, str, int]]]:
    """For each place of the word: where an arc leads, the letters it reads, how many unseen letters it stands for."""
    arcs: list[list[tuple[int, str, int]]] = []
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


class _Tree:
    """Stems as a tree of letters; the roots of those with and without a prefix are two entries into it."""

    def __init__(self) -> None:
        self.children: dict[str, _Tree] = {}
        self.letter = ""
        self.ends: list[Entry] = []
        self.after: list[_Tree] = []  # where a prefix that ends here leads

    def grow(self, word: str) -> _Tree:
        node = self
        for letter in word:
            node.children.setdefault(letter, _Tree()).letter = letter
            node = node.children[letter]
        return node


@cache
def _tree(name: str, *, friends: bool) -> tuple[_Tree, _Tree]:
    """The tree of a list's stems and the tree of prefixes that leads into those that may have one."""
    stems, prefixes, after_consonant, after_vowel = _Tree(), _Tree(), _Tree(), _Tree()
    for each in entries(name):
        if each.friend != friends or " " in each.stem or len(each.stem) < 3 or not "а" <= each.stem[0] <= "я":
            continue
        stems.grow(each.stem).ends.append(each)
        if each.prefixed or friends:
            prefixed = after_vowel if each.stem[0] in VOWELS else after_consonant
            prefixed.grow(each.stem).ends.append(each)
    for prefix in PREFIXES:
        prefixes.grow(prefix).after.append(after_consonant)
    for prefix in VOWEL_PREFIXES:
        prefixes.grow(prefix).after.append(after_vowel)
    return stems, prefixes


def _walk(arcs: list[list[tuple[int, str, int]]], trees: tuple[_Tree, _Tree]) -> Iterator[Reading]:
    """Every stem that a path through the word spells from its beginning, with or without a prefix."""
    # node, seen, hidden, length of the prefix (0: none yet); dicts keep the order, so of equal readings the same one wins
    states: list[dict[tuple[_Tree, int, int, int], None]] = [{} for _ in range(len(arcs) + 1)]
    states[0] = {(tree, 0, 0, 0): None for tree in trees}
    for place, here in enumerate(arcs):
        for state in states[place]:
            for reached, letters, unseen in here:
                for node, seen, hidden, prefix, over in _steps(state, letters, unseen):
                    if not over:
                        states[reached][node, seen, hidden, prefix] = None
                        states[reached].update(((tree, 0, hidden, seen), None) for tree in node.after)
                    for each in node.ends:
                        if not each.exact or (not over and _is_over(arcs, reached)):
                            yield Reading(each, seen, hidden, prefix, reached)


def _steps(
    state: tuple[_Tree, int, int, int], letters: str, unseen: int
) -> Iterator[tuple[_Tree, int, int, int, bool]]:
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
    elif hidden + unseen <= _MOST_HIDDEN:
        level = [node]
        for count in range(1, unseen + 1):
            level = [child for each in level for child in each.children.values()]
            for each in level:
                if count == unseen or each.ends:
                    yield each, seen, hidden + count, prefix, count < unseen


def _is_over(arcs: list[list[tuple[int, str, int]]], place: int) -> bool:
    """Whether nothing but signs that part letters is left of the word."""
    while place < len(arcs):
        parting = [reached for reached, letters, unseen in arcs[place] if not letters and not unseen]
        if not parting:
            return False
        place = parting[0]
    return True
