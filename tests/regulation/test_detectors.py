"""The parts: lists, required words of patterns, numbers with check digits, the clock, talk across messages."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.detectors import flood, hate, insult, lexicon, obscenity, personal, threat
from regulation.detectors.flood import Sent, runs
from regulation.detectors.hours import Hours, Outcome
from regulation.detectors.patterns import compiled, required_literals
from regulation.text import normalise

NOON = datetime(2026, 10, 5, 12, 0)


@pytest.mark.parametrize("name", sorted(path.stem for path in lexicon.FOLDER.glob("*.txt")))
def test_a_list_has_a_header_words_and_no_line_twice(name):
    text = (lexicon.FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "Редактирует методист" in text
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert len(lines) == len(set(lines)), [line for line in lines if lines.count(line) > 1][:5]
    assert len(lexicon.entries(name)) > 10


def test_a_line_that_is_no_word_is_named(tmp_path, monkeypatch):
    (tmp_path / "broken.txt").write_text("# заголовок\nслово\nчто+это\n", encoding="utf-8")
    monkeypatch.setattr(lexicon, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"broken\.txt, строка 3"):
        lexicon.entries("broken")


@pytest.mark.parametrize(
    ("pattern", "required"),
    [
        (r"\bвы (?:дурак|осел)\b", {"вы дурак", "вы осел"}),
        (r"\b(?:очень )?глупо", {"очень глупо", "глупо"}),
        (r"[а-я]+ пожалеешь", {" пожалеешь"}),
        (r"при[её]ду с [а-я]+ битой", {"приеду с ", "приёду с "}),
    ],
)
def test_required_words_of_a_pattern(pattern, required):
    assert required_literals(pattern.replace(" ", r"\s+")) == required


@pytest.mark.parametrize(
    "module", [insult, threat, hate, personal, flood], ids=lambda module: module.__name__
)
def test_every_pattern_has_a_word_it_cant_do_without(module):
    assert not module.FAMILY.may_match(
        ""
    )  # reads what each pattern requires, and says which requires nothing
    assert all(compiled(pattern.text) for pattern in module.FAMILY.patterns)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("карта 4276 1234 5678 9012", personal.CARD),
        ("4111 1111 1111 1111", personal.CARD),
        ("112-233-445 95", personal.SNILS),
        ("инн мой 500100732259", personal.INN),
        ("500100732259", personal.INN),
        ("+7 923 555 01 77", personal.PHONE),
        ("8 (923) 555-01-77", personal.PHONE),
        ("звоните 9235550177 или 8.923.555.01.77", personal.PHONE),
        ("+998 90 123 45 67", personal.PHONE),
    ],
)
def test_a_number_is_known(text, reason):
    assert reason in {hit.reason for hit in personal.hits(normalise(text).text, text)}


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",  # Luhn is wrong and no cue
        "заявка 500100732259",
        "500100732250",
        "8 800 555-35-35",
        "2026-11-24 16:00",
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11",
        "вахта 8 (3822) 12-34-56",
        "приёмная 8 923 555-01-77",
    ],
)
def test_a_number_of_another_kind_is_none(text):
    assert list(personal.hits(normalise(text).text, text)) == []


def test_own_data_are_no_personal_information():
    own = personal.Own(
        ("8 923 555-01-77",), ("studio@mail.example",), ("г. Томск, ул. Кедровая, д. 12, кв. 8",)
    )
    for text in ("+7 923 555 01 77", "пишите studio@mail.example", "мы тут: ул. Кедровая, 12, кв. 8"):
        assert list(personal.hits(normalise(text).text, text)), text
        assert not list(personal.hits(normalise(text).text, text, own)), text


@pytest.mark.parametrize("word", ["хуйня", "пиздец", "заебали", "сука", "жопа"])
@pytest.mark.parametrize(
    "disguise",
    [
        lambda word: word.upper(),
        lambda word: " ".join(word),
        lambda word: "-".join(word),
        lambda word: "\u200b".join(word),
        lambda word: word.replace("а", "a").replace("у", "y").replace("е", "e").replace("х", "x"),
        lambda word: word[0] + word[1] * 4 + word[1:],
        lambda word: "".join(letter + "\u0301" for letter in word),
        lambda word: word[0] + "*" + word[2:],
        lambda word: word[0] + "😂" + word[2:],
    ],
    ids=["CAPS", "spaces", "dashes", "zero-width", "latin", "stretched", "accents", "star", "emoji"],
)
def test_a_word_is_found_in_every_disguise(word, disguise):
    text = f"ну {disguise(word)} там"
    hits = list(obscenity.hits(normalise(text).text, text))
    assert hits, text


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)))
def test_the_clock_depends_on_time_of_day_alone(moment):
    hours = Hours()
    expected = (
        Outcome.OUTSIDE
        if moment.time() < time(7) or moment.time() >= time(21, 1)
        else Outcome.BORDER
        if moment.time() >= time(21, 0, 1)
        else Outcome.ALLOWED
    )
    assert hours.outcome(moment) is expected
    assert hours.outcome(moment) is hours.outcome(moment + timedelta(days=1))
    assert Hours(strict=True).is_forbidden(moment) == (expected is not Outcome.ALLOWED)


def sent(minute: float, *, author="А", chat="1", text="t", empty=True) -> Sent:
    return Sent(author, chat, NOON + timedelta(minutes=minute), text, empty)


def test_a_run_of_congratulations_is_found_and_business_breaks_it():
    wishes = [sent(n, author=str(n), text=str(n)) for n in range(5)]
    (run,) = runs(wishes)
    assert run.places == (0, 1, 2, 3, 4)
    assert "подряд" in run.reason
    assert runs([*wishes[:3], sent(2.5, author="п", text="дело", empty=False), *wishes[3:]]) == []
    assert runs(wishes[:4]) == []


def test_one_text_in_many_chats_is_found():
    spread = [sent(n, chat=str(n), text="реклама", empty=False) for n in range(3)]
    (run,) = runs(spread)
    assert "чатах" in run.reason
    assert runs([sent(n * 20, chat=str(n), text="реклама", empty=False) for n in range(3)]) == []


def test_a_burst_of_one_author_is_found():
    burst = [sent(n * 0.1, text=str(n), empty=False) for n in range(8)]
    (run,) = runs(burst)
    assert "очередь" in run.reason
    assert runs(burst[:7]) == []
    assert runs([sent(n, text=str(n), empty=False) for n in range(8)]) == []
