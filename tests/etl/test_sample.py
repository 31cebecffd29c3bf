"""The invented institution: the same facts in every format, the promised oddities, nothing by chance."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from etl import sample
from etl.sample import people, story, talk
from etl.sample.monthsheets import mid, seq

COMMITTED = Path(__file__).parents[2] / "data" / "sample"
SMALL = {"members": 260, "messages": 2500, "months": 6, "seed": 3}


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".warehouse" not in path.parts
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The default institution with the present platform as a bot's log."""
    folder = tmp_path_factory.mktemp("sample")
    return folder, sample.write(folder, max_as="bot")


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    """The same institution, everything as spreadsheets."""
    folder = tmp_path_factory.mktemp("sheets")
    return folder, sample.write(folder, vk_as="sheets", max_as="sheets")


@cache
def _lives(seed: int) -> dict[int, list[talk.Item]]:
    truth = _seen[seed]
    counts = talk.plan(truth.it, 11_000)
    life = talk.Talk(truth.it, counts, truth.story.script)
    return {room.key: life.timeline(room) for room in truth.it.rooms}


_seen: dict[int, sample.Truth] = {}


def lives(truth: sample.Truth) -> dict[int, list[talk.Item]]:
    """Everything that happened in every chat of the default institution."""
    _seen[truth.it.seed] = truth
    return _lives(truth.it.seed)


# --- the files -----------------------------------------------------------------------------------------
def test_a_seed_decides_every_byte(tmp_path):
    sample.write(tmp_path / "a", **SMALL)
    sample.write(tmp_path / "b", **SMALL)
    sample.write(tmp_path / "c", **{**SMALL, "seed": 4})
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert files(tmp_path / "a") != files(tmp_path / "c")


def test_the_committed_sample_is_what_the_generator_writes(tmp_path):
    sample.write(tmp_path)
    assert files(COMMITTED) == files(tmp_path), (
        "перепишите его: rm -r data/sample/* && python -m etl sample data/sample"
    )


def test_the_committed_sample_is_small():
    assert sum(len(content) for content in files(COMMITTED).values()) <= 6_000_000


@pytest.mark.parametrize(
    "size",
    [
        {"members": 20, "messages": 0, "months": 1},
        {"members": 20, "messages": 40, "months": 1},
        {"members": 60, "messages": 500, "months": 2, "seed": 9},
        {"members": 200, "messages": 900, "months": 5, "vk_months": 5},
        {"members": 200, "messages": 900, "months": 5, "vk_months": 0},
        {"members": 150, "messages": 700, "months": 4, "as_of": date(2027, 2, 14)},
    ],
)
@pytest.mark.parametrize(("vk_as", "max_as"), [("json", "bot"), ("dumper", "sheets")])
def test_any_size(tmp_path, size, vk_as, max_as):
    truth = sample.write(tmp_path, vk_as=vk_as, max_as=max_as, **size)
    made = sum(truth.messages.values())
    assert abs(made - size["messages"]) <= max(160, size["messages"] * 0.3)
    assert files(tmp_path)


@pytest.mark.parametrize(
    "wrong", [{"members": 3}, {"months": 0}, {"messages": -1}, {"vk_as": "xml"}, {"max_as": "xml"}]
)
def test_senseless_sizes_are_refused(tmp_path, wrong):
    with pytest.raises(ValueError):  # noqa: PT011 - each has its own Russian sentence
        sample.write(tmp_path, **wrong)


# --- the same facts in every format -------------------------------------------------------------------
def month(seconds: int) -> str:
    return f"{people.wall(seconds + people.UTC_OFFSET):%Y-%m}"


def responses(path: Path) -> list[dict]:
    loaded = json.loads(path.read_text("utf-8-sig"))
    pages = loaded if isinstance(loaded, list) else [loaded]
    return [page.get("response", page) for page in pages if "error" not in page]


def test_vk_json_holds_every_message_that_was_not_deleted(written):
    folder, truth = written
    seen: dict[tuple[int, int], str] = {}
    for path in (folder / "vk_api").rglob("messages.getHistory.json"):
        for page in responses(path):
            for item in page["items"]:
                calls = any(a["type"] == "call" for a in item["attachments"])
                if "action" not in item and not calls and item["peer_id"] > 2_000_000_000:
                    seen[(item["peer_id"], item["conversation_message_id"])] = month(item["date"])
    expected = {m: n - truth.deleted[(p, m)] for (p, m), n in truth.messages.items() if p == people.VK}
    assert Counter(seen.values()) == expected


def test_bot_pages_and_updates_together_hold_every_message(written):
    folder, truth = written
    seen: dict[str, str] = {}
    removed = set()
    for path in (folder / "max_bot").glob("messages_*.json"):
        loaded = json.loads(path.read_text())
        for page in loaded if isinstance(loaded, list) else [loaded]:
            for message in page["messages"]:
                seen[message["body"]["mid"]] = month(message["timestamp"] // 1000)
    pages = len(seen)
    twice = 0
    for path in (folder / "max_bot").glob("updates_*.jsonl"):
        for line in path.open():
            update = json.loads(line)
            if update["update_type"] == "message_created":
                twice += update["message"]["body"]["mid"] in seen
                seen[update["message"]["body"]["mid"]] = month(update["message"]["timestamp"] // 1000)
            elif update["update_type"] == "message_removed":
                removed.add(update["message_id"])
    assert Counter(seen.values()) == {m: n for (p, m), n in truth.messages.items() if p == people.MAX}
    assert len(removed) == sum(n for (p, _), n in truth.deleted.items() if p == people.MAX)
    assert removed <= seen.keys()
    assert twice > 50, "страницы и журнал перекрываются"
    assert pages < len(seen), "часть сообщений есть только в журнале"


def test_sheets_hold_every_message(by_hand):
    folder, truth = by_hand
    seen: Counter = Counter()
    for path in folder.glob("сообщения_*.xlsx"):
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        for row in rows[1:]:
            seen[(row[10], f"{row[3]:%Y-%m}")] += 1
    assert seen == truth.messages


def test_formats_do_not_change_the_facts(written, by_hand):
    (_, bot), (_, sheets) = written, by_hand
    assert bot.messages == sheets.messages
    assert bot.violations == sheets.violations
    assert bot.accounts == sheets.accounts
    assert bot.flaws == sheets.flaws


def test_the_dumper_writes_the_same_texts(tmp_path, written):
    _, truth = written
    sample.write(tmp_path, vk_as="dumper")
    n = 0
    for path in (tmp_path / "sferum_dump").rglob("history.json"):
        rows = json.loads(path.read_text())
        assert all(set(row) == {"date", "from_id", "text", "attachments"} for row in rows)
        n += sum(1 for row in rows if row["text"] or row["attachments"])
    empty = sum(
        isinstance(item, talk.Message) and not item.text and item.kind == "опрос" and not item.deleted
        for room in truth.it.rooms_of(people.VK)
        for item in lives(truth)[room.key]
    )
    expected = sum(c - truth.deleted[key] for key, c in truth.messages.items() if key[0] == people.VK)
    assert n == expected - empty, "опрос этот выгрузчик теряет"
    with next(tmp_path.glob("sferumChatMembers_*.csv")).open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["id", "ФИО", "Учебные заведения", "Роли"]
    assert len(rows) - 1 == sum(a.platform == people.VK for a in truth.it.accounts)


# --- shapes of the platforms --------------------------------------------------------------------------
def test_vk_json_has_the_oddities_of_life(written):
    folder, _ = written
    pages = {path: responses(path) for path in (folder / "vk_api").rglob("messages.getHistory.json")}
    actions = Counter(
        item["action"]["type"]
        for all_pages in pages.values()
        for page in all_pages
        for item in page["items"]
        if "action" in item
    )
    assert actions["chat_theme_blossomed"] == 1
    assert {"chat_invite_user_by_link", "chat_kick_user"} <= actions.keys()
    assert any(page["count"] > sum(len(p["items"]) for p in ps) for ps in pages.values() for page in ps), (
        "заявлено больше"
    )
    assert any(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in pages)
    assert any(b"\\u0" in path.read_bytes()[:3000] for path in pages)
    assert any('"error_code"' in path.read_text("utf-8-sig") for path in pages)
    assert any(
        item["peer_id"] < 2_000_000_000 for ps in pages.values() for page in ps for item in page["items"]
    ), "личный диалог"
    members = [
        responses(path)[0] for path in (folder / "vk_api").rglob("messages.getConversationMembers_*.json")
    ]
    assert any(len(page["items"]) == 20 < page["count"] for page in members), "усечённый список"
    assert any("mobile_phone" in profile for page in members for profile in page["profiles"]), (
        "поле, которое хранить нельзя"
    )
    types = {
        a["type"]
        for ps in pages.values()
        for page in ps
        for item in page["items"]
        for a in item["attachments"]
    }
    assert {"photo", "sticker", "doc", "poll", "audio_message", "call"} <= types


def test_pages_of_a_long_history_overlap(tmp_path):
    sample.write(tmp_path, members=60, messages=6000, months=3, vk_months=3)
    for path in (tmp_path / "vk_api").rglob("messages.getHistory.json"):
        pages = responses(path)
        if len(pages) > 1:
            ids = [[item["conversation_message_id"] for item in page["items"]] for page in pages]
            assert all(set(one) & set(other) for one, other in pairwise(ids))
            return
    pytest.fail("нет чата длиннее страницы")


def test_numbers_of_max_are_64_bit_and_negative(written):
    _, truth = written
    room = truth.it.rooms_of(people.MAX)[0]
    message = talk.Message(people.at(date(2026, 5, 1), 12), truth.it.accounts[0], "да", n=7)
    assert room.id < 0
    assert seq(message) > 2**53
    assert mid(room, message).startswith("mid.ffff")


# --- the institution ----------------------------------------------------------------------------------
def test_one_month_is_silent_and_the_platform_moves(written):
    _, truth = written
    months = {m for _, m in truth.messages}
    assert "2026-07" not in months
    assert {
        f"{y}-{m:02d}" for y, m in ((2025, 10), (2025, 12), (2026, 1), (2026, 6), (2026, 8), (2026, 10))
    } <= months
    assert not [m for p, m in truth.messages if p == people.VK and m > "2025-12"]
    assert truth.successors


def test_what_makes_matching_hard_is_there_but_rare(written):
    _, truth = written
    hidden = Counter(truth.guises.values())
    assert {"nickname", "typo", "former surname", "wrong role", "duplicate", "outsider"} <= hidden.keys()
    unmatched = sum(
        n for how, n in hidden.items() if how in ("nickname", "typo", "former surname", "outsider")
    )
    assert unmatched / len(truth.accounts) < 0.025
    it = truth.it
    assert any(len(p.children) > 1 for p in it.guardians)
    assert any(p.staff and p.children for p in it.staff), "педагог-родитель"
    namesakes = Counter(
        (p.last, p.first, e.group.key) for g in it.groups for e in g.enrolments for p in [e.student]
    )
    assert ("Ветлугин", "Иван") in {(last, first) for (last, first, _), n in namesakes.items() if n > 1}
    assert len({g.name for g in it.groups}) < len(it.groups), "названия групп повторяются"


def test_full_names_are_unique_but_for_the_promised_ones(written):
    _, truth = written
    everyone = [*truth.it.staff, *truth.it.students, *truth.it.guardians]
    twice = {name for name, n in Counter(p.full for p in everyone).items() if n > 1}
    assert not twice


def test_nobody_writes_outside_his_stay_or_while_blocked(written):
    _, truth = written
    rooms = {room.key: room for room in truth.it.rooms}
    for key, items in lives(truth).items():
        stays: dict[int, list[people.Stay]] = {}
        for stay in rooms[key].stays:
            stays.setdefault(stay.account.id, []).append(stay)
        for item in items:
            if not isinstance(item, talk.Message) or item.kind == "правила":
                continue
            spans = stays[item.author.id]
            assert any(s.joined <= item.at and (s.left is None or item.at <= s.left) for s in spans), (
                key,
                item,
            )
            for start, end in truth.story.script.blocked.get((key, item.author.id), ()):
                assert not start <= item.at < end, (key, item)


def test_the_truth_about_quiet_hours_is_exact(written):
    _, truth = written
    known = {(room, message) for _, room, message, rule, _ in truth.violations if rule == "quiet_hours"}
    known |= {(room, message) for _, room, message in truth.excepted}
    rooms = {room.key: room for room in truth.it.rooms}
    found = set()
    zones = [e for e in truth.story.exemptions if e.tz]
    for key, items in lives(truth).items():
        for item in items:
            if not isinstance(item, talk.Message) or rooms[key].kind not in ("родители", "обучающиеся"):
                continue
            far = next((e for e in zones if e.account is item.author and e.start <= item.at <= e.end), None)
            minute = (item.at + (story.FAR_AWAY if far else 0)) % people.DAY // 60
            if far and minute >= 7 * 60 and not 7 * 60 <= item.at % people.DAY // 60 <= 21 * 60:
                minute = 0  # outside by our clock, inside by his: excepted
            if minute < 7 * 60 or minute > 21 * 60:
                found.add((str(rooms[key].id), mid(rooms[key], item)))
    assert found == known


def test_every_kind_of_case_is_told(written):
    _, truth = written
    blocks = [m for m in truth.story.measures if m.kind == "блокировка"]
    assert {"", "warn", "4.5-02", "4.5-03", "4.5-04", "4.5-05", "4.6-02", "4.6-03", "4.7-01"} <= {
        m.flaw for m in blocks
    }
    assert sum(m.flaw == "" for m in blocks) >= 4
    assert {"4.7-01", "4.7-03", ""} <= {m.flaw for m in truth.story.measures if m.kind == "удаление"}
    assert {"подтверждено", "отклонено", "на рассмотрении", ""} <= {v.status for v in truth.story.violations}
    assert {rule for *_, rule, _ in truth.violations} >= {
        "quiet_hours",
        "flood",
        "insult",
        "obscenity",
        "personal",
    }
    assert any(not e.basis for e in truth.story.exemptions)
    assert any(e.tz for e in truth.story.exemptions)


def test_cases_say_what_they_are(written):
    """The flaw of a block is true of its rows: episodes before it, its length, its end."""
    _, truth = written
    for measure in (m for m in truth.story.measures if m.kind == "блокировка" and m.flaw in ("", "4.5-02")):
        year = people.day_of(measure.at)
        start = date(year.year - (year.month < 9), 9, 1)
        episodes = [
            v
            for v in truth.story.violations
            if v.room is measure.room and v.account is measure.account and v.status == "подтверждено"
            and start <= people.day_of(v.at) and v.at < measure.at
        ]  # fmt: skip
        assert (len(episodes) >= 4) == (measure.flaw == ""), (measure.number, len(episodes))


def test_no_slot_is_left_unfilled(written):
    _, truth = written
    for items in lives(truth).values():
        for item in items:
            if isinstance(item, talk.Message):
                assert not set("{}\x01@") & set(item.text.replace("info@sferum.ru", "")), item.text


def test_incident_texts_fill_their_slots():
    from random import Random

    from etl.sample import phrases

    for rule, texts in phrases.INCIDENTS.items():
        assert rule in phrases.BULLETS
        for text in texts:
            assert "{" not in text.format_map(phrases.slots(Random(1), 5))


# --- sheets -------------------------------------------------------------------------------------------
def test_people_keep_their_sheets_untidily(by_hand):
    folder, truth = by_hand
    day = truth.it.as_of
    rows = CalamineWorkbook.from_path(str(folder / f"штат_{day}.xlsx")).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Штатные работники", "строка названия"
    assert "Отпуск" in rows[2], "двухстрочная шапка"
    assert rows[-1][0] == "Всего"
    contingent = (folder / "контингент_2025-12-31.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        contingent.decode("utf-8")
    assert ";" in contingent.decode("cp1251").splitlines()[0]
    assert "\u00a0" in (folder / "публикации_в_каналах.csv").read_bytes().decode("cp1251")
    tickets = CalamineWorkbook.from_path(str(folder / "обращения.xlsx")).get_sheet_by_index(0).to_python()
    assert isinstance(tickets[1][1], float), "дата числом"
    assert len(CalamineWorkbook.from_path(str(folder / "журналы_модерации.xlsx")).sheet_names) == 2


def test_names_of_state_lists_carry_their_date(by_hand):
    folder, _ = by_hand
    for stem in ("контингент", "родители", "штат", "группы", "участники", "чаты", "состав_чатов"):
        named = [path.stem for path in folder.glob(f"{stem}_*")]
        assert named
        assert all(datetime.strptime(name[-10:], "%Y-%m-%d") for name in named)


def test_the_story_is_the_same_for_a_seed():
    months = [date(2026, 9, 1), date(2026, 10, 1)]
    from etl.sample import platforms

    told = []
    for _ in range(2):
        it = platforms.build(5, months, date(2026, 10, 31), months[0], None, 200)
        told.append([(v.number, v.at, v.clause) for v in story.write(it, talk.plan(it, 900)).violations])
    assert told[0] == told[1]
    assert told[0]
