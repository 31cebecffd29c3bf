"""One number everywhere: command line, Python, pages; and nobody's name where the contract wants none."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable

import duckdb
import pytest

from settings import ROOT
from warehouse import indicators as registry
from warehouse import measure
from warehouse.measure import BREAKDOWNS
from warehouse.place import Place
from warehouse.private import private_reader

pytestmark = pytest.mark.slow
MONTH = "2026-10"
# Columns of breaching rows that the contract names, with the column of the private table that holds the raw id.
RAW = {
    "chat_id": ("chats", "chat_id"),
    "member_id": ("members", "member_id"),
    "deleted_by": ("members", "member_id"),
    "violation_id": ("violations", "violation_id"),
    "measure_id": ("measures", "measure_id"),
    "link_id": ("invite_links", "link_id"),
    "request_id": ("join_requests", "request_id"),
    "ticket_id": ("tickets", "ticket_id"),
    "act_id": ("acts", "act_id"),
    "message_id": ("messages", "message_id"),
}


@pytest.fixture(scope="module")
def report(sample_place: Place) -> Callable[..., dict]:
    """The command `python -m reports`, as somebody runs it; each call is made once."""
    told: dict[tuple, dict] = {}

    def run(*words: str) -> dict:
        if words not in told:
            done = subprocess.run(
                [sys.executable, "-m", "reports", *words, "--json"],
                cwd=ROOT,
                env=os.environ | {"SFERUM_HOME": str(sample_place.home), "PYTHONUTF8": "1"},
                capture_output=True,
                text=True,
                check=True,
            )
            told[words] = json.loads(done.stdout)
        return told[words]

    return run


@pytest.fixture
def here(sample_place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process looks at the loaded sample."""
    monkeypatch.setenv("SFERUM_HOME", str(sample_place.home))


@pytest.fixture(scope="module")
def both_files(sample_place: Place):
    """Both files of the loaded sample."""
    return private_reader(sample_place, "tests", "independent")


def figure(entry: dict) -> tuple:
    """What must be the same everywhere."""
    return entry["numerator"], entry["denominator"], entry["value"]


def plain(*cells: float) -> tuple:
    """Cells of a frame as JSON writes them."""
    return tuple(None if cell != cell else cell for cell in cells)


def test_pages_show_what_the_command_line_tells(report, here):
    from ui import data

    told = report("indicators", MONTH)["indicators"]
    shown = data.catalogue(MONTH)
    assert {each["id"]: (figure(each), each["state"]) for each in told} == {
        indicator_id: ((each.numerator, each.denominator, each.value), each.state.value)
        for indicator_id, each in shown.items()
    }


@pytest.mark.parametrize("by", BREAKDOWNS)
def test_breakdowns_of_pages_are_those_of_the_command_line(report, here, by):
    from ui import data

    told = [each for each in report("indicators", MONTH, "--by", by)["indicators"] if each["by"]]
    ids = sorted({each["id"] for each in told})
    shown = [each for each in data.measured(ids, [MONTH], by) if each.by]
    assert told
    assert {(each["id"], each["by"][by]): (figure(each), each["suppressed"]) for each in told} == {
        (each.indicator.id, dict(each.by)[by]): (
            (each.numerator, each.denominator, each.value),
            each.suppressed,
        )
        for each in shown
    }


def test_measure_tells_what_the_command_line_tells(report, here):
    told = {each["id"]: each for each in report("indicators", MONTH)["indicators"]}
    for indicator_id in ("2.3-01", "2.3-08", "2.4-03.week", "2.5-01", "4.2-01", "5.3-00", "5.3-01"):
        row = measure(indicator_id, months=[MONTH]).iloc[0]
        assert plain(row["numerator"], row["denominator"], row["value"]) == figure(told[indicator_id])


def test_measure_by_direction_tells_what_the_command_line_tells(report, here):
    told = {
        each["by"]["direction"]: figure(each)
        for each in report("indicators", MONTH, "--by", "direction")["indicators"]
        if each["by"] and each["id"] == "2.3-08" and not each["suppressed"]
    }
    frame = measure("2.3-08", months=[MONTH], by="direction")
    python = {
        row.direction: plain(row.numerator, row.denominator, row.value)
        for row in frame.itertuples()
        if row.direction in told
    }
    assert told
    assert python == told


def test_every_declared_figure_is_told_by_the_command_line_once(report, here):
    declared = [indicator.id for indicator in registry()]
    assert [each["id"] for each in report("indicators", MONTH)["indicators"]] == declared


@pytest.mark.parametrize("month", ["2026-09", MONTH])
def test_rows_behind_a_check_are_as_many_as_it_says(report, month):
    rows = {each["id"]: each["rows"] for each in report("breaches", month)["checks"]}
    told = {each["id"]: each["breaches"] for each in report("indicators", month)["indicators"]}
    counted = {
        indicator_id: sum(row.get("level", "breach") == "breach" for row in rows.get(indicator_id, []))
        for indicator_id, breaches in told.items()
        if breaches is not None
    }
    assert sum(counted.values()) > 50
    assert counted == {indicator_id: told[indicator_id] for indicator_id in counted}
    unmeasured = {each for each in rows if told.get(each) is None and rows[each]}
    assert unmeasured == set()


def test_rows_name_things_as_the_source_files_do(report, both_files):
    known = {
        column: {str(row[name]) for row in both_files.rows(f"select {name} from private.{table}")}
        for column, (table, name) in RAW.items()
    }
    rows = [row for each in report("breaches", MONTH)["checks"] for row in each["rows"]]
    foreign = {
        (column, row[column])
        for row in rows
        for column in RAW
        if row.get(column) is not None and str(row[column]) not in known[column]
    }
    assert foreign == set()


def test_rows_tell_no_names_titles_or_texts(report, both_files):
    document = " " + json.dumps(report("breaches", MONTH), ensure_ascii=False).lower() + " "
    assert [name for name in secrets(both_files) if stands(name, document)] == []


def test_the_public_file_holds_no_name_title_text_or_platform_id(sample_place, both_files):
    hidden = secrets(both_files) | raw_ids(both_files)
    words = {name.split()[0] for name in hidden}
    found: set[tuple[str, str, str]] = set()
    with duckdb.connect(str(sample_place.public_file(sample_place.version())), read_only=True) as public:
        columns = public.execute(
            "select table_name, column_name from duckdb_columns() where data_type like 'VARCHAR%' and not internal"
        ).fetchall()
        assert len(columns) > 200
        for table, column in columns:
            values = public.execute(
                f'select distinct lower(cast("{column}" as varchar)) from "{table}" where "{column}" is not null'
            )
            for (value,) in values.fetchall():
                if words.isdisjoint(re.findall(r"[\w-]+", value)):
                    continue
                found |= {(table, column, name) for name in hidden if stands(name, value)}
    assert found == set()


def stands(name: str, text: str) -> bool:
    """Whether a name stands in a text in whole words."""
    at = text.find(name)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
        if not (before.isalnum() or after.isalnum()):
            return True
        at = text.find(name, at + 1)
    return False


def secrets(reader) -> set[str]:
    """Full names, surnames with initials, titles and texts of the sample, in lower case."""
    names = reader.rows(
        """
        select full_name as name from private.students union select full_name from private.guardians
        union select full_name from private.staff union select full_name from private.members
        union select student_name from private.guardians union select teacher from private.groups
        union select title from private.chats union select title from private.broadcasts
        union select topic from private.channel_posts union select recipient from private.invite_links
        union select comment from private.violations union select text from private.kept_texts
        """
    )
    public_words = {
        str(value).lower()
        for row in reader.rows(
            "select group_name as word from published.groups union select association from published.groups "
            "union select department from published.staff union select category from published.staff"
        )
        for value in row.values()
    }
    told = {" ".join(row["name"].lower().split()) for row in names if row["name"]}
    # A text of one short word («Спасибо») is nobody's secret and may be anybody's word.
    return {each for each in told if len(each) >= 12 and each not in public_words}


def raw_ids(reader) -> set[str]:
    """Ids as the platforms and the registers give them; short ones are ordinary numbers."""
    return {
        str(row["raw_id"]).lower()
        for row in reader.rows("select raw_id from private.ids")
        if re.fullmatch(r"[A-Za-z0-9_-]{6,}", str(row["raw_id"]))
    }
