"""Read the labelled chat messages written for this project: what the rules and the model are measured on.

The files beside this module are the asset: one CSV per theme, semicolons, UTF-8 with BOM, so that a
methodologist opens them in a spreadsheet. `README.md` beside them is their data card.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
LABELS = ("obscenity", "insult", "threat", "hate", "personal", "flood")
SPLITS = ("train", "fit", "test")
COLUMNS = ("id", "text", "voice", *LABELS, "template", "split")
SECOND_LABELS = FOLDER / "second_labels" / "heldout.csv"


@dataclass(frozen=True)
class CorpusRow:
    """One labelled message.

    Columns: `theme` is the file; `labels` maps each of LABELS to True (breaks the rule), False, or None where honest people
    disagree: such a cell takes part in no training and in no figure. `template` is the family of the message; a family and its near
    copies stand on one side of `split`: «train» (patterns and lists are written with these rows in sight), «fit» (only the model is
    fitted on them) or «test» (another author's; they only measure).
    """

    id: str
    theme: str
    text: str
    voice: str
    labels: dict[str, bool | None]
    template: str
    split: str

    @property
    def author(self) -> str:
        """The mark of whoever wrote it: what stands before the number in the id (the first author has one a file)."""
        return self.id.rsplit("-", 1)[0]

    @property
    def is_clean(self) -> bool:
        """True where every label is a plain «no»."""
        return all(label is False for label in self.labels.values())


def read_corpus(*splits: str, folder: Path = FOLDER) -> list[CorpusRow]:
    """Read all rows, or those of some splits.

    Rows: one per message, in the order of file name and line.
    Raises: ValueError naming file and line for a label, split or heading that nobody declared.
    """
    rows = [row for path in sorted(folder.glob("*.csv")) for row in _rows_of(path)]
    return [row for row in rows if not splits or row.split in splits]


def read_second_labels() -> list[dict[str, dict[str, bool | None]]]:
    """What two others said of held-out rows, not seeing the author's labels: for each of them row id → rule → label.

    Cells list the broken rules; a rule with «?» is disputed (None).
    """
    with SECOND_LABELS.open(encoding="utf-8-sig", newline="") as lines:
        cells = list(csv.DictReader(lines, delimiter=";"))
    return [{row["id"]: _listed(row[name]) for row in cells} for name in ("first", "second")]


def _listed(cell: str) -> dict[str, bool | None]:
    said = cell.split(",")
    return {rule: None if f"{rule}?" in said else rule in said for rule in LABELS}


def _rows_of(path: Path) -> Iterator[CorpusRow]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, delimiter=";")
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path.name}: заголовки должны быть {';'.join(COLUMNS)}")
        for cells in reader:
            where = f"{path.name}, строка {reader.line_num}"
            if cells["split"] not in SPLITS:
                raise ValueError(f"{where}: split — train, fit или test, а не «{cells['split']}»")
            yield CorpusRow(
                id=cells["id"],
                theme=path.stem,
                text=cells["text"],
                voice=cells["voice"],
                labels={rule: _label(cells[rule], where) for rule in LABELS},
                template=cells["template"],
                split=cells["split"],
            )


def _label(cell: str, where: str) -> bool | None:
    known = {"1": True, "0": False, "": None}
    if cell not in known:
        raise ValueError(f"{where}: метка — 1, 0 или пусто, а не «{cell}»")
    return known[cell]
