"""A text is read once, whatever its disguise, and every place leads back to the text as written."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulation.text import DISGUISE, fold, is_disguised, normalise, own_words, shares_word_ngrams

DISGUISES = [
    ("Дуpак", "дурак", "латинская p"),
    ("д у р а к", "дурак", "пробелы"),
    ("д.у.р.а.к", "дурак", "точки"),
    ("д-у-р-а-к", "дурак", "дефисы"),
    ("дууууурак", "дурак", "повторы"),
    ("ду\u200bра\u00adк", "дурак", "невидимые знаки"),
    ("дура\u0301к", "дурак", "ударение"),
    ("\u0438\u0306од", "йод", "разложенная й"),
    ("пи3да", "пизда", "цифра внутри"),
    ("6лин", "блин", "цифра в начале"),
    ("Ёжик", "ежик", "ё"),
    ("𝐚бв", "абв", "математическая буква"),
]


@pytest.mark.parametrize(("written", "read", "why"), DISGUISES, ids=[why for *_, why in DISGUISES])
def test_a_disguised_word_is_read(written, read, why):
    assert normalise(written).text == read


@pytest.mark.parametrize(
    "text",
    [
        "тел 89131234567",
        "lena.mama@mail.example",
        "кабинет 12",
        "5а класс",
        "2х2",
        "https://site.example/a?b=1",
    ],
)
def test_numbers_and_addresses_stay(text):
    assert normalise(text).text == text


def test_offsets_lead_back_to_the_authors_spelling():
    text = "Ну ты и д у р а\u200b к, Петя"
    plain = normalise(text)
    start = plain.text.index("дурак")
    begin, end = plain.span(start, start + 5)
    assert text[begin:end] == "д у р а\u200b к"


hostile = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from("хуйХУЙxyй*#@. -_\u200b\u0301\ud800😂<>=+()[]0123абвABC\n")
    ),
    max_size=80,
)


@settings(max_examples=300, deadline=None)
@given(hostile)
def test_any_text_is_read_and_every_span_lies_inside_it(text):
    for plain in (fold(text), normalise(text)):
        if plain.offsets is not None:
            assert len(plain.offsets) == len(plain.text)
            assert list(plain.offsets) == sorted(plain.offsets)
        for place in range(len(plain.text)):
            begin, end = plain.span(place, place + 1)
            assert 0 <= begin < end <= len(text)


@settings(max_examples=200, deadline=None)
@given(hostile)
def test_what_shows_no_disguise_is_read_as_it_stands(text):
    if not is_disguised(text):
        assert normalise(text).text == text.lower().replace("ё", "е")
        assert len(normalise(text).text) == len(text)


CONNECTION = duckdb.connect()


@settings(max_examples=150, deadline=None)
@given(
    hostile.filter(lambda text: not any("\ud800" <= each <= "\udfff" for each in text) and "\x00" not in text)
)
def test_duckdb_and_python_see_the_same_disguise(text):
    (seen,) = CONNECTION.execute("select regexp_matches(?, ?, 'i')", [text, DISGUISE]).fetchone()
    assert seen or not is_disguised(text)


def test_lines_of_others_are_blanked_in_place():
    text = "> ты дурак\nспасибо\n  > и ты"
    own = own_words(text)
    assert len(own) == len(text)
    assert own.split() == ["спасибо"]
    assert own.index("спасибо") == text.index("спасибо")


def test_a_copy_of_the_rules_is_known_by_its_word_runs():
    rules = "Пишем с семи утра до девяти вечера. Общаемся вежливо, без грубости и угроз."
    assert shares_word_ngrams(f"Коллеги! {rules}", rules) == 1.0
    assert shares_word_ngrams("Пишем с семи утра", rules) == 0.0
    assert 0 < shares_word_ngrams("Пишем с семи утра до девяти", rules) < 1
    assert shares_word_ngrams("что угодно", "мало слов") == 0.0
