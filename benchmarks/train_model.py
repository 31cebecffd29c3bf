"""Train the model of `regulation/detectors/model.py` on our own corpus and write its artefact.

    python -m benchmarks.train_model

Rows of the splits «train» and «fit» are read. What decides (the weighing of patterns and model) is fitted on scores that each row
got from a model that had not seen its author, and on the rows of «fit» alone, which nobody read when the patterns were
written. Word vectors come with the package natasha (navec, MIT); they are needed here alone. The same corpus and settings give the
same artefact.
"""

from __future__ import annotations

import csv
import hashlib
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from regulation.corpus import CorpusRow, read_corpus
from regulation.detectors.model import (
    ARTEFACT,
    BUCKET_BITS,
    RULES,
    Weighing,
    features,
    known_words,
    prints_of,
)
from regulation.judge import Judge
from regulation.model import Level
from regulation.text import normalise

CASES = Path(__file__).resolve().parent.parent / "tests" / "cases" / "rules"

FOLDS = 5
STRENGTH = 10.0
"""Inverse regularisation; the average precision on authors not seen is flat between 10 and 100."""

MEANING_SHARE = 0.03
"""How much a word's vector counts beside the n-grams; found by cross-validation (0.01 and 0.1 are worse)."""

WORDS = 150_000
"""The most frequent words of the vectors; rarer ones are surnames and slips of the press."""

CLEAN_FLAGGED_SHARE = {"flood": 0.02}
"""Of the clean messages, most of them look-alikes, how many a rule may send to a person: one in a hundred, and more where
empty talk and short business answers are told apart by a shade."""

TRUSTED = 0.97
"""The precision wanted of «явный признак» where it is chosen, so that 0.95 holds on messages to come."""

MISSED_BY_GLANCE = 0.005
"""Of the true finds of the patterns, how many the model's glance may leave unread."""

UNSERVED = frozenset({"obscenity"})
"""Rules that the word lists decide alone: the model's mistakes are not worth the reading."""


def main() -> None:
    """Train, choose how to weigh, write the artefact, say what came out."""
    warnings.simplefilter("ignore")
    packed = trained(RULES)
    mark = hashlib.sha256(b"".join(part.tobytes() for part in packed.values())).hexdigest()[:12]
    ARTEFACT.parent.mkdir(exist_ok=True)
    np.savez_compressed(ARTEFACT, version=np.array(mark), **packed)
    print(f"{ARTEFACT.name}: {ARTEFACT.stat().st_size / 1024:.0f} КБ, версия {mark}")


def trained(rules: Sequence[str]) -> dict[str, np.ndarray]:
    """The arrays of the artefact, one column or row a rule of `rules`."""
    rows = [*read_corpus("train", "fit"), *cases()]
    design = Design.of([normalise(row.text).text for row in rows])
    states = evidence(rows)
    weights = np.zeros((1 << BUCKET_BITS, len(rules)), dtype=np.float32)
    meanings = np.zeros((len(design.prints), len(rules)), dtype=np.float32)
    bias = np.zeros(len(rules), dtype=np.float32)
    table = np.full((len(rules), 4 + len(Weighing.STATES)), np.nan)
    for place, rule in enumerate(rules):
        known, broken = known_labels(rows, rule)
        fitted = _classifier().fit(design.matrix[known], broken)
        weights[:, place] = fitted.coef_[0][: 1 << BUCKET_BITS] * design.rarity
        meanings[:, place] = design.vectors @ fitted.coef_[0][1 << BUCKET_BITS :] * MEANING_SHARE
        bias[place] = fitted.intercept_[0]
        if rule not in UNSERVED:
            held = held_out_scores(design.matrix, rows, rule)
            table[place] = weigh(rule, rows, held, states[rule])
            _say(rule, held[known], broken, table[place])
    scale = np.abs(meanings).max(axis=0) / 127
    return {
        "weights": weights.astype(np.float16),
        "bias": bias,
        "words": design.prints,
        "meanings": np.round(meanings / scale).astype(np.int8),
        "meaning_scale": scale,
        "weighing": table,
    }


def cases() -> list[CorpusRow]:
    """The sharp cases of the rules as rows: each is labelled for its own rule alone.

    A wrong finding that somebody reports becomes a case first; training again then teaches the model too.
    """
    rows = []
    for rule in RULES:
        with (CASES / f"{rule}.csv").open(encoding="utf-8", newline="") as lines:
            for number, case in enumerate(csv.DictReader(lines, delimiter=";"), 2):
                labels = dict.fromkeys(RULES) | {rule: case["expected"] != "keep"}
                name = f"{rule}-{number}"
                rows.append(CorpusRow(name, "cases", case["text"], "parent", labels, name, "train"))
    return rows


@dataclass(frozen=True)
class Design:
    """The texts as numbers: n-grams weighted by rarity, then the mean vector of the known words.

    `rarity` is a number a bucket (0 where no text has it); `prints` and `vectors` are the known words, sorted by print.
    """

    matrix: sparse.csr_matrix
    rarity: np.ndarray
    prints: np.ndarray
    vectors: np.ndarray

    @classmethod
    def of(cls, texts: list[str]) -> Design:
        """Read the texts."""
        prints, vectors = word_vectors()
        read = features(texts)
        owner = np.concatenate([whose for whose, _ in read.parts])
        buckets = np.concatenate([places for _, places in read.parts])
        plain = _normed(owner, buckets, (len(texts), 1 << BUCKET_BITS))
        texts_with = np.asarray((plain > 0).sum(axis=0)).ravel()
        rarity = np.where(texts_with > 0, np.log((1 + len(texts)) / (1 + texts_with)) / 3, 0.0)
        known = _normed(*known_words(read, prints), (len(texts), len(prints)))
        meaning = sparse.csr_matrix(known @ vectors * MEANING_SHARE)
        return cls(sparse.hstack([plain @ sparse.diags(rarity), meaning]).tocsr(), rarity, prints, vectors)


def _normed(owner: np.ndarray, places: np.ndarray, shape: tuple[int, int]) -> sparse.csr_matrix:
    """Counts of features, each text divided by the root of how many it has."""
    counts = np.maximum(np.bincount(owner, minlength=shape[0]), 1)
    return sparse.csr_matrix((1 / np.sqrt(counts)[owner], (owner, places)), shape=shape)


def word_vectors() -> tuple[np.ndarray, np.ndarray]:
    """The frequent Russian words of navec as prints (sorted) and vectors of unit spread."""
    from navec import Navec

    package = find_spec("natasha")
    if package is None or package.origin is None:
        raise SystemExit("Нужны векторы слов: pip install -r requirements-dev.txt")
    navec = Navec.load(next((Path(package.origin).parent / "data" / "emb").glob("navec_news*.tar")))
    counted = sorted(
        zip(navec.vocab.counts, navec.vocab.words[: len(navec.vocab.counts)], strict=True), reverse=True
    )
    words = dict.fromkeys(
        word.replace("ё", "е") for _, word in counted if re.fullmatch("[а-яё]+", word) and word in navec
    )
    chosen = list(words)[:WORDS]
    prints, first = np.unique(prints_of(chosen), return_index=True)
    spelled = [chosen[place] for place in first]
    vectors = np.stack([navec[word] if word in navec else navec["<unk>"] for word in spelled])
    return prints, (vectors / vectors.std()).astype(np.float32)


def evidence(rows: list[CorpusRow]) -> dict[str, np.ndarray]:
    """What the patterns and lists alone find in each row, per rule: a place in `Weighing.STATES`."""
    judge = Judge(scores=None, weighing={})
    states = {rule: np.zeros(len(rows), dtype=np.int8) for rule in RULES}
    for place, verdict in enumerate(judge.judge_texts([row.text for row in rows])):
        for rule in RULES:
            levels = {each.level for each in verdict.findings if each.rule == rule}
            if Level.VIOLATION in levels:
                state = "sure"
            elif levels:
                state = "likely"
            else:
                state = "nothing"
            states[rule][place] = Weighing.STATES.index(state)
    return states


def known_labels(rows: list[CorpusRow], rule: str) -> tuple[np.ndarray, np.ndarray]:
    """Which rows have an undisputed label of the rule, and these labels."""
    labels = [row.labels[rule] for row in rows]
    known = np.array([label is not None for label in labels])
    return known, np.array([bool(label) for label in labels])[known]


def held_out_scores(design: sparse.csr_matrix, rows: list[CorpusRow], rule: str) -> np.ndarray:
    """For each row the score from a model trained without its file, which is its author; disputed rows included."""
    known, _ = known_labels(rows, rule)
    labels = np.array([bool(row.labels[rule]) for row in rows])
    authors = np.array([row.theme for row in rows])
    held = np.zeros(len(rows))
    for seen, unseen in GroupKFold(FOLDS).split(design, labels, authors):
        seen = seen[known[seen]]
        held[unseen] = _classifier().fit(design[seen], labels[seen]).predict_proba(design[unseen])[:, 1]
    return held


def weigh(rule: str, rows: list[CorpusRow], held: np.ndarray, states: np.ndarray) -> np.ndarray:
    """The row of the artefact's table (the fields of `Weighing` in order), fitted on rows the patterns had not seen."""
    unread = np.array([row.split == "fit" and row.labels[rule] is not None for row in rows])
    broken = np.array([bool(row.labels[rule]) for row in rows])
    clean = np.array([row.is_clean for row in rows])[unread]
    alike, state, truth = held[unread].clip(1e-6, 1 - 1e-6), states[unread], broken[unread]
    seen = np.column_stack([np.log(alike / (1 - alike)), np.eye(len(Weighing.STATES))[state]])
    fitted = LogisticRegression(C=10.0, fit_intercept=False, max_iter=1000).fit(seen, truth)
    score = fitted.predict_proba(seen)[:, 1]
    review = _best_limit(score, truth, clean, CLEAN_FLAGGED_SHARE.get(rule, 0.01))
    found = truth & (state >= Weighing.STATES.index("likely"))
    glance = float(np.quantile(alike[found], MISSED_BY_GLANCE)) if found.any() else 0.0
    trust = _trusted_limit(score, truth, state == Weighing.STATES.index("sure"))
    return np.array([round(glance, 3), *fitted.coef_[0], review, max(trust, review)])


def _best_limit(score: np.ndarray, truth: np.ndarray, clean: np.ndarray, share: float) -> float:
    """The score with the best F1 among those that send few enough clean messages to a person."""

    def harmonic_mean(limit: float) -> float:
        flagged = score >= limit
        return 2 * (flagged & truth).sum() / (flagged.sum() + truth.sum())

    allowed = [limit for limit in np.arange(0.05, 0.96, 0.01) if (score[clean] >= limit).mean() <= share]
    return round(float(max(allowed, key=harmonic_mean)), 2)


def _trusted_limit(score: np.ndarray, truth: np.ndarray, sure: np.ndarray) -> float:
    """The least score from which on sure hits are right often enough."""
    for limit in np.arange(0.05, 0.995, 0.01):
        chosen = sure & (score >= limit)
        if chosen.any() and truth[chosen].mean() >= TRUSTED:
            return round(float(limit), 2)
    return 1.0


def _classifier() -> LogisticRegression:
    return LogisticRegression(
        C=STRENGTH,
        class_weight="balanced",
        solver="liblinear",
        dual=True,
        tol=0.01,
        max_iter=300,
        random_state=0,
    )


def _say(rule: str, scores: np.ndarray, broken: np.ndarray, row: np.ndarray) -> None:
    print(
        f"{rule:10} нарушений {broken.sum():4}  средняя точность модели {average_precision_score(broken, scores):.3f}"
        f"  взвешивание {np.round(row, 3).tolist()}"
    )


if __name__ == "__main__":
    main()
