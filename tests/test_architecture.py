"""Imports point down only: the layers of docs/architecture.md, held by a test."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {
    "regulation",
    "casebook",
    "warehouse",
    "etl",
    "charts",
    "reports",
    "ui",
    "pages",
    "settings",
    "console",
    "dashboard",
}

# What a layer may import of ours, besides itself.
MAY = {
    "settings": set(),
    "console": set(),
    "regulation": set(),
    "casebook": {"console"},
    "charts": {"regulation"},
    "warehouse": {"settings", "regulation", "casebook"},
    "etl": {"settings", "console", "regulation", "casebook", "warehouse"},
    "reports": {"settings", "console", "regulation", "casebook", "warehouse"},
    "ui": {"settings", "regulation", "casebook", "warehouse", "charts", "reports"},
    "pages": {"settings", "regulation", "casebook", "warehouse", "charts", "reports", "ui"},
    "dashboard": {"ui"},
}
# The only places above that may call the writer.
WRITERS_FRIENDS = {"ui/first_run.py", "pages/quality.py", "ui/upload.py"}
# Third-party packages below which a layer must stay clean.
FOREIGN = {"streamlit": {"ui", "pages", "dashboard"}, "duckdb": {"etl", "warehouse"}, "plotly": {"charts"}}


def files() -> list[Path]:
    found = [ROOT / "settings.py", ROOT / "console.py", ROOT / "dashboard.py"]
    for layer in MAY:
        found += sorted((ROOT / layer).rglob("*.py")) if (ROOT / layer).is_dir() else []
    return found


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add((node.module or "").split(".")[0])
    return names


def layer_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path: Path):
    layer, place = layer_of(path), str(path.relative_to(ROOT).as_posix())
    allowed = MAY[layer] | {layer} | ({"etl"} if place in WRITERS_FRIENDS else set())
    assert imported(path) & OURS <= allowed


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_packages_stay_in_their_layers(path: Path):
    for package, layers in FOREIGN.items():
        if package in imported(path):
            assert layer_of(path) in layers, f"{package} is not for {layer_of(path)}"


def test_regulation_needs_third_parties_only_in_detectors():
    import sys

    known = set(sys.stdlib_module_names) | {"regulation", "__future__"}
    for path in sorted((ROOT / "regulation").rglob("*.py")):
        if "detectors" not in path.parts:
            assert imported(path) <= known, path


def test_pages_hold_no_sql_and_no_grouping():
    for path in sorted((ROOT / "pages").glob("*.py")):
        text = path.read_text(encoding="utf-8").lower()
        assert "groupby(" not in text, path
        assert "select " not in text, path


def test_dashboard_is_short():
    assert len((ROOT / "dashboard.py").read_text(encoding="utf-8").splitlines()) < 80
