"""Words written with signs inside: the obscene ones are found, the ordinary ones are left alone."""

import random

import pytest

from regulation.detectors import lexicon, masked, obscenity
from regulation.model import Level
from regulation.text import normalise

LISTS = ("obscenity", "obscenity_sounds", "insult", "hate_slurs")
ORDINARY = [each.stem for each in lexicon.entries(masked.ORDINARY)]


def level_of(written: str) -> Level | None:
    """What the rule says of a word inside a neutral sentence."""
    text = f"В среду {written} будет в зале"
    levels = {hit.level for hit in obscenity.hits(normalise(text).text, text)}
    return max(levels, key=lambda each: each is Level.VIOLATION, default=None)


@pytest.mark.parametrize(
    "written",
    [
        "пое*дка",
        "п*ездка",
        "при*ер",
        "гов*рим",
        "за*исали",
        "на*исать",
        "стр*ховка",
        "т*ебуется",
        "х*дожник",
        "поз*но",
        "на#исать",
        "съе*очный",
        "пе*ерыв",
        "с*ой",
        "е*ть",
        "по.здка",
        "учас🌟ок",
        "го**ря",
        "пер**ыв",
    ],
)
def test_an_ordinary_word_with_a_sign_inside_is_left_alone(written):
    assert level_of(written) is None


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("х*й", Level.VIOLATION),
        ("с*ка", Level.VIOLATION),  # «сока» fits as well
        ("зае*али", Level.VIOLATION),  # so does «заехали»
        ("бл*дь", Level.VIOLATION),
        ("п***ец", Level.VIOLATION),
        ("п*здеть", Level.VIOLATION),  # no ordinary word fits, and the root is seen
        ("с*ать", Level.REVIEW),  # more often «стать»
        ("мин*т", Level.REVIEW),  # «минут»
        ("е*ать", Level.REVIEW),
        ("П—ец", Level.REVIEW),
        ("б🦆ядь", Level.VIOLATION),
        ("х7й", Level.VIOLATION),
    ],
)
def test_an_obscene_word_is_meant_where_it_is_the_commoner(written, level):
    assert level_of(written) is level


def test_hardly_any_word_that_looks_obscene_under_a_star_is_marked():
    chance = random.Random(4)
    words = chance.sample([word for word in ORDINARY if len(word) > 3], 1500)
    places = [chance.randrange(1, len(word) - 1) for word in words]
    levels = [level_of(f"{word[:at]}*{word[at + 1 :]}") for word, at in zip(words, places, strict=True)]
    sure = levels.count(Level.VIOLATION)
    assert sure <= 0.01 * len(words), sure
    assert sure + levels.count(Level.REVIEW) <= 0.03 * len(words)


def test_no_ordinary_word_is_an_offence_and_every_common_form_is_one():
    offences = [word for word in ORDINARY if any(lexicon.entry(word, name) is not None for name in LISTS)]
    assert not offences, "уберите из ordinary_words.txt: это слова других словарей"
    strangers = [
        each.stem
        for each in lexicon.entries(masked.COMMON["obscenity"])
        if lexicon.entry(each.stem, "obscenity") is None
    ]
    assert not strangers, "этих слов нет в obscenity.txt"
