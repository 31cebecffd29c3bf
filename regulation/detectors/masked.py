"""Words of a list in a spelling made to be missed: «х*й», «пи3дец», «г0вн0», «му.дак», «3ae6ucь», «6JIЯTb», «П—ец».

What a written word may spell is `spelling`'s; here its readings are weighed. How much of a stem is seen decides whether it
is a word of the list at all, and a spelling that an ordinary word fits as well («пое*дка») is taken for that word, unless
a common word of the list fits as a whole («с*ка»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice

from regulation.detectors.lexicon import PREFIXES, VOWEL_PREFIXES, VOWELS, Entry, entries, entry
from regulation.detectors.spelling import (
    MOST_HIDDEN,
    PICTURES,
    STRONG,
    WEAK,
    Arcs,
    Reading,
    Tree,
    arcs_of,
    count_of_signs,
    walk,
)

_SIGN = re.compile(rf"[{re.escape(STRONG)}_·.]")
_TOKEN = re.compile(r"[^\s\"«»„“”()\[\]{}<>|,;:=+]+(?:(?<=3),14[^\s,;]+)?")
_EDGES = ".…!?'’`—–-/\\"
_ADDRESS = re.compile(r"://|www\.|@[a-z0-9-]+\.|^@|[a-z]\.[a-z]{2,}")
_ACTED = re.compile(r"\*[^*\n]{1,80}[^*\s]\*(?![0-9a-zа-я])")
_ODD = re.compile(
    rf"[а-я](?:[{re.escape(STRONG + WEAK)}{PICTURES}0-9]|[^\W\d_а-я])"
    rf"|(?:[{re.escape(STRONG)}{PICTURES}0-9]|[^\W\d_а-я])[а-я]|[a-z0-9]{{3}}"
)
_LOOSE = re.compile(rf"[—–…{PICTURES}]|[.][.]")
_LONGEST, _MOST_WORDS = 32, 200

ORDINARY = "ordinary_words"
"""The list of words that a sign inside makes look like a word of some other list («пое*дка»)."""

COMMON = {"obscenity": "obscenity_forms"}
"""Of a list its commonest words as they are said: what fits one of them is meant so, even if an ordinary word fits too."""


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
        dots_only = not re.search(rf"[{re.escape(STRONG)}]", meant.written)
        if reading.seen >= (4 if dots_only else 2):
            yield meant.start, meant.end, reading.entry.stem


def _is_number(written: str) -> bool:
    """Codes, accounts, plates: more figures than letters."""
    figures = sum(each.isdigit() for each in written.replace("3.14", "").replace("3,14", ""))
    return figures > sum(each.isalpha() for each in written) or re.search(r"[02-9]{3}", written) is not None


@lru_cache(maxsize=20_000)
def read(written: str, name: str) -> Reading | None:
    """The surest reading of a written word, or None: what also reads as an ordinary word is no word of the list."""
    arcs = arcs_of(written)
    best = max(walk(arcs, _tree(name, friends=False)), key=_clearness, default=None)
    if best is None:
        return None
    signs = count_of_signs(written)
    if signs and _fits_ordinary(arcs, max(signs, best.hidden), name):
        whole = _fitting_whole(arcs, written, name)
        return whole and (_to_review(best) if whole.review else best)
    clear = best.seen - best.hidden
    rivals = (
        each.seen - each.hidden
        for each in walk(arcs, _tree(name, friends=True))
        if each.hidden <= best.hidden
    )
    friend = max(rivals, default=clear - 1)
    if friend > clear:
        return None
    return _to_review(best) if best.hidden and friend == clear else best


@lru_cache(maxsize=20_000)
def is_ordinary(written: str, name: str) -> bool:
    """Whether an ordinary word fits a word with signs inside and no common word of the list does."""
    arcs = arcs_of(written)
    return _fits_ordinary(arcs, count_of_signs(written), name) and not _fitting_whole(arcs, written, name)


def _clearness(reading: Reading) -> tuple[int, int, int]:
    return reading.seen - 2 * reading.hidden, reading.prefix, reading.end


def _to_review(reading: Reading) -> Reading:
    return reading._replace(entry=replace(reading.entry, review=True))


def _fits_ordinary(arcs: Arcs, unseen: int, name: str) -> bool:
    """Whether, with so many unseen letters at most, an ordinary word fits that isn't a word of the list itself."""
    return any(entry(each.entry.stem, name) is None for each in walk(arcs, _whole(ORDINARY), unseen))


def _fitting_whole(arcs: Arcs, written: str, name: str) -> Entry | None:
    """The surest common word of the list that fits as a whole: a letter behind each sign; dots, dashes, pictures hide more."""
    if name not in COMMON:
        return None
    unseen = MOST_HIDDEN if _LOOSE.search(written) else count_of_signs(written)
    fitting = (each.entry for each in walk(arcs, _whole(COMMON[name]), unseen))
    return min(fitting, key=lambda each: each.review, default=None)


@cache
def _whole(name: str) -> tuple[Tree]:
    """The words of a list as they stand, without beginnings and endings."""
    tree = Tree()
    for each in entries(name):
        tree.grow(each.stem).ends.append(replace(each, exact=True))
    return (tree,)


@cache
def _tree(name: str, *, friends: bool) -> tuple[Tree, Tree]:
    """The tree of a list's stems and the tree of prefixes that leads into those that may have one."""
    stems, prefixes, after_consonant, after_vowel = Tree(), Tree(), Tree(), Tree()
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
