"""A linear model over n-grams and word meanings: how much a text resembles what is labelled as a violation of each rule.

Alone it only ever asks a person («на проверку»): a resemblance is no proof. Beside a rule it weighs what the rule found (`Weighing`). N-grams are hashed; the meaning of a word is one weight a
rule, folded at training from word vectors, so that a word nobody labelled counts like its neighbours. Weights, the weighing and
their card are in `regulation/model_artefact/`; `python -m benchmarks.train_model` makes them again, bit for bit. All work is done on one array
of code points for many texts at once, because a loop over messages would cost more than the rest of the judge.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import ClassVar

import numpy as np

Array = np.ndarray

ARTEFACT = Path(__file__).parent.parent / "model_artefact" / "weights.npz"

RULES = ("obscenity", "insult", "threat", "hate", "personal", "flood")

BUCKET_BITS = 18
CHARACTER_NGRAMS = (2, 3, 4, 5)
STEM = 5
"""Letters that stand for a word's stem: «репетиция», «репетиции» and «репетировать» begin alike."""

BATCH_CHARACTERS = 1 << 17
"""A batch of about this many characters stays in the processor's cache."""

LONG_TEXT = 80
"""Characters above which sentences are scored one by one as well."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_PRIME = 0x100000001B3
_PRIME_INVERSE = pow(_PRIME, -1, 1 << 64)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_EDGE, _SPACE, _DIGIT, _EMOJI = 1, 32, 48, 0x1F600


def scores(texts: Sequence[str]) -> dict[str, np.ndarray]:
    """How much each text resembles a violation, 0…1, per rule of RULES, in the order of `texts`.

    A long text is as bad as its worst sentence: one rude line would drown among the businesslike ones. Flood alone is
    judged by the whole, because a greeting before an announcement is no flood. The texts are expected as
    `regulation.text.normalise` reads them; case and ё do not matter.
    """
    whole = _scores(texts)
    owner, sentences = _sentences_of_long(texts)
    if sentences:
        parts = _scores(sentences)
        for place, rule in enumerate(RULES):
            if rule != "flood":
                np.maximum.at(whole[:, place], owner, parts[:, place])
    return {rule: whole[:, place] for place, rule in enumerate(RULES)}


def _sentences_of_long(texts: Sequence[str]) -> tuple[list[int], list[str]]:
    owner: list[int] = []
    sentences: list[str] = []
    for place, text in enumerate(texts):
        if len(text) > LONG_TEXT:
            parts = [part for part in _SENTENCE_END.split(text) if part.strip()]
            if len(parts) > 1:
                sentences.extend(parts)
                owner.extend([place] * len(parts))
    return owner, sentences


def _scores(texts: Sequence[str]) -> np.ndarray:
    """One row per text, one column per rule."""
    weights = _weights()
    logits = np.empty((len(texts), len(RULES)), dtype=np.float32)
    for first, batch in batches(texts):
        read = features(batch)
        sums, counts = _summed(weights.ngrams, read.parts, len(batch))
        logit = sums / np.sqrt(counts)[:, None] + weights.bias
        known = known_words(read, weights.words)
        meant, n_words = _summed(weights.meanings, [known], len(batch))
        logits[first : first + len(batch)] = logit + meant / np.sqrt(np.maximum(n_words, 1))[:, None]
    return 1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))


def _summed(
    table: np.ndarray, parts: Iterable[tuple[np.ndarray, np.ndarray]], count: int
) -> tuple[np.ndarray, np.ndarray]:
    """For each of `count` texts the sum of its features' rows, and how many features it has."""
    sums = np.zeros((count, table.shape[1]), dtype=np.float32)
    counts = np.zeros(count, dtype=np.float32)
    for owner, places in parts:
        if len(owner):
            starts = np.flatnonzero(np.diff(owner, prepend=-1))
            sums[owner[starts]] += np.add.reduceat(table.take(places, axis=0, mode="clip"), starts, axis=0)
            counts += np.bincount(owner, minlength=count)
    return sums, counts


@dataclass(frozen=True, slots=True)
class Weighing:
    """How what a rule found and what the model sees decide together, fitted on authors whom the patterns had not seen.

    `glance`: below this resemblance the patterns of the rule are not even tried. `slope` and `bias[state]` give the logit of
    the score from the logit of the resemblance, where the state is what the rule found: nothing, likely or sure. From
    `review` on a person is asked, from `trust` on a sure hit is «явный признак». `alone`: the resemblance below which
    nothing found stays nothing.
    """

    glance: float
    slope: float
    bias: Mapping[str, float]
    review: float
    trust: float
    alone: float = field(init=False)

    STATES: ClassVar[tuple[str, ...]] = ("nothing", "likely", "sure")

    def __post_init__(self) -> None:
        least = (math.log(self.review / (1 - self.review)) - self.bias["nothing"]) / self.slope
        object.__setattr__(self, "alone", 1 / (1 + math.exp(-min(max(least, -30.0), 30.0))))

    def score(self, alike: float, state: str) -> float:
        """0…1."""
        alike = min(max(alike, 1e-6), 1 - 1e-6)
        logit = self.slope * math.log(alike / (1 - alike)) + self.bias[state]
        return 1 / (1 + math.exp(-min(max(logit, -30.0), 30.0)))


def weighing() -> dict[str, Weighing]:
    """Per rule that the model serves."""
    with np.load(ARTEFACT) as stored:
        table = stored["weighing"]
    return {
        rule: Weighing(
            glance=float(row[0]),
            slope=float(row[1]),
            bias=dict(zip(Weighing.STATES, map(float, row[2:5]), strict=True)),
            review=float(row[5]),
            trust=float(row[6]),
        )
        for rule, row in zip(RULES, table, strict=True)
        if np.isfinite(row).all()
    }


def rules_to_read(scores: Mapping[str, Array], weighing: Mapping[str, Weighing]) -> list[frozenset[str]]:
    """For each text the rules that the model asks to read it: their patterns may match, or it alone may ask a person."""
    code = np.zeros(len(next(iter(scores.values()))), dtype=np.int64)
    for place, (rule, each) in enumerate(weighing.items()):
        code |= (scores[rule] >= min(each.glance, each.alone)).astype(np.int64) << place
    codes = code.tolist()
    rules = {
        each: frozenset(rule for place, rule in enumerate(weighing) if each >> place & 1)
        for each in set(codes)
    }
    return [rules[each] for each in codes]


def version() -> str:
    """The mark of the training run: it changes with the corpus, the features and the settings of the training."""
    with np.load(ARTEFACT) as stored:
        return str(stored["version"])


@dataclass(frozen=True, slots=True)
class _Weights:
    """`ngrams`: a row a bucket; `words`: the prints of known words, sorted; `meanings`: a row a known word."""

    ngrams: np.ndarray
    bias: np.ndarray
    words: np.ndarray
    meanings: np.ndarray


@cache
def _weights() -> _Weights:
    with np.load(ARTEFACT) as stored:
        return _Weights(
            stored["weights"].astype(np.float32),
            stored["bias"].astype(np.float32),
            stored["words"],
            stored["meanings"].astype(np.float32) * stored["meaning_scale"].astype(np.float32),
        )


def batches(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Cut texts into runs of about BATCH_CHARACTERS, each with the place of its first text."""
    first, size = 0, 0
    for place, text in enumerate(texts):
        size += len(text) + 1
        if size >= BATCH_CHARACTERS:
            yield first, texts[first : place + 1]
            first, size = place + 1, 0
    if first < len(texts):
        yield first, texts[first:]


@dataclass(frozen=True, slots=True)
class Read:
    """The features of a batch. Each of `parts` is (whose, bucket), sorted by whose; words are (whose, print)."""

    parts: list[tuple[np.ndarray, np.ndarray]]
    word_owner: np.ndarray
    word_prints: np.ndarray


def features(texts: Sequence[str]) -> Read:
    """The hashed features of the texts; every text has at least those of its shape."""
    codes, owner = _folded(texts)
    parts = [_shape_features(codes, owner, len(texts))]
    parts.extend(_character_ngrams(codes, owner, length) for length in CHARACTER_NGRAMS)
    whose, words, stems = _words(codes, owner)
    pairs = words[:-1] * np.uint64(_PRIME) + (words[1:] ^ _MIX)
    together = whose[:-1] == whose[1:]
    parts.append((whose, _bucket(words, 101)))
    parts.append((whose, _bucket(stems, 104)))
    parts.append((whose[:-1][together], _bucket(pairs[together], 102)))
    return Read(parts, whose, _prints(words))


def known_words(read: Read, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Those words of a batch that `known` (sorted prints) holds: whose, and the place in `known`."""
    places = np.searchsorted(known, read.word_prints).clip(max=len(known) - 1)
    is_known = known[places] == read.word_prints
    return read.word_owner[is_known], places[is_known]


def prints_of(words: Sequence[str]) -> np.ndarray:
    """The print of each word, as `known_words` compares them; one word an entry."""
    read = features(words)
    if len(read.word_prints) != len(words):
        raise ValueError("one word an entry")
    return read.word_prints


def _prints(words: np.ndarray) -> np.ndarray:
    return ((words * _MIX) >> np.uint64(32)).astype(np.uint32)


@cache
def _fold_table() -> np.ndarray:
    """What each code point is read as: lower case, ё as е, every digit as 0, every pictogram as one sign."""
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    for code in range(0x3000):
        character = chr(code)
        lower = character.lower()
        if len(lower) == 1:
            table[code] = ord(lower)
        if character.isspace() or not character.isprintable():
            table[code] = _SPACE
        elif character.isdigit():
            table[code] = _DIGIT
    table[ord("ё")] = table[ord("Ё")] = ord("е")
    table[_EDGE] = _EDGE
    table[0x2190:0x2C00] = _EMOJI
    table[0x1F000:0x20000] = _EMOJI
    return table


def _folded(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """All texts as one array of folded code points with an edge sign before, between and after; runs squeezed to two."""
    stream = "\x01" + "\x01".join(text.replace("\x01", " ") for text in texts) + "\x01"
    raw = np.frombuffer(stream.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = _fold_table()[raw]
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    owner = np.concatenate(([0], np.repeat(np.arange(len(texts)), lengths))).astype(np.int32)
    kept = np.ones(len(codes), dtype=bool)
    kept[2:] = (
        (codes[2:] != codes[1:-1]) | (codes[2:] != codes[:-2]) | (codes[2:] == _DIGIT) | (codes[2:] == _EDGE)
    )
    return codes[kept].astype(np.uint64), owner[kept]


def _bucket(hashes: np.ndarray, salt: int) -> np.ndarray:
    salted = (hashes + np.uint64(salt)) * _MIX
    salted ^= salted >> np.uint64(29)
    return ((salted * _MIX) >> np.uint64(64 - BUCKET_BITS)).astype(np.int32)


def _character_ngrams(codes: np.ndarray, owner: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    """N-grams of characters within one text, the edge sign included."""
    count = len(codes) - length + 1
    if count <= 0:
        return owner[:0], np.empty(0, dtype=np.int32)
    hashes = np.zeros(count, dtype=np.uint64)
    for step in range(length):
        hashes *= np.uint64(_PRIME)
        hashes += codes[step : step + count]
    # the edge that opens a text belongs to the text before it: the second character says whose n-gram it is
    whose = owner[1 : count + 1] if length > 1 else owner[:count]
    within = owner[length - 1 :] == whose
    edges = codes == _EDGE
    inner = np.ones(count, dtype=bool)
    for step in range(1, length - 1):
        inner &= ~edges[step : step + count]
    keep = within & inner
    return whose[keep], _bucket(hashes[keep], length)


def _words(codes: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Words as numbers: whose, the whole word, and its first STEM letters."""
    is_word = _word_table()[np.minimum(codes, 0x3000)]
    change = np.diff(is_word.astype(np.int8))
    starts, ends = np.flatnonzero(change == 1) + 1, np.flatnonzero(change == -1) + 1
    powers, inverses = (steps[: len(codes)] for steps in _powers(len(codes)))
    prefix = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(codes * powers, dtype=np.uint64)))
    begun, inverse = prefix[starts], inverses[starts]
    stems = prefix[np.minimum(ends, starts + STEM)]
    return owner[starts], (prefix[ends] - begun) * inverse, (stems - begun) * inverse


@cache
def _word_table() -> np.ndarray:
    return np.array([chr(code).isalnum() for code in range(0x3000)] + [False])


_POWERS: dict[int, tuple[np.ndarray, np.ndarray]] = {}


def _powers(length: int) -> tuple[np.ndarray, np.ndarray]:
    """Powers of the prime and of its inverse modulo 2⁶⁴, kept between batches."""
    size = max(BATCH_CHARACTERS * 2, 1 << (length - 1).bit_length())
    if size not in _POWERS:
        steps = np.full((2, size), 1, dtype=np.uint64)
        steps[0, 1:] = _PRIME
        steps[1, 1:] = _PRIME_INVERSE
        _POWERS.clear()
        _POWERS[size] = tuple(np.cumprod(steps, axis=1, dtype=np.uint64))
    return _POWERS[size]


def _shape_features(codes: np.ndarray, owner: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """What a text consists of, in five coarse signs; the last one is there for every text."""
    inside = codes != _EDGE
    digits = np.bincount(owner[codes == _DIGIT], minlength=count)
    pictures = np.bincount(owner[codes == _EMOJI], minlength=count)
    letters = np.bincount(owner[(codes > 64) & (codes < 0x3000) & inside], minlength=count)
    asks = np.bincount(owner[codes == ord("?")], minlength=count)
    signs = np.stack(
        [
            np.minimum(digits, 12),
            20 + np.minimum(pictures, 4),
            30 + np.minimum(letters, 1),
            40 + np.minimum(asks, 1),
            np.full(count, 50),
        ],
        axis=1,
    )
    whose = np.repeat(np.arange(count, dtype=np.int32), signs.shape[1])
    return whose, _bucket(signs.ravel().astype(np.uint64), 103)
