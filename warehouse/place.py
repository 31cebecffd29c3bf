"""Where things stand on disk: the institution's folders, or the sample's where nothing is loaded yet."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from settings import ROOT, home

SAMPLE_FILES = ROOT / "data" / "sample"
SAMPLE_HOME = SAMPLE_FILES / ".warehouse"


class WarehouseMissing(Exception):
    """Nothing is loaded yet; the text says what to do next."""


@dataclass(frozen=True)
class Place:
    """One home: inbox, raw, warehouse, state, exports."""

    home: Path
    is_sample: bool = False

    @property
    def warehouse(self) -> Path:
        """Published versions and the pointer."""
        return self.home / "warehouse"

    @property
    def snapshots(self) -> Path:
        """Two immutable files a version."""
        return self.warehouse / "snapshots"

    @property
    def pointer(self) -> Path:
        """The one pointer that publishes both files."""
        return self.warehouse / "CURRENT"

    @property
    def state(self) -> Path:
        """The casebook and the key of pseudonyms."""
        return self.home / "state"

    @property
    def casebook(self) -> Path:
        """What people decided."""
        return self.state / "casebook.sqlite"

    @property
    def key(self) -> Path:
        """The secret of pseudonyms, 0600."""
        return self.state / "key"

    @property
    def raw(self) -> Path:
        """Accepted files by hash, 0600."""
        return self.home / "raw"

    def version(self) -> str | None:
        """The published version, or None."""
        try:
            return self.pointer.read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None

    def public_file(self, version: str) -> Path:
        """The pseudonymous file of a version."""
        return self.snapshots / f"{version}.duckdb"

    def private_file(self, version: str) -> Path:
        """The file with names, titles, ids and kept texts."""
        return self.snapshots / f"{version}.private.duckdb"


def own_place() -> Place:
    """The institution's own home, loaded or not."""
    return Place(home())


def sample_allowed() -> bool:
    """Whether the sample may stand in for missing data."""
    return os.environ.get("SFERUM_SAMPLE", "1") != "0"


def current_place() -> Place:
    """The institution's home once something is loaded there, else the sample's.

    Raises: WarehouseMissing where neither holds a version.
    """
    own = own_place()
    if own.version():
        return own
    sample = Place(SAMPLE_HOME, is_sample=True)
    if sample_allowed() and sample.version():
        return sample
    raise WarehouseMissing(
        "Данные ещё не загружены. Откройте «Загрузка и качество» или выполните: python -m etl load ПАПКА"
    )
