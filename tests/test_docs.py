"""Documentation tells of the program as it is: generated pages are fresh, and whatever is named exists."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import typer.main

from regulation.indicators import INDICATORS
from settings import ROOT
from settings import read as read_settings
from warehouse import dictionary, rulebook
from warehouse.tables import SERVICE, TABLES

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/decisions").glob("*.md")])
TWO_COMMANDS = (
    "pip install -r requirements.txt && streamlit run dashboard.py",
    "pip install -r requirements-dev.txt && pytest",
)
VARIABLES = ("SFERUM_HOME", "SFERUM_SETTINGS", "SFERUM_SAMPLE", "SFERUM_REQUIRE_BROWSER")


@cache
def everything() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in PAGES)


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def commands_of(package: str) -> set[str]:
    """Commands that `python -m package` offers."""
    from importlib import import_module

    return set(typer.main.get_group(import_module(f"{package}.__main__").app).commands)


def test_the_dictionary_is_what_the_tables_declare():
    assert dictionary.PATH.read_text(encoding="utf-8") == dictionary.text(), (
        "выполните: python -m warehouse.dictionary"
    )


def test_the_rulebook_is_what_rules_indicators_and_settings_declare():
    fresh = rulebook.text(read_settings(ROOT / "settings.toml"))
    assert rulebook.PATH.read_text(encoding="utf-8") == fresh, "выполните: python -m warehouse.rulebook"


def test_the_dictionary_tells_of_every_table_and_column():
    told = dictionary.text()
    for table in TABLES:
        part = told.split(f"### {table.name}\n")[1].split("\n### ")[0]
        for column in table.columns:
            assert f"| `{column.key}`" in part, (table.name, column.key)
            assert all(heading in part for heading in column.headings)
    assert all(f"### {name}\n" in told for name in SERVICE)


def test_the_rulebook_tells_of_every_indicator_once():
    ids = re.findall(r"^\| (\S+) \| (?!---)", rulebook.text(read_settings(ROOT / "settings.toml")), re.M)
    assert sorted(each for each in ids if each not in {"№", "ключ"} and not each.startswith("`")) == sorted(
        each.id for each in INDICATORS
    )


@pytest.mark.parametrize("command", TWO_COMMANDS)
def test_readme_has_the_two_commands_as_they_stand(command: str):
    assert command in readme().splitlines()


@pytest.mark.parametrize("package", ["etl", "reports", "casebook"])
def test_every_command_is_in_the_readme(package: str):
    for name in commands_of(package):
        assert f"python -m {package} {name}" in readme() or f"`{name}`" in readme(), name


def test_every_command_that_documents_name_exists():
    known = {package: commands_of(package) for package in ("etl", "reports", "casebook")}
    for package, name in set(re.findall(r"python -m (etl|reports|casebook) ([a-z_]+)", everything())):
        assert name in known[package], f"python -m {package} {name}"


def test_modules_run_by_name_exist():
    for module in set(re.findall(r"python -m ((?:warehouse|benchmarks)[.\w]*)", everything())):
        assert (ROOT / f"{module.replace('.', '/')}.py").exists(), module


@pytest.mark.parametrize("name", VARIABLES)
def test_every_environment_variable_is_told(name: str):
    assert f"`{name}`" in everything()


def test_no_environment_variable_of_ours_is_untold():
    sources = [
        path
        for folder in ("etl", "ui", "warehouse", "casebook", "reports")
        for path in (ROOT / folder).rglob("*.py")
    ]
    read = "\n".join(path.read_text(encoding="utf-8") for path in [*sources, ROOT / "settings.py"])
    assert set(re.findall(r"SFERUM_[A-Z_]+", read)) <= set(VARIABLES)


def test_every_page_of_the_menu_is_in_the_readme():
    from ui.layout import PAGES as menu

    for _, title, _ in (page for group in menu.values() for page in group):
        assert f"| {title} |" in readme(), title


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path):
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:")):
            assert (path.parent / target).exists(), target


def test_files_that_the_architecture_names_exist():
    told = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for name in set(
        re.findall(r"`((?:etl|warehouse|regulation|casebook|ui|pages|reports|tests|charts)/[\w/]+\.py)", told)
    ):
        assert (ROOT / name).exists(), name


def test_functions_that_the_architecture_names_exist():
    told = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    for name, function in re.findall(r"`([\w/]+\.py): (\w+)`", told):
        assert re.search(rf"^def {function}\b", (ROOT / name).read_text(encoding="utf-8"), re.M), (
            name,
            function,
        )


@pytest.mark.slow
def test_an_indicator_is_added_as_the_example_says(tmp_path: Path):
    """One file, one test, a threshold: put where the text says, in a copy of the program, they are all it takes."""
    for name in (
        "regulation",
        "warehouse",
        "casebook",
        "etl",
        "reports",
        "tests",
        "settings.py",
        "settings.toml",
        "pyproject.toml",
    ):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    told = (ROOT / "docs/add_an_indicator.md").read_text(encoding="utf-8")
    pieces = dict(re.findall(r"^`([\w/]+\.(?:py|toml))`[^\n]*:\n\n```\w+\n(.*?)^```", told, re.M | re.S))
    declaration, test, settings = pieces
    assert settings == "settings.toml"
    (tmp_path / declaration).write_text(pieces[declaration], encoding="utf-8")
    (tmp_path / test).write_text(pieces[test], encoding="utf-8")
    thresholds = (tmp_path / settings).read_text(encoding="utf-8")
    assert thresholds.count("[thresholds]\n") == 1
    thresholds = thresholds.replace("[thresholds]\n", f"[thresholds]\n{pieces[settings]}")
    (tmp_path / settings).write_text(thresholds, encoding="utf-8")
    catalogue = "tests/regulation/indicators/test_catalogue.py"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        test,
        catalogue,
        "-k",
        "substitute or 2.3-13 or threshold",
    ]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": ""},
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"\b([6-9]|1\d) passed", done.stdout), done.stdout
