"""The corpus is fit to measure with: labelled, varied, and split so that nothing known is met again."""

import csv
import re
from collections import Counter, defaultdict

import pytest

from regulation.corpus import (
    COLUMNS,
    FOLDER,
    LABELS,
    SECOND_LABELS,
    CorpusRow,
    read_corpus,
    read_second_labels,
)

ROWS = read_corpus()
LEAST_TEST, LEAST_TRAIN = 80, 150
NEAR_COPY = 0.6


def side(row: CorpusRow) -> str:
    """Whether the row is learnt from (patterns or model) or only measured with."""
    return "measured" if row.split == "test" else "learnt"


def bare(text: str) -> str:
    """Letters and digits of the text; a text without any is itself."""
    return re.sub(r"[\W_]+", "", text.lower().replace("ё", "е")) or text


def five_grams(text: str) -> frozenset[str]:
    plain = bare(text)
    return frozenset(plain[place : place + 5] for place in range(max(1, len(plain) - 4)))


def test_it_is_large_varied_and_in_three_voices():
    assert len(ROWS) >= 2500
    assert len({row.text for row in ROWS}) == len(ROWS)
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert len({bare(row.text) for row in ROWS}) > 0.95 * len(ROWS)
    voices = Counter(row.voice for row in ROWS)
    assert set(voices) == {"parent", "teacher", "teen"}
    assert min(voices.values()) >= 300


@pytest.mark.parametrize("rule", LABELS)
def test_every_rule_has_enough_violations_on_each_side(rule):
    broken = Counter(side(row) for row in ROWS if row.labels[rule])
    assert broken["measured"] >= LEAST_TEST
    assert broken["learnt"] >= LEAST_TRAIN


@pytest.mark.parametrize("rule", LABELS)
def test_every_rule_has_more_plain_noes_than_violations(rule):
    for each in ("learnt", "measured"):
        labels = Counter(row.labels[rule] for row in ROWS if side(row) == each)
        assert labels[False] > labels[True]


def test_clean_messages_are_enough_to_see_one_percent():
    clean = Counter(side(row) for row in ROWS if row.is_clean)
    assert clean["measured"] >= 400
    assert clean["learnt"] >= 800


def test_a_family_stands_on_one_side():
    sides = defaultdict(set)
    for row in ROWS:
        sides[row.template].add(side(row))
    assert [family for family, splits in sides.items() if len(splits) > 1] == []


def test_the_measuring_author_wrote_nothing_else():
    assert {row.theme for row in ROWS if row.split == "test"} == {"heldout"}
    assert {row.split for row in ROWS if row.theme == "heldout"} == {"test"}


def test_second_labels_are_of_held_out_rows_and_name_known_rules():
    with SECOND_LABELS.open(encoding="utf-8-sig", newline="") as lines:
        cells = list(csv.DictReader(lines, delimiter=";"))
    said = {rule.removesuffix("?") for row in cells for rule in f"{row['first']},{row['second']}".split(",")}
    assert said == {"", *LABELS}
    assert len({row["id"] for row in cells}) == len(cells)
    assert {row["id"] for row in cells} <= {row.id for row in ROWS if row.split == "test"}


def test_a_second_label_is_yes_no_or_disputed():
    first, second = read_second_labels()
    assert first.keys() == second.keys()
    for labels in (first, second):
        assert {label for each in labels.values() for label in each.values()} == {True, False, None}


def test_near_copies_stand_on_one_side():
    measured = [(row.text, five_grams(row.text)) for row in ROWS if side(row) == "measured"]
    holders = defaultdict(list)
    for place, (_, grams) in enumerate(measured):
        for gram in grams:
            holders[gram].append(place)
    torn = []
    for row in ROWS:
        if side(row) == "learnt":
            grams = five_grams(row.text)
            shared = Counter(other for gram in grams for other in holders.get(gram, ()))
            torn += [
                (measured[other][0], row.text)
                for other, common in shared.items()
                if common / (len(grams) + len(measured[other][1]) - common) > NEAR_COPY
            ]
    assert torn == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_a_spreadsheet_opens_the_file_as_it_is(path):
    assert path.read_bytes().startswith(b"\xef\xbb\xbf" + ";".join(COLUMNS).encode())


def test_a_spreadsheet_takes_no_message_for_a_formula():
    assert [row.text for row in ROWS if row.text.startswith(("=", "+", "-", "@", "\t"))] == []
    assert [row.text for row in ROWS if row.text != row.text.strip() or not row.text] == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("x-1;текст;parent;2;0;0;0;0;0;x-1;train", "метка"),
        ("x-1;текст;parent;1;0;0;0;0;0;x-1;dev", "split"),
    ],
)
def test_a_slip_of_the_editor_is_named_with_its_line(tmp_path, line, complaint):
    (tmp_path / "slip.csv").write_text(";".join(COLUMNS) + "\n" + line + "\n", encoding="utf-8-sig")
    with pytest.raises(ValueError, match=rf"slip\.csv, строка 2: {complaint}"):
        read_corpus(folder=tmp_path)


def test_a_foreign_heading_is_refused(tmp_path):
    (tmp_path / "other.csv").write_text("text;label\nа;1\n", encoding="utf-8-sig")
    with pytest.raises(ValueError, match=r"other\.csv"):
        read_corpus(folder=tmp_path)
