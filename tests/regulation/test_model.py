"""The model answers fast, the same for every order of texts, and only as well as its corpus lets it."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulation.corpus import read_corpus
from regulation.detectors import model
from regulation.text import normalise

TEST = read_corpus("test")
READ = [normalise(row.text).text for row in TEST]


def average_precision(scores: np.ndarray, broken: np.ndarray) -> float:
    ranked = broken[np.argsort(-scores, kind="stable")]
    return float((np.cumsum(ranked) / np.arange(1, len(ranked) + 1))[ranked].mean())


@pytest.mark.parametrize(
    ("rule", "least"),
    [
        ("obscenity", 0.8),
        ("insult", 0.85),
        ("threat", 0.85),
        ("hate", 0.9),
        ("personal", 0.9),
        ("flood", 0.9),
    ],
)
def test_it_ranks_held_out_violations_high(rule, least):
    known = [place for place, row in enumerate(TEST) if row.labels[rule] is not None]
    broken = np.array([bool(TEST[place].labels[rule]) for place in known])
    assert average_precision(model.scores(READ)[rule][known], broken) >= least


def test_few_clean_held_out_messages_pass_a_threshold():
    clean = np.array([row.is_clean for row in TEST])
    scores = model.scores(READ)
    asked = np.zeros(len(TEST), dtype=bool)
    for rule, weighing in model.weighing().items():
        asked |= scores[rule] >= weighing.alone
    assert asked[clean].mean() <= 0.05  # most of the clean rows are written to resemble violations


def test_a_score_depends_on_its_text_alone():
    together = model.scores(READ)
    backwards = model.scores(READ[::-1])
    alone = [model.scores([text]) for text in READ[:50]]
    for rule in model.RULES:
        np.testing.assert_allclose(together[rule], backwards[rule][::-1], atol=1e-5)
        np.testing.assert_allclose(together[rule][:50], [each[rule][0] for each in alone], atol=1e-5)


def test_batches_cover_every_text_once():
    texts = ["а" * 50_000, "б", "в" * 200_000, "", "г" * 90_000, "д"]
    seen = [(first, list(batch)) for first, batch in model.batches(texts)]
    assert [text for _, batch in seen for text in batch] == texts
    assert [first for first, _ in seen] == [texts.index(batch[0]) for _, batch in seen]
    assert len(seen) > 1


@pytest.mark.parametrize(
    ("rule", "rude"),
    [
        ("insult", "Вы дура или притворяетесь?"),
        ("threat", "Убью, если ещё раз тронешь моего ребёнка."),
        ("hate", "Цыгане воруют с пелёнок."),
    ],
)
def test_one_bad_sentence_does_not_drown_in_a_businesslike_message(rule, rude):
    business = (
        "Занятие второй группы начнётся в 16:20. Сменная обувь обязательна. Списки вывешены у кабинета 21."
    )
    limit = model.weighing()[rule].alone
    clean, mixed = model.scores([business, f"{business} {rude} Ждём всех у входа."])[rule]
    assert clean < limit <= mixed


def test_a_greeting_does_not_make_a_long_announcement_flood():
    text = "Доброе утро всем! ☀️ Занятие второй группы начнётся в 16:20, сменная обувь обязательна, списки вывешены у кабинета."
    assert model.scores([text])["flood"][0] < model.weighing()["flood"].alone


def test_case_and_yo_and_digits_do_not_matter():
    first, second = model.scores(["ЁЛКА в 15:30", "елка в 17:45"])["flood"]
    assert first == pytest.approx(second)


def test_no_texts_no_scores():
    assert {rule: len(values) for rule, values in model.scores([]).items()} == dict.fromkeys(model.RULES, 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "\x01\x01",
        "\ud800\udfff",
        "‮текст",
        "=1+1",
        "<b>&amp;</b>",
        "((((" * 999,
        "😀" * 10_000,
        "漢字",
        "\U0010ffff",
    ],
    ids=range(12),
)
def test_hostile_texts_get_a_finite_score_and_spoil_no_neighbour(text):
    pair = model.scores(["будем в 15:30", text])
    alone = model.scores(["будем в 15:30"])
    for rule in model.RULES:
        assert 0.0 <= pair[rule][1] <= 1.0
        assert pair[rule][0] == pytest.approx(alone[rule][0], abs=1e-5)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=80), max_size=8))
def test_any_texts_get_finite_scores(texts):
    for values in model.scores(texts).values():
        assert len(values) == len(texts)
        assert np.all((values >= 0) & (values <= 1))


def test_the_cost_is_linear():
    def seconds(length: int) -> float:
        text = ["шахматы и танцы " * (length // 16)]
        best = float("inf")
        for _ in range(3):
            started = time.perf_counter()
            model.scores(text)
            best = min(best, time.perf_counter() - started)
        return best

    seconds(400_000)
    assert seconds(400_000) < 12 * seconds(100_000) + 0.05


def test_the_weighing_and_the_version_come_with_the_weights():
    weighing = model.weighing()
    assert set(weighing) == set(model.RULES) - {"obscenity"}
    for each in weighing.values():
        assert 0.0 <= each.glance <= each.alone < 1.0
        assert 0.0 < each.review <= each.trust <= 1.0
        assert each.score(each.alone, "nothing") == pytest.approx(each.review)
    assert len(model.version()) == 12
    assert model.ARTEFACT.stat().st_size < 4 * 2**20


@given(alike=st.floats(0, 1), more=st.floats(0, 1))
def test_more_resemblance_and_surer_patterns_never_lower_the_score(alike, more):
    for each in model.weighing().values():
        low, high = sorted((alike, more))
        assert each.score(low, "nothing") <= each.score(high, "nothing")
        assert each.score(alike, "nothing") <= min(each.score(alike, "likely"), each.score(alike, "sure"))


@pytest.mark.slow
def test_the_artefact_is_what_the_script_makes_of_the_corpus():
    from benchmarks.train_model import trained

    fresh, place = trained(["threat"]), model.RULES.index("threat")
    with np.load(model.ARTEFACT) as stored:
        np.testing.assert_array_equal(fresh["words"], stored["words"])
        for name in ("weights", "meanings"):
            made, kept = (each.astype(np.float32) for each in (fresh[name][:, 0], stored[name][:, place]))
            assert np.abs(made - kept).max() <= 0.02 * np.abs(kept).max()
        np.testing.assert_allclose(fresh["weighing"][0], stored["weighing"][place], rtol=0.05, atol=0.02)
