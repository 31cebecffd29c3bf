"""People's names as they are compared: order, ё/е, look-alike letters, initials, missing patronymics."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Latin letters that look like Cyrillic ones: typed by mistake on either keyboard.
_LOOKALIKES = str.maketrans("ABCEHKMOPTXaceopxyk", "АВСЕНКМОРТХасеорхук")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_PATRONYMIC = re.compile(r".{2,}(вич|вна|ична|инична|ьич|мич|оглы|кызы)$")


@dataclass(frozen=True)
class Name:
    """A name taken apart: whole words lower-cased, `initials` where only those are given."""

    surname: str
    first: str
    patronymic: str = ""

    @property
    def is_short(self) -> bool:
        """Only initials stand for the first name."""
        return len(self.first) <= 1

    @property
    def full(self) -> str:
        """Surname, first name, patronymic."""
        return " ".join(part for part in (self.surname, self.first, self.patronymic) if part)

    @property
    def two(self) -> str:
        """Surname and first name: all that a platform profile has."""
        return f"{self.surname} {self.first}".strip()

    @property
    def initials(self) -> str:
        """Surname and initials: «иванова м п»."""
        return " ".join(part for part in (self.surname, self.first[:1], self.patronymic[:1]) if part)


def name_key(text: object) -> str:
    """A name in one spelling: case, ё/е, dashes, look-alike letters, dots and doubled spaces don't matter."""
    plain = unicodedata.normalize("NFKC", str(text or "")).translate(_DASHES)
    plain = " ".join(
        word.translate(_LOOKALIKES) if re.search("[а-яёА-ЯЁ]", word) else word for word in plain.split()
    )
    plain = plain.lower().replace("ё", "е")
    plain = re.sub(r"\s*-\s*", "-", plain)
    plain = re.sub(r"(?<=\w)\.", " ", plain)
    return " ".join(re.sub(r"[^\w\s-]", " ", plain).replace("_", " ").split())


def parse(text: object) -> Name:
    """Take a name apart, whichever order it stands in: «Иванова Анна Петровна», «Анна Петровна Иванова», «Иванова А. П.»."""
    words = name_key(text).split()
    if not words:
        return Name("", "")
    if len(words) == 1:
        return Name(words[0], "")
    if len(words[0]) == 1 and len(words[-1]) > 1:  # «А. П. Иванова»
        return Name(words[-1], *words[:-1][:2])
    if len(words) >= 3:
        patronymics = [n for n, word in enumerate(words) if n and _PATRONYMIC.match(word)]
        if patronymics and patronymics[0] == 1:  # «Анна Петровна Иванова»
            return Name(" ".join(words[2:]), words[0], words[1])
        return Name(words[0], words[1], " ".join(words[2:]))
    return Name(words[0], words[1])


def swapped(name: Name) -> Name:
    """«Анна Иванова» read as surname first: the other order of two words."""
    return Name(name.first, name.surname, name.patronymic) if not name.patronymic and name.first else name


def is_near(left: str, right: str) -> bool:
    """Whether two names differ by one letter (replaced, dropped, added or two neighbours swapped)."""
    if left == right:
        return False
    if abs(len(left) - len(right)) > 1:
        return False
    start = next(
        (n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    rest_left, rest_right = left[start:], right[start:]
    return (
        rest_left[1:] == rest_right[1:]
        or rest_left[1:] == rest_right
        or rest_left == rest_right[1:]
        or (rest_left[:2] == rest_right[1::-1] and rest_left[2:] == rest_right[2:] and len(rest_left) >= 2)
    )
