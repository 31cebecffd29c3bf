"""One reading of a message: folded, de-obfuscated, with the way back to the text as written.

`normalise` is what every detector reads. A text without any sign of disguise is only lower-cased (ё as е), so its
offsets are its own; `DISGUISE`, the same expression that screens texts in DuckDB, says which texts need more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_LETTER = "a-zа-яё"
_PLAIN_CHARACTERS = (
    r"\x00-\x7f"
    "А-Яа-яЁё"
    r"\x{a0}\x{a7}\x{ab}\x{b0}\x{b7}\x{bb}\x{d7}"
    r"\x{2010}-\x{2027}\x{202f}\x{2030}-\x{205e}\x{20bd}\x{2100}-\x{214f}\x{2190}-\x{245f}\x{2500}-\x{2bff}\x{fe0f}\x{1f300}-\x{1faff}"
)
_MASK = r"*#@%$€&_~^·•"
_TREBLED = "|".join(f"{letter}{{3}}" for letter in "абвгдежзийклмнопрстуфхцчшщъыьэюя")

DISGUISE = (
    rf"[^{_PLAIN_CHARACTERS}]"  # zero-width, combining, full-width, mathematical letters, surrogates
    r"|[а-яё][a-z]|[a-z][а-яё]"  # two alphabets in one word
    rf"|[{_LETTER}][0-9][{_LETTER}]|[0-9][а-яё]{{2}}|[а-яё][0-9]"  # digits for letters
    rf"|[{_LETTER}][{_MASK}]|[{_MASK}][а-яё]"  # letters hidden behind signs
    r"|[а-яё][.…!?][а-яё]|[а-яё]\.\.+,?[а-яё]"  # dots inside a word
    r"|[а-яё][\x{2190}-\x{2bff}\x{1f300}-\x{1faff}]+\x{fe0f}?[а-яё]"  # an emoji for a letter
    rf"|(^|[^{_LETTER}0-9])[{_LETTER}][ .,_/|\x{{a0}}\x{{2010}}-\x{{2015}}-]{{1,3}}"
    rf"[{_LETTER}][ .,_/|\x{{a0}}\x{{2010}}-\x{{2015}}-]{{1,3}}[{_LETTER}]($|[^{_LETTER}0-9])"  # s p a c e d
    r"|[\x00-\x20\x{a0},.!?\x{2013}\x{2014}-]{8}"  # a run of signs that patterns would try again and again
    rf"|{_TREBLED}"  # stretched letters
)
"""RE2 (case-insensitive): the text may be disguised. What it doesn't match is read as it stands."""


def python_regex(re2: str) -> str:
    r"""The same expression for `re`: code points are written \x{…} in RE2 and as themselves in Python."""
    return re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: re.escape(chr(int(found[1], 16))), re2)


_DISGUISED = re.compile(
    python_regex(DISGUISE.removesuffix(_TREBLED)) + r"(?P<letter>[а-яё])(?P=letter)(?P=letter)", re.IGNORECASE
)

_ALWAYS = str.maketrans(
    {"ё": "е", "і": "и", "ї": "и", "є": "е", "ґ": "г", "ѕ": "с", "ј": "й", "һ": "н", "ԁ": "д"}
    | dict(zip("αβερκμνοτυχ", "аверкмнотух", strict=True))
)
_LOOKALIKE = str.maketrans("abcdefghijklmnoprstuvwxyz", "авсдефднийклмпоргстившхуз")
_DIGIT = str.maketrans("013468", "оизчбв")
_WORDLIKE = re.compile(r"[0-9a-zа-я]{2,60}")
_SPACED = re.compile(
    r"(?<![0-9a-zа-я])[a-zа-я](?:[ .,_/|*\u00a0\u2010-\u2015-]{1,3}[a-zа-я](?![0-9a-zа-я])){2,}(?![0-9a-zа-я])"
)
_STRETCHED = re.compile(r"([а-яa-z])\1{2,}")
_RUN = re.compile(r"(?<=[\s,.!?–—-]{4})[\s,.!?–—-]+")
_EMOJI_IN_WORD = re.compile(r"(?<=[а-я])[\u2190-\u2bff\U0001f300-\U0001faff]+(?=[а-я])")
_QUOTED_LINE = re.compile(r"^[ \t]*>[^\n]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Plain:
    """A reading of a text. `offsets[i]` is where character i stands in the original; None when nothing moved."""

    text: str
    offsets: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of `text[start:end]`."""
        if self.offsets is None or start >= end:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1


def read_plainly(text: str) -> Plain:
    """What `normalise` reads where DISGUISE is known not to match (DuckDB tells it for many texts at once)."""
    return Plain(text.lower().replace("ё", "е"))


def own_words(text: str) -> str:
    """The text without lines that begin with «>» (somebody else's words), blanked so that offsets stay."""
    if ">" not in text:
        return text
    return _QUOTED_LINE.sub(lambda found: " " * len(found[0]), text)


def is_disguised(text: str) -> bool:
    """Whether the text needs more than lower case to be read."""
    return _DISGUISED.search(text) is not None


def fold(text: str) -> Plain:
    """Lower case, ё as е, compatibility forms as plain letters, invisible signs dropped; digits and signs stay."""
    if not _DISGUISED.search(text):
        return read_plainly(text)
    characters: list[str] = []
    offsets: list[int] = []
    for place, character in _composed(text):
        for letter in character.lower().translate(_ALWAYS):
            characters.append(letter)
            offsets.append(place)
    return Plain("".join(characters), tuple(offsets))


def _composed(text: str) -> Iterator[tuple[int, str]]:
    """Each visible character in compatibility form: «и» with a breve becomes «й», other marks go, so do format signs."""
    place, length = 0, len(text)
    while place < length:
        character = text[place]
        start = place
        place += 1
        if character < "\x80" or "А" <= character <= "ё" or character == "Ё":
            if place < length and "\u0300" <= text[place] <= "\u036f":
                composed = unicodedata.normalize("NFKC", character + text[place])
                character = composed if len(composed) == 1 and character in "иИеЕ" else character
                place += 1
            yield start, character
            continue
        category = unicodedata.category(character)
        if category in ("Cf", "Mn", "Me", "Cc"):
            if character in "\u2028\u2029\x85":
                yield start, "\n"
            continue
        if category == "Cs":
            yield start, "\ufffd"
            continue
        yield start, unicodedata.normalize("NFKC", character)


def normalise(text: str) -> Plain:
    """The reading for word lists and patterns: look-alikes, digits for letters, spaced and stretched words undone."""
    folded = fold(text)
    if folded.offsets is None:
        return folded
    characters = list(_EMOJI_IN_WORD.sub(lambda found: "*" * len(found[0]), folded.text))
    for found in _WORDLIKE.finditer(folded.text):
        characters[found.start() : found.end()] = _one_alphabet(found[0])
    return _squeezed(*_cut(*_joined("".join(characters), folded.offsets)))


def _one_alphabet(word: str) -> str:
    """A word of two alphabets, or with single digits for letters, in Cyrillic; anything else unchanged."""
    cyrillic = sum("а" <= character <= "я" for character in word)
    latin = sum("a" <= character <= "z" for character in word)
    others = len(word) - cyrillic - latin
    if not cyrillic or (not latin and not others):
        return word
    if others:
        if others > 2 or cyrillic + latin < 2 or re.search(r"[0-9]{2}|[0-9]$", word):
            return word.translate(_LOOKALIKE) if latin else word
        word = word.translate(_DIGIT)
    return word.translate(_LOOKALIKE)


def _joined(text: str, offsets: tuple[int, ...]) -> tuple[str, list[int]]:
    """Three or more single letters with spaces, dots or dashes between them become one word."""
    kept_text: list[str] = []
    kept_offsets: list[int] = []
    done = 0
    for found in _SPACED.finditer(text):
        letters = [place for place in range(*found.span()) if text[place].isalpha()]
        kept_text.append(
            text[done : found.start()] + _one_alphabet("".join(text[place] for place in letters))
        )
        kept_offsets.extend(offsets[done : found.start()])
        kept_offsets.extend(offsets[place] for place in letters)
        done = found.end()
    kept_text.append(text[done:])
    kept_offsets.extend(offsets[done:])
    return "".join(kept_text), kept_offsets


def _cut(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """Of a long run of spaces and punctuation the first four signs."""
    kept_text: list[str] = []
    kept_offsets: list[int] = []
    done = 0
    for found in _RUN.finditer(text):
        kept_text.append(text[done : found.start()])
        kept_offsets.extend(offsets[done : found.start()])
        done = found.end()
    kept_text.append(text[done:])
    kept_offsets.extend(offsets[done:])
    return "".join(kept_text), kept_offsets


def _squeezed(text: str, offsets: list[int]) -> Plain:
    """Three or more of the same letter become one («дуууура»)."""
    kept_text: list[str] = []
    kept_offsets: list[int] = []
    done = 0
    for found in _STRETCHED.finditer(text):
        kept_text.append(text[done : found.start() + 1])
        kept_offsets.extend(offsets[done : found.start() + 1])
        done = found.end()
    kept_text.append(text[done:])
    kept_offsets.extend(offsets[done:])
    return Plain("".join(kept_text), tuple(kept_offsets))


_NGRAM_WORD = re.compile(r"[0-9a-zа-я]+")


def shares_word_ngrams(text: str, reference: str, n: int = 5) -> float:
    """Which share of the word n-grams of `reference` stands in `text` (a posted copy of the rules)."""
    wanted = _ngrams(reference, n)
    if not wanted:
        return 0.0
    return len(wanted & _ngrams(text, n)) / len(wanted)


def _ngrams(text: str, n: int) -> set[tuple[str, ...]]:
    words = _NGRAM_WORD.findall(text.lower().replace("ё", "е"))
    return {tuple(words[place : place + n]) for place in range(len(words) - n + 1)}
