"""Train the model of `regulation/detectors/model.py` on our own corpus and write its artefact.

    python -m benchmarks.train_model

Only rows with `split = train` are read. The thresholds come from scores that each row got from a model that had not
seen its family (grouped cross-validation). The same corpus and settings give the same bytes.
"""

from __future__ import annotations

import hashlib
import warnings

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from regulation.corpus import CorpusRow, read_corpus
from regulation.detectors.model import ARTEFACT, BUCKET_BITS, RULES, features
from regulation.text import normalise

FOLDS = 8
STRENGTH = 100.0
"""Inverse regularisation; the cross-validated average precision is flat between 10 and 1,000."""

CLEAN_FLAGGED_SHARE = 0.01
"""Of the clean messages of the training rows, most of them look-alikes, how many one rule's model may send to a person."""

UNSERVED = frozenset({"obscenity"})
"""Rules that the word lists decide alone: the model's mistakes are not worth the reading."""


def main() -> None:
    """Train, choose thresholds, write the artefact, say what came out."""
    warnings.simplefilter("ignore")
    rows = read_corpus("train")
    design, rarity = design_matrix([normalise(row.text).text for row in rows])
    weights = np.zeros((1 << BUCKET_BITS, len(RULES)), dtype=np.float32)
    bias = np.zeros(len(RULES), dtype=np.float32)
    limits = np.full(len(RULES), np.nan, dtype=np.float32)
    for place, rule in enumerate(RULES):
        known, broken = known_labels(rows, rule)
        fitted = _classifier().fit(design[known], broken)
        weights[:, place] = fitted.coef_[0] * rarity
        bias[place] = fitted.intercept_[0]
        held = held_out_scores(design, rows, rule)
        limits[place] = threshold(held, rows, rule)
        _say(rule, held[known], broken, limits[place])
    packed = weights.astype(np.float16)
    mark = hashlib.sha256(packed.tobytes() + bias.tobytes() + limits.tobytes()).hexdigest()[:12]
    ARTEFACT.parent.mkdir(exist_ok=True)
    np.savez_compressed(ARTEFACT, weights=packed, bias=bias, thresholds=limits, version=np.array(mark))
    print(f"{ARTEFACT.name}: {ARTEFACT.stat().st_size / 1024:.0f} КБ, строк {len(rows)}, версия {mark}")


def design_matrix(texts: list[str]) -> tuple[sparse.csr_matrix, np.ndarray]:
    """The features of the texts, weighted by rarity, and the rarity per bucket (0 where no text has it)."""
    owner, buckets = features(texts)
    counts = np.bincount(owner, minlength=len(texts))
    shape = (len(texts), 1 << BUCKET_BITS)
    plain = sparse.csr_matrix((1 / np.sqrt(counts)[owner], (owner, buckets)), shape=shape)
    texts_with = np.asarray((plain > 0).sum(axis=0)).ravel()
    rarity = np.where(texts_with > 0, np.log((1 + len(texts)) / (1 + texts_with)) / 3, 0.0)
    return (plain @ sparse.diags(rarity)).tocsr(), rarity


def known_labels(rows: list[CorpusRow], rule: str) -> tuple[np.ndarray, np.ndarray]:
    """Which rows have an undisputed label of the rule, and these labels."""
    labels = [row.labels[rule] for row in rows]
    known = np.array([label is not None for label in labels])
    return known, np.array([bool(label) for label in labels])[known]


def held_out_scores(design: sparse.csr_matrix, rows: list[CorpusRow], rule: str) -> np.ndarray:
    """For each row the score from a model trained without its family, disputed rows included."""
    known, _ = known_labels(rows, rule)
    labels = np.array([bool(row.labels[rule]) for row in rows])
    families = np.array([row.template for row in rows])
    held = np.zeros(len(rows))
    for seen, unseen in GroupKFold(FOLDS).split(design, labels, families):
        seen = seen[known[seen]]
        held[unseen] = _classifier().fit(design[seen], labels[seen]).predict_proba(design[unseen])[:, 1]
    return held


def threshold(held: np.ndarray, rows: list[CorpusRow], rule: str) -> float:
    """The score with the best F1 of the model alone on rows it had not seen; not a number for the UNSERVED.

    The patterns were written with these rows in sight, so what they flag here says nothing of rows to come.
    """
    if rule in UNSERVED:
        return float("nan")
    clean = np.array([row.is_clean for row in rows])
    known, broken = known_labels(rows, rule)

    def harmonic_mean(limit: float) -> float:
        flagged = held[known] >= limit
        return 2 * (flagged & broken).sum() / (flagged.sum() + broken.sum())

    allowed = [
        limit for limit in np.arange(0.05, 0.96, 0.01) if (held[clean] >= limit).mean() <= CLEAN_FLAGGED_SHARE
    ]
    return round(float(max(allowed, key=harmonic_mean)), 2)


def _classifier() -> LogisticRegression:
    return LogisticRegression(
        C=STRENGTH, class_weight="balanced", solver="liblinear", dual=True, max_iter=200, random_state=0
    )


def _say(rule: str, scores: np.ndarray, broken: np.ndarray, limit: float) -> None:
    flagged = scores >= limit
    precision = broken[flagged].mean() if flagged.any() else float("nan")
    print(
        f"{rule:10} нарушений {broken.sum():4}  средняя точность {average_precision_score(broken, scores):.3f}"
        f"  порог {limit:.2f}: точность {precision:.2f}, полнота {flagged[broken].mean():.2f}"
    )


if __name__ == "__main__":
    main()
