"""Word lists that a methodologist edits, compiled once. A word is looked up once, however many texts hold it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

VOWELS = "еий"
"""A stem that begins so takes the prefixes that end in a vowel or a hard sign."""

FOLDER = Path(__file__).resolve().parent.parent / "lexicons"

_BEFORE_ANY = (
    "не", "ни", "на", "по", "за", "до", "о", "у", "вы", "при", "про", "пере", "недо", "а", "одно",
    "само", "долбо", "мозго", "мудо", "хитро", "осто", "поза", "пона", "повы", "подза", "попере", "попри",
)  # fmt: skip
PREFIXES = (
    *_BEFORE_ANY,
    "от", "об", "обо", "рас", "раз", "под", "пре", "из", "ис", "с", "без", "бес", "много", "полу",
    "супер", "спизд", "дона",
)  # fmt: skip
VOWEL_PREFIXES = (*_BEFORE_ANY, "долба", "отъ", "подъ", "объ", "съ", "разъ", "въ", "взъ")
"""What may stand before a stem marked «~»; the second before one that begins with «е» or «и» («себе» is no «с» + «ебе»)."""

_PREFIXES, _VOWEL_PREFIXES = f"(?:{'|'.join(PREFIXES)})", f"(?:{'|'.join(VOWEL_PREFIXES)})"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list."""

    stem: str
    exact: bool = False
    prefixed: bool = False
    review: bool = False
    friend: bool = False


@cache
def entries(name: str) -> tuple[Entry, ...]:
    """The lines of `lexicons/<name>.txt`.

    Raises: ValueError naming file and line if a line is no word.
    """
    found: list[Entry] = []
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        word = line.split("#")[0].strip()
        if not word:
            continue
        stem = word.lstrip("~=?-")
        signs = word[: len(word) - len(stem)]
        stem = stem.lower().replace("ё", "е")
        if not re.fullmatch(r"[а-яa-z0-9 -]+", stem):
            raise ValueError(f"{name}.txt, строка {number}: «{line.strip()}» не похоже на слово")
        found.append(Entry(stem, "=" in signs, "~" in signs, "?" in signs, "-" in signs))
    return tuple(found)


def stems(name: str) -> str:
    """The words of a list as one alternation for a pattern: begins with the stem, or is the whole word."""
    parts = [
        re.escape(each.stem).replace(r"\ ", r"\s+") + (r"(?![а-я])" if each.exact else "[а-я]*")
        for each in sorted(entries(name), key=lambda each: -len(each.stem))
        if not each.friend
    ]
    friends = [re.escape(each.stem) for each in entries(name) if each.friend]
    guard = f"(?!{'|'.join(friends)})" if friends else ""
    return f"(?:{guard}(?:{'|'.join(parts)}))"


def _loose(stem: str) -> str:
    """The stem with any letter repeated («суука»); what is double in the list stays double («ссать» is no «сатин»)."""
    runs = re.finditer(r"(.)\1*", stem)
    return "".join(re.escape(run[1]) + (f"{{{len(run[0])},}}" if len(run[0]) > 1 else "+") for run in runs)


def _any(stems_: Iterable[str]) -> str:
    return "|".join(_loose(stem) for stem in sorted(set(stems_), key=lambda stem: (-len(stem), stem)))


def _branches(chosen: list[Entry], after: str) -> list[str]:
    """Alternatives of one list: with a prefix, from the beginning, the whole word."""
    vowel_first = [
        each.stem for each in chosen if each.prefixed and not each.exact and each.stem[0] in VOWELS
    ]
    other = [each.stem for each in chosen if each.prefixed and not each.exact and each.stem[0] not in VOWELS]
    whole = [each.stem for each in chosen if each.prefixed and each.exact and each.stem[0] not in VOWELS]
    whole_vowel = [each.stem for each in chosen if each.prefixed and each.exact and each.stem[0] in VOWELS]
    begins = [each.stem for each in chosen if not each.prefixed and not each.exact]
    exact = [each.stem for each in chosen if not each.prefixed and each.exact]
    branches = []
    if other:
        branches.append(f"{_PREFIXES}?(?:{_any(other)})")
    if vowel_first:
        branches.append(f"{_VOWEL_PREFIXES}?(?:{_any(vowel_first)})")
    if whole:
        branches.append(f"{_PREFIXES}?(?:{_any(whole)}){after}")
    if whole_vowel:
        branches.append(f"{_VOWEL_PREFIXES}?(?:{_any(whole_vowel)}){after}")
    if begins:
        branches.append(f"(?:{_any(begins)})")
    if exact:
        branches.append(f"(?:{_any(exact)}){after}")
    return branches


_CYRILLIC, _LATIN = re.compile(r"(?<![0-9@])[а-я]+"), re.compile(r"(?<![@a-z0-9])[a-z0-9]*[a-z][a-z0-9]*")
_LISTS = {"а-я": ("obscenity", "obscenity_sounds", "insult", "hate_slurs"), "a-z0-9": ("obscenity_translit",)}
_LONGEST = 60


def words(text: str, name: str) -> Iterator[tuple[int, int, bool]]:
    """Words of a list in a normalised text: start, end, whether the list says «на проверку»."""
    for start, end, found, review in _listed(text):
        if found == name:
            yield start, end, review


@lru_cache(maxsize=64)
def _listed(text: str) -> tuple[tuple[int, int, str, bool], ...]:
    """Every word of the text that some list holds."""
    listed = []
    for alphabet, expression in (("а-я", _CYRILLIC), ("a-z0-9", _LATIN)):
        if not any(_lists_of(word[:_LONGEST], alphabet) for word in expression.findall(text)):
            continue  # most texts hold none: where it stands is asked only of those that do
        for found in expression.finditer(text):
            for name, review in _lists_of(found[0][:_LONGEST], alphabet):
                listed.append((found.start(), found.end(), name, review))
    return tuple(listed)


def lists_of(word: str) -> list[str]:
    """The names of the lists that hold the Cyrillic word."""
    return [name for name, _ in _lists_of(word[:_LONGEST], "а-я")]


@lru_cache(maxsize=200_000)
def _lists_of(word: str, alphabet: str) -> tuple[tuple[str, bool], ...]:
    found = ((name, entry(word, name, alphabet)) for name in _LISTS[alphabet])
    return tuple((name, review) for name, review in found if review is not None)


def entry(word: str, name: str, alphabet: str = "а-я") -> bool | None:
    """Whether the list holds the word: None no, False yes, True only «на проверку»."""
    for review in (False, True):
        known = _matcher(name, review, alphabet)
        if known and known.match(word):
            return review
    return None


@cache
def _matcher(name: str, review: bool, alphabet: str) -> re.Pattern[str] | None:
    chosen = [each for each in entries(name) if not each.friend and each.review == review]
    if not chosen:
        return None
    friends = [each.stem for each in entries(name) if each.friend]
    guard = f"(?!{_PREFIXES}?(?:{_any(friends)}))" if friends else ""
    return re.compile(f"{guard}(?:{'|'.join(_branches(chosen, f'(?![{alphabet}])'))})")
