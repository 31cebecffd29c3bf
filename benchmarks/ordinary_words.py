"""Make the list of ordinary words that one sign inside makes look obscene: `regulation/lexicons/ordinary_words.txt`.

    python -m benchmarks.ordinary_words

Words come from the clean rows of the corpus (the held-out author left out) and from the most frequent words of the news that
the package natasha brings (navec, MIT). A word is kept if with a star, or with two, in some place inside the rule of obscene words
would mark it. Words that somebody added by hand stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

from regulation.corpus import read_corpus
from regulation.detectors import lexicon, masked, obscenity

FILE = lexicon.FOLDER / f"{masked.ORDINARY}.txt"
FREQUENT = 90_000
"""So many of the frequent words: rarer ones are surnames and slips of the press."""

VERY_FREQUENT = 30_000
"""So many are tried with two stars as well: that is rarely written, and every word costs memory."""

HEADER = """\
# Обычные слова, которые со знаком внутри («пое*дка») можно принять за брань: такую запись программа считает обычным словом.
# Составлено командой python -m benchmarks.ordinary_words; слова, дописанные вручную, она сохраняет. Редактирует методист.
# Одно слово в строке, строчными, «е» вместо «ё». Бранные слова, которые важнее обычных («с*ка»), — в obscenity_forms.txt.
"""

_WHOLE_WORD = re.compile(r"(?<![а-я0-9*@#_.…$%])[а-я]{3,14}(?![а-я0-9*@#_…$%])")
_LISTS = ("obscenity", "obscenity_sounds", "insult", "hate_slurs")


def main() -> None:
    """Write the list and say how long it is."""
    frequent = frequent_words()
    common = {*frequent[:FREQUENT], *words_of_corpus()}
    twice = set(frequent[:VERY_FREQUENT])
    kept = {each.stem for each in lexicon.entries(masked.ORDINARY)} if FILE.exists() else set()
    with patch.object(masked, "_fits_ordinary", return_value=False):  # as if the list were empty
        kept |= {
            word for word in common if is_no_listed(word) and looks_obscene(starred(word, word in twice))
        }
    FILE.write_text(HEADER + "\n".join(sorted(kept)) + "\n", encoding="utf-8")
    print(f"{FILE.name}: {len(kept)} words of {len(common)}")


def frequent_words() -> list[str]:
    """Russian words of the news, the most frequent first."""
    from navec import Navec

    package = find_spec("natasha")
    if package is None or package.origin is None:
        raise SystemExit("Нужны частоты слов: pip install -r requirements-dev.txt")
    vocabulary = Navec.load(
        next((Path(package.origin).parent / "data" / "emb").glob("navec_news*.tar"))
    ).vocab
    counts: Counter[str] = Counter()
    for word, count in zip(vocabulary.words, vocabulary.counts, strict=False):  # the last words are no words
        if re.fullmatch("[а-яё]{3,14}", word):
            counts[word.replace("ё", "е")] += int(count)
    return [word for word, _ in counts.most_common()]


def words_of_corpus() -> set[str]:
    """Words of the messages without obscenity."""
    return {
        word
        for row in read_corpus("train", "fit")
        if row.labels["obscenity"] is False
        for word in _WHOLE_WORD.findall(row.text.lower().replace("ё", "е"))
    }


def is_no_listed(word: str) -> bool:
    """Whether no list of offences holds the word."""
    return all(lexicon.entry(word, name) is None for name in _LISTS)


def starred(word: str, twice: bool) -> Iterator[str]:
    """The word with a star in every place inside, and with two side by side."""
    for place in range(1, len(word) - 1):
        yield f"{word[:place]}*{word[place + 1 :]}"
        if twice:
            yield f"{word[:place]}**{word[place + 2 :]}"


def looks_obscene(spellings: Iterable[str]) -> bool:
    """Whether the rule marks any of the spellings."""
    return any(next(obscenity.hits(each, each), None) is not None for each in spellings)


if __name__ == "__main__":
    main()
