"""Words with letters hidden behind signs: «х*й», «за#бал», «п***ец», «ж.опа»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from regulation.detectors.lexicon import entries, entry, vocabulary

_SIGNS = r"*#@%$&?!_~^·•."
_TOKEN = re.compile(rf"(?<![0-9a-zа-я@])[а-я{_SIGNS}…]{{2,24}}(?![0-9a-z@])")
_PREFIXED = re.compile(
    r"^(?:не|ни|на|по|за|до|о|у|от|вы|при|про|пере|недо|об|рас|раз|под|долбо)(?=[а-я*#@%$&?_~^·•.]{3,}$)"
)
_AS_LETTERS = str.maketrans("@$€", "асе")
_ONE_LETTER = re.compile(
    r"[хбпжгсем][*#@%$]{2,6}[а-я]?|[*#@%$]{1,4}(?:уй|уя|ля|лядь|здец|изда|бать|бан(?:ый|ая|ые|ое)|йня|йло)"
)


_SIGN = re.compile(r"[*#@%$&?_~^·•.]")


def has_signs(text: str) -> bool:
    """Whether the text holds any sign that may stand for a letter."""
    return _SIGN.search(text) is not None


def masked_words(text: str, name: str) -> Iterator[tuple[int, int, str]]:
    """Words of the list that hide behind signs in a normalised text: start, end, the entry meant."""
    for found in _TOKEN.finditer(text):
        word = found[0].rstrip(".…!?")
        if not any(sign in word for sign in _SIGNS) or len(word) < 3:
            continue
        meant = _meant(word, name)
        if meant:
            yield found.start(), found.start() + len(word), meant


def nearly_hidden(text: str) -> Iterator[tuple[int, int]]:
    """Words of which one letter is left («х**», «***ня»): enough to ask a person, no more."""
    for found in _TOKEN.finditer(text):
        word = found[0].rstrip(".…!?")
        if _ONE_LETTER.fullmatch(word):
            yield found.start(), found.start() + len(word)


@lru_cache(maxsize=4096)
def _meant(word: str, name: str) -> str | None:
    read = word.translate(_AS_LETTERS)
    if read != word and entry(read, name) is not None:
        return read
    blob = vocabulary(name)
    for candidate in (word, _PREFIXED.sub("", word, count=1)):
        starred = re.search(r"[а-я][*#]{2,}[а-я]", candidate) is not None
        elements = re.findall(rf"[{_SIGNS}]+|[а-я]", candidate)
        for length in range(len(elements), 0, -1):
            chosen = elements[:length]
            visible = sum(len(each) == 1 and each not in _SIGNS for each in chosen)
            only_dots = all(each[0] not in _SIGNS or set(each) <= set(".?!·_") for each in chosen)
            if visible < (4 if only_dots else 1 if starred else 2) or not any(
                each[0] in _SIGNS for each in chosen
            ):
                continue
            found = re.search("^" + "".join(_element(each) for each in chosen) + "$", blob, re.MULTILINE)
            if found and len(found[0]) >= 3 and not _friendly(candidate, name):
                return found[0]
    return None


def _element(element: str) -> str:
    if element[0] not in _SIGNS:
        return element
    if set(element) <= set(".?!·_"):
        return "[а-я]?" if len(element) < 3 else "[а-я]{0,5}"
    return f"[а-я]{{{len(element) - 1},{len(element) + 1}}}"


def _friendly(word: str, name: str) -> bool:
    bare = re.sub(rf"[{_SIGNS}]", "", word)
    return any(bare.startswith(each.stem) for each in entries(name) if each.friend)
