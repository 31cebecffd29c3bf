"""Each source against its cases: a folder `in/` with invented input beside the canonical rows it must give.

`case.json`, where there is one, tells which chats may be read. To look at a new case's rows, run
`python -m tests.etl.sources.test_source_cases SOURCE/CASE`; they are for a person to check before they become expected.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from etl.sources.base import Refused, sources
from tests.etl.sources.kit import context, files_in, source_of, told

CASES = Path(__file__).parents[1] / "cases"
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/expected.json"))


def outcome_of(folder: Path) -> dict[str, object]:
    """What comes out of a case's input: rows, rejects, outcomes, chats seen and private dialogs counted."""
    files = files_in(folder / "in")
    settings = json.loads((folder / "case.json").read_text()) if (folder / "case.json").exists() else {}
    groups: dict[str, list] = {}
    refused: dict[str, str] = {}
    for file in files:
        try:
            source = source_of(file)
        except Refused as error:
            refused[file.name] = str(error)
            continue
        assert source is not None, f"{file.name}: no source recognises it"
        groups.setdefault(source.name, []).append((source, file))
    result: dict[str, object] = {"refused": refused} if refused else {}
    for name, pairs in sorted(groups.items()):
        source, members = pairs[0][0], [file for _, file in pairs]
        surveys = source.survey(members, context())
        reading = source.read(members, context(settings.get("allowed")))
        result[name] = {
            "chats": sorted({chat for survey in surveys for _, chat in survey.chats}),
            "private_dialogs": sum(survey.private_dialogs for survey in surveys),
            **told(reading, members),
        }
    return result


@pytest.mark.parametrize("folder", FOLDERS, ids=[f"{f.parent.name}/{f.name}" for f in FOLDERS])
def test_case(folder):
    assert outcome_of(folder) == json.loads((folder / "expected.json").read_text())


def test_every_source_has_cases_and_property_tests():
    here = Path(__file__).parent
    for source in sources():
        module = type(source).__module__.rsplit(".", 1)[-1]
        assert list((CASES / module).glob("*/expected.json")) or module == "vk_members_csv"
        assert (here / f"test_properties_{module}.py").exists(), f"{module}: no property tests"


def test_there_are_cases():
    assert {folder.parent.name for folder in FOLDERS} >= {
        "vk_api",
        "vk_legacy",
        "max_bot",
        "vk_dumper",
        "foreign",
    }


if __name__ == "__main__":
    print(json.dumps(outcome_of(CASES / sys.argv[1]), ensure_ascii=False, indent=1, sort_keys=True))
