"""The invented institution in every format gives the same figures; what a format cannot tell is «нет данных», never zero.

For each format the test declares what the format loses. The same facts, written as spreadsheets that hold no more than the
format does, are the measure: every indicator of the catalogue is either equal to theirs or, where it needs a table or a
column that the format lacks, «нет данных».
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from etl import sample
from regulation.indicators import BY_ID, INDICATORS
from tests.etl.loading import SETTINGS, Home
from tests.etl.sheets import as_ods, as_xls
from warehouse.connect import open_reader
from warehouse.measure import figures
from warehouse.periods import month

SIZE = {"members": 36, "messages": 260, "months": 2}
MONTHS = [date(2026, 9, 1), date(2026, 10, 1)]
JOURNAL = "трансляции_и_звонки.xlsx"
# They count other figures of the catalogue: what is «нет данных» elsewhere is missing in them.
OF_FIGURES = {"2.1.13-02", "2.2-07"}
Figures = dict[tuple[str, date], tuple]


@dataclass(frozen=True)
class Format:
    """How the platform's part of the institution is written, and what is lost on the way."""

    write: Callable[[Path, frozenset[str]], None]
    loses: frozenset[str] = (
        frozenset()
    )  # facts that figures can do without: the measure is written without them too
    lacks: frozenset[str] = frozenset()  # tables and columns without which a figure cannot be


# --- ways to write it -------------------------------------------------------------------------------------
@cache  # the same writer each time: what it wrote is loaded once
def on_vk(kind: str) -> Callable[[Path, frozenset[str]], None]:
    """All of it on the former platform."""
    return lambda folder, without: sample.write(folder, **SIZE, vk_months=2, vk_as=kind, without=without)


@cache
def on_max(kind: str) -> Callable[[Path, frozenset[str]], None]:
    """All of it on the present platform."""
    return lambda folder, without: sample.write(folder, **SIZE, vk_months=0, max_as=kind, without=without)


def pages(path: Path) -> Iterator[dict]:
    """Pages of a history, whatever envelope the sample chose for it."""
    document = json.loads(path.read_text("utf-8-sig"))
    for page in document if isinstance(document, list) else [document]:
        page = page.get("response", page)
        if "items" in page:
            yield page


def histories(folder: Path, every: int = 1) -> Iterator[tuple[Path, list[dict]]]:
    """The history of each chat (or of every second one) with its messages; the file is taken away."""
    for path in sorted(folder.rglob("messages.getHistory.json"))[::every]:
        items = [item for page in pages(path) for item in page["items"]]
        path.unlink()
        yield path.parent, items


def vk_json(folder: Path, without: frozenset[str]) -> None:
    """Every other chat as one message a line, the rest as the pages of answers that the sample writes."""
    on_vk("json")(folder, without)
    for chat, items in histories(folder, every=2):
        text = "\n".join(json.dumps(item, ensure_ascii=False) for item in items)
        (chat / "history.jsonl").write_text(text, "utf-8")


def vk_legacy(folder: Path, without: frozenset[str]) -> None:
    """Messages in the words of the API before 5.80, as Python printed them."""
    on_vk("json")(folder, without)
    for chat, items in histories(folder):
        (chat / "history.txt").write_text("\n".join(str(_old(item)) for item in items), "utf-8")


def _old(item: dict) -> dict:
    action = item.get("action") or {}
    old = {
        "id": item["conversation_message_id"],
        "date": item["date"],
        "body": item["text"],
        "user_id": item["from_id"],
    }
    peer = item["peer_id"]
    old |= {"chat_id": peer - 2_000_000_000} if peer > 2_000_000_000 else {"out": 0, "read_state": 1}
    old |= {"attachments": item["attachments"], "fwd_messages": item.get("fwd_messages", [])}
    if action:
        old |= {
            "action": action["type"],
            "action_mid": action.get("member_id"),
            "action_text": action.get("text"),
        }
    return old


def vk_dumper(folder: Path, without: frozenset[str]) -> None:
    """Folders of a dumper; nobody keeps a journal of calls."""
    on_vk("dumper")(folder, without)
    (folder / JOURNAL).unlink()


def max_log(folder: Path, without: frozenset[str]) -> None:
    """Nothing but updates, one a line, as a collector that ran from the first day leaves them."""
    on_max("bot")(folder, without)
    with (folder / "max_bot" / "updates_2026-01.jsonl").open("w", encoding="utf-8") as log:
        for path in sorted((folder / "max_bot").glob("messages_*.json")):
            document = json.loads(path.read_text("utf-8"))
            path.unlink()
            for page in document if isinstance(document, list) else [document]:
                for message in page["messages"]:
                    update = {
                        "update_type": "message_created",
                        "timestamp": message["timestamp"],
                        "message": message,
                    }
                    log.write(json.dumps(update, ensure_ascii=False) + "\n")


def office(folder: Path, without: frozenset[str]) -> None:
    """Sheets saved by other programs: every other workbook as XLS, the rest as ODS."""
    on_vk("sheets")(folder, without)
    for n, path in enumerate(sorted(folder.glob("*.xlsx"))):
        book = CalamineWorkbook.from_path(str(path))
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
        suffix, write = (".xls", as_xls) if n % 2 else (".ods", as_ods)
        path.with_suffix(suffix).write_bytes(write(sheets))
        path.unlink()


# --- what each format carries --------------------------------------------------------------------------------
# The platforms know nothing of why one was removed; what was deleted on VK is simply not there. A sheet has no reactions.
VK = frozenset({"deletions", "reactions", "reasons"})
POOR = VK | {"edits", "replies", "polls"}
MAX = frozenset(
    {"reasons", "polls", "requests"}
)  # a poll is a link there, one let in on request came «by the link»
NO_JOURNAL = frozenset(
    {"broadcasts.purpose", "broadcasts.planned_at", "broadcasts.participants of трансляция"}
)
FORMATS = {
    "VK API JSON, pages and lines": Format(vk_json, VK, NO_JOURNAL),
    "XLS and ODS": Format(office, VK),
    "legacy VK": Format(vk_legacy, POOR, NO_JOURNAL),
    "VKSferumChatExport and members CSV": Format(vk_dumper, POOR, frozenset({"chat_members", "broadcasts"})),
    "MAX Bot JSON": Format(on_max("bot"), MAX),
    "MAX updates": Format(max_log, MAX),
}


def needs(indicator_id: str) -> set[str]:
    """Tables and columns without which the figure cannot be."""
    indicator = BY_ID[indicator_id]
    columns = {f"{told.table}.{told.column}" for told in indicator.told}
    kinds = {
        f"{told.table}.{told.column} of {told.where.split(chr(39))[1]}"
        for told in indicator.told
        if told.where != "true"
    }
    plan = (
        {"broadcasts.planned_at"} if indicator_id == "2.1.10-02" else set()
    )  # nothing planned: a share of nothing
    return set(indicator.requires) | columns | kinds | plan


# --- loading and measuring -----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def institution(tmp_path_factory):
    """`of(name, writer…)`: the figures of the institution written so and loaded; each is loaded once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "etl.keep.keep_indicators", lambda *_, **__: None
        )  # measured below, for these months only

        @cache
        def of(without: frozenset[str], *writers: Callable) -> Figures:
            home = Home(tmp_path_factory.mktemp("home"))
            for n, write in enumerate(writers):
                write(home.inbox / str(n), without)
            return measured(home)

        yield of


def measured(home: Home) -> Figures:
    """Every figure of both months. Nothing may be refused or asked."""
    result = home.load()
    told = [
        f"{file.name}: {file.reason}" for file in result.files if file.status not in {"loaded", "unchanged"}
    ]
    assert told == []
    with open_reader(home.place, settings=SETTINGS) as reader:
        return {
            (each.indicator.id, each.period.first_day): (
                each.numerator,
                each.denominator,
                each.value,
                each.state.value,
                each.coverage,
            )
            for each in figures(reader, INDICATORS, [month(first) for first in MONTHS])
        }


def unlike(found: Figures, expected: Figures) -> dict:
    """Figures that are not the same, «нет данных» aside."""
    return {
        key: (found[key], expected[key])
        for key in expected
        if key[0] not in OF_FIGURES and found[key] != pytest.approx(expected[key], nan_ok=True)
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_every_indicator_is_the_same_or_has_no_data(institution, name):
    form = FORMATS[name]
    sheets = on_max("sheets") if "MAX" in name else on_vk("sheets")
    expected = institution(form.loses, sheets)
    found = institution(form.loses, form.write)
    assert len(expected) == len(INDICATORS) * len(MONTHS)
    without_data = {indicator.id for indicator in INDICATORS if needs(indicator.id) & form.lacks}
    claimed = {key: found[key] for key in found if key[0] in without_data and found[key][2] is not None}
    assert claimed == {}
    assert {found[key][3] for key in found if key[0] in without_data} <= {"nodata", "info"}
    assert {key: pair for key, pair in unlike(found, expected).items() if key[0] not in without_data} == {}
    told = [key for key in found if found[key][2] is not None]
    assert len(told) > len(found) / 2  # most of the catalogue has something to say


@pytest.mark.slow
def test_three_formats_at_once_double_nothing(institution):
    alone = institution(POOR, on_vk("sheets"))
    together = institution(POOR, on_vk("sheets"), vk_json, vk_dumper)
    assert unlike(together, alone) == {}


@pytest.mark.slow
def test_reactions_only_add_to_activity(institution):
    poor, rich = institution(VK, vk_json), institution(VK - {"reactions"}, vk_json)
    changed = unlike(rich, poor)
    assert {key[0] for key in changed} <= {"1.3-00", "1.3-00.families", "2.3-09", "2.3-09.week", "2.3-10", "2.4-03", "2.4-03.of_joined", "2.4-03.week", "2.5-03", "2.5-03.week"}  # fmt: skip
    assert all(more[0] >= fewer[0] and more[1] == fewer[1] for more, fewer in changed.values())
