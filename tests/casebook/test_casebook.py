"""What people decide is kept, folded, undone and given back exactly; on a real SQLite file."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, inspect

from casebook import Casebook, CasebookError, store
from casebook.store import migrations
from casebook.tables import METADATA

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def book(tmp_path):
    with Casebook(tmp_path / "state" / "casebook.sqlite") as opened:
        yield opened


def states(book: Casebook) -> dict[str, str]:
    return {row["finding_key"]: row["state"] for row in book.current_decisions()}


def minutes(n: int) -> datetime:
    return MONDAY + timedelta(minutes=n)


# --- decisions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reason", "state"),
    [
        ("confirm", None, "confirmed"),
        ("dismiss", "цитата из закона", "dismissed"),
        ("second_look", None, "second_look"),
    ],
)
def test_a_decision_holds_and_says_who_and_when(book, kind, reason, state):
    book.decide(["f1"], kind, "Анна", MONDAY, reason=reason)
    (row,) = book.current_decisions()
    assert {key: row[key] for key in ("finding_key", "state", "who", "at", "reason")} == {
        "finding_key": "f1",
        "state": state,
        "who": "Анна",
        "at": MONDAY,
        "reason": reason,
    }


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_dismissing_needs_a_reason(book, reason):
    with pytest.raises(CasebookError, match="причину"):
        book.decide(["f1"], "dismiss", "Анна", MONDAY, reason=reason)
    assert book.current_decisions() == []


def test_the_later_decision_holds_and_both_are_in_the_log(book):
    book.decide(["f1"], "confirm", "Анна", minutes(0))
    book.decide(["f1"], "dismiss", "Борис", minutes(1), reason="шутка друзей")
    assert states(book) == {"f1": "dismissed"}
    log = [(row["kind"], row["who"], row["at"]) for row in book.decision_log("f1")]
    assert log == [("confirm", "Анна", minutes(0)), ("dismiss", "Борис", minutes(1))]


def test_the_same_decision_of_the_same_person_is_not_doubled(book):
    first = book.decide(["f1", "f1", "f2"], "confirm", "Анна", minutes(0))
    again = book.decide(["f1", "f2", "f3"], "confirm", "Анна", minutes(1))
    assert (first.recorded, again.recorded, again.unchanged) == (("f1", "f2"), ("f3",), ("f1", "f2"))
    assert len(book.decision_log()) == 3


def test_a_repeated_click_records_nothing_twice(book):
    book.decide(["f1"], "confirm", "Анна", minutes(0), batch="click")
    book.decide(["f1"], "second_look", "Борис", minutes(1))
    book.decide(["f1"], "confirm", "Анна", minutes(2), batch="click")
    assert states(book) == {"f1": "second_look"}


def test_who_has_not_seen_a_decision_does_not_overrule_it(book):
    seen = book.revision()
    book.decide(["f1", "f2"], "confirm", "Анна", minutes(0))
    outcome = book.decide(["f1", "f2", "f3"], "dismiss", "Борис", minutes(1), reason="шутка", seen=seen)
    assert (outcome.overtaken, outcome.recorded) == (("f1", "f2"), ("f3",))
    assert states(book) == {"f1": "confirmed", "f2": "confirmed", "f3": "dismissed"}
    outcome = book.decide(["f1"], "dismiss", "Борис", minutes(2), reason="шутка", seen=book.revision())
    assert outcome.recorded == ("f1",)


def test_undo_takes_back_its_batch_and_nothing_else(book):
    book.decide(["f1"], "second_look", "Анна", minutes(0))
    bulk = book.decide(["f1", "f2", "f3"], "confirm", "Анна", minutes(1))
    book.decide(["f3"], "dismiss", "Борис", minutes(2), reason="цитата")
    undone = book.undo(bulk.batch, "Анна", minutes(3))
    assert set(undone.recorded) == {"f1", "f2", "f3"}
    assert states(book) == {"f1": "second_look", "f2": "open", "f3": "dismissed"}
    holds = {row["finding_key"]: (row["who"], row["at"], row["reason"]) for row in book.current_decisions()}
    assert holds["f1"] == ("Анна", minutes(0), None)
    assert holds["f3"] == ("Борис", minutes(2), "цитата")


def test_undo_twice_is_undo_once_and_undo_of_undo_brings_back(book):
    bulk = book.decide(["f1"], "confirm", "Анна", minutes(0))
    undone = book.undo(bulk.batch, "Анна", minutes(1))
    assert book.undo(bulk.batch, "Анна", minutes(2)).unchanged == ("f1",)
    assert states(book) == {"f1": "open"}
    book.undo(undone.batch, "Анна", minutes(3))
    assert states(book) == {"f1": "confirmed"}
    assert book.undo("no such batch", "Анна", minutes(4)).recorded == ()


def naive_states(actions: list[tuple]) -> dict[str, str]:
    """A recount from scratch: replay what isn't taken back, the last word holds."""
    undone: set[int] = set()
    for number in reversed(range(len(actions))):
        if actions[number][0] == "undo" and number not in undone:
            undone.add(actions[number][1])
    held: dict[str, str] = {}
    touched: set[str] = set()
    for number, action in enumerate(actions):
        if action[0] == "undo":
            continue
        touched |= set(action[2])
        if number not in undone:
            names = {
                "confirm": "confirmed",
                "dismiss": "dismissed",
                "second_look": "second_look",
                "reopen": "open",
            }
            held |= dict.fromkeys(action[2], names[action[0]])
    return {key: held.get(key, "open") for key in touched}


@st.composite
def action_lists(draw):
    actions: list[tuple] = []
    for number in range(draw(st.integers(1, 12))):
        if number and draw(st.integers(0, 2)) == 0:
            actions.append(("undo", draw(st.integers(0, number - 1))))
        else:
            kind = draw(st.sampled_from(["confirm", "dismiss", "second_look"]))
            keys = draw(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, unique=True))
            actions.append((kind, f"person {number}", keys))
    return actions


@settings(max_examples=40, deadline=None)
@given(action_lists())
def test_any_sequence_folds_like_a_naive_recount(tmp_path_factory, actions):
    with Casebook(tmp_path_factory.mktemp("book") / "casebook.sqlite") as book:
        batches: list[str] = []
        for number, action in enumerate(actions):
            if action[0] == "undo":
                batches.append(book.undo(batches[action[1]], "Анна", minutes(number)).batch)
            else:
                kind, who, keys = action
                batches.append(book.decide(keys, kind, who, minutes(number), reason="потому").batch)
        # An undo of what is undone already (or was itself undone) does nothing; the recount must see it so too.
        done = [
            action
            if action[0] != "undo" or any(row["batch"] == batch for row in book.decision_log())
            else ("undo", -1)
            for action, batch in zip(actions, batches, strict=True)
        ]
        assert states(book) == naive_states(done)


# --- everything else people say --------------------------------------------------------------------------


def test_the_last_assignment_holds_until_withdrawn(book):
    book.assign_chat("c1", "родители", "Робототехника", "Группа 3", "Анна", minutes(0))
    book.assign_chat("c1", "обучающиеся", "Робототехника", "Группа 4", "Анна", minutes(1))
    book.assign_chat("c2", "служебный", None, None, "Анна", minutes(2))
    assert [(row["chat_key"], row["kind"], row["group_name"]) for row in book.assignments()] == [
        ("c1", "обучающиеся", "Группа 4"),
        ("c2", "служебный", None),
    ]
    book.assign_chat("c1", None, None, None, "Анна", minutes(3))
    assert [row["chat_key"] for row in book.assignments()] == ["c2"]
    assert book.as_arrow()["assignments"].column("chat_key").to_pylist() == ["c2"]


def test_a_match_to_nobody_is_a_match_and_a_withdrawn_one_is_not(book):
    book.match("m1", "p1", "Анна", minutes(0))
    book.match("m2", None, "Анна", minutes(1))
    book.match("m3", "p3", "Анна", minutes(2))
    book.unmatch("m3", "Анна", minutes(3))
    pairs = [("m1", "p1"), ("m2", None)]
    assert [(row["member_key"], row["person_key"]) for row in book.matches()] == pairs
    arrow = book.as_arrow()["matches"]
    assert (
        list(zip(arrow.column("member_key").to_pylist(), arrow.column("person_key").to_pylist(), strict=True))
        == pairs
    )


def test_mappings_answers_switches_notes_and_disappearances(book):
    book.remember_mapping("members", "фио в чате", "full_name", "Анна", minutes(0))
    book.remember_mapping("members", "фио в чате", None, "Анна", minutes(1))
    assert [(row["heading"], row["column_key"]) for row in book.mappings()] == [("фио в чате", None)]

    book.answer("2.3-01", "2026-10", "Собрание", date(2026, 11, 20), "Методист", "Директор", minutes(2))
    book.answer("2.3-01", "2026-10", "Приказ", None, None, "Директор", minutes(3))
    assert [(row["decision"], row["deadline"]) for row in book.answers()] == [("Приказ", None)]

    book.switch_rule("flood", False, "точность 20 %", "Анна", minutes(4))
    assert [(row["rule_id"], row["is_on"]) for row in book.rule_switches()] == [("flood", False)]

    book.note("f1", "Спросить педагога", "Анна", minutes(5))
    book.note("f2", "<b>иное</b>", "Борис", minutes(6))
    assert [row["text"] for row in book.notes("f1")] == ["Спросить педагога"]

    book.decide_vanished("violations", "v1", "drop", "Анна", minutes(7), reason="ошибочная запись")
    assert [(row["row_key"], row["decision"]) for row in book.vanished()] == [("v1", "drop")]


def test_closed_month_gives_back_the_very_bytes(book):
    first = {"report.xlsx": bytes(range(256)) * 10, "report.pdf": b"%PDF"}
    details = {"values": [{"id": "2.3-01", "value": 0.95}], "sources": {"чаты.xlsx": "ab12"}}
    assert book.close_month("2026-10", "v7", details, first, "Анна", minutes(0)) == 0
    assert (
        book.close_month(
            "2026-10", "v8", details | {"differences": ["+2"]}, {"report.xlsx": b"2"}, "Анна", minutes(1)
        )
        == 1
    )
    assert book.closed_month("2026-10", 0).files == first
    assert book.closed_month("2026-10", 0).details == details
    assert book.closed_month("2026-10").correction == 1
    assert book.closed_month("2026-10").files == {"report.xlsx": b"2"}
    assert book.closed_month("2026-09") is None
    assert [(month.period, month.correction) for month in book.closed_months()] == [
        ("2026-10", 0),
        ("2026-10", 1),
    ]


def test_report_log_folds_its_steps(book):
    book.log_report("2026-10", "департамент", "v7", "built", "Анна", minutes(0))
    book.log_report("2026-10", "департамент", "v7", "shown", "Анна", minutes(1), person="Вершинина А. С.")
    book.log_report("2026-10", "департамент", "v8", "built", "Анна", minutes(2))
    shown, fresh = book.report_log()
    assert (shown["built_at"], shown["shown_to_director_at"], shown["shown_to"]) == (
        minutes(0),
        minutes(1),
        "Вершинина А. С.",
    )
    assert (fresh["version"], fresh["shown_to_director_at"], fresh["sent_at"]) == ("v8", None, None)


def test_viewing_is_logged_without_touching_the_revision(book):
    before = book.revision()
    book.log_view("Анна", "администратор", "names of 2.1.7-02", "сверка", minutes(0))
    book.log_view("Борис", "методист", "register", "словарь", minutes(1))
    assert book.revision() == before
    assert [row["who"] for row in book.views()] == ["Борис", "Анна"]
    assert [row["who"] for row in book.views(since=minutes(1))] == ["Борис"]
    assert len(book.views(limit=1)) == 1


def test_every_other_change_moves_the_revision(book):
    changes = [
        lambda: book.decide(["f1"], "confirm", "Анна", MONDAY, batch="b"),
        lambda: book.undo("b", "Анна", MONDAY),
        lambda: book.note("f1", "x", "Анна", MONDAY),
        lambda: book.assign_chat("c", "родители", None, None, "Анна", MONDAY),
        lambda: book.match("m", None, "Анна", MONDAY),
        lambda: book.answer("1", "2026-10", "x", None, None, "Анна", MONDAY),
        lambda: book.purge(MONDAY),
    ]
    for change in changes:
        before = book.revision()
        change()
        assert book.revision() > before


def test_a_moment_without_a_zone_is_refused(book):
    with pytest.raises(Exception, match="zone"):
        book.note("f1", "x", "Анна", datetime(2026, 11, 2))
    assert book.notes() == []


# --- for DuckDB ------------------------------------------------------------------------------------------


def test_arrow_has_every_column_and_type_even_when_empty(book, tmp_path):
    empty = book.as_arrow()
    book.decide(["f1"], "dismiss", "Анна", MONDAY, reason="цитата")
    book.note("f1", "x", "Анна", MONDAY)
    book.assign_chat("c", "родители", "А", "Б", "Анна", MONDAY)
    book.match("m", "p", "Анна", MONDAY)
    book.remember_mapping("t", "h", "c", "Анна", MONDAY)
    book.decide_vanished("t", "r", "keep", "Анна", MONDAY)
    book.switch_rule("flood", False, "x", "Анна", MONDAY)
    book.answer("1", "2026-10", "x", date(2026, 11, 20), "y", "Анна", MONDAY)
    book.log_report("2026-10", "к", "v", "built", "Анна", MONDAY)
    filled = book.as_arrow()
    assert {name: table.schema for name, table in empty.items()} == {
        name: table.schema for name, table in filled.items()
    }
    assert all(table.num_rows == 0 for table in empty.values())
    assert all(table.num_rows == 1 for table in filled.values())
    connection = duckdb.connect()
    connection.register("decisions", filled["decisions"])
    connection.register("answers", filled["answers"])
    assert connection.execute("select state, recorded_at, reason from decisions").fetchall() == [
        ("dismissed", datetime(2026, 11, 2, 9), "цитата")
    ]
    assert connection.execute("select deadline from answers").fetchall() == [(date(2026, 11, 20),)]


# --- the file --------------------------------------------------------------------------------------------


def test_migrations_create_what_is_declared(book):
    created = inspect(create_engine(f"sqlite:///{book.path}"))
    assert set(created.get_table_names()) == {*METADATA.tables, "control"}
    for name, table in METADATA.tables.items():
        columns = {column["name"]: column["nullable"] for column in created.get_columns(name)}
        assert columns == {
            column.name: bool(column.nullable) or column.primary_key for column in table.columns
        }, name


@pytest.mark.parametrize("name", sorted(METADATA.tables))
def test_no_event_is_rewritten_or_deleted(book, name):
    book.decide(["f1"], "confirm", "Анна", MONDAY)
    book.note("f1", "x", "Анна", MONDAY)
    book.assign_chat("c", "родители", None, None, "Анна", MONDAY)
    book.match("m", "p", "Анна", MONDAY)
    book.remember_mapping("t", "h", "c", "Анна", MONDAY)
    book.decide_vanished("t", "r", "keep", "Анна", MONDAY)
    book.switch_rule("flood", False, "x", "Анна", MONDAY)
    book.answer("1", "2026-10", "x", None, None, "Анна", MONDAY)
    book.close_month("2026-10", "v", {}, {"a": b"1"}, "Анна", MONDAY)
    book.log_report("2026-10", "к", "v", "built", "Анна", MONDAY)
    book.log_view("Анна", "администратор", "x", "y", MONDAY)
    raw = sqlite3.connect(book.path)
    for statement in (f"update {name} set event_id = 99", f"delete from {name}"):
        with pytest.raises(sqlite3.IntegrityError, match="only appended"):
            raw.execute(statement)
    assert raw.execute(f"select count(*) from {name}").fetchone() == (1,)
    raw.close()


def test_the_file_is_for_its_owner_alone(book):
    assert book.path.stat().st_mode & 0o077 == 0


def test_an_older_casebook_is_migrated_and_keeps_its_rows(tmp_path):
    path = tmp_path / "casebook.sqlite"
    old = sqlite3.connect(path)
    old.executescript(migrations()[0].read_text(encoding="utf-8"))
    old.execute(
        "insert into notes (subject, text, who, at) values ('f1', 'старая', 'Анна', '2026-01-01T00:00:00.000000')"
    )
    old.execute("pragma user_version = 1")
    old.commit()
    old.close()
    with Casebook(path) as book:
        assert [row["text"] for row in book.notes()] == ["старая"]
    raw = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute("delete from notes")
    raw.close()


def test_a_newer_casebook_is_refused(tmp_path):
    path = tmp_path / "casebook.sqlite"
    Casebook(path).close()
    raw = sqlite3.connect(path)
    raw.execute("pragma user_version = 999")
    raw.close()
    with pytest.raises(CasebookError, match="более новой"):
        Casebook(path)


def test_a_file_that_is_no_casebook_is_refused(tmp_path):
    path = tmp_path / "casebook.sqlite"
    path.write_bytes(b"PK\x03\x04" * 1000)
    with pytest.raises(CasebookError, match="не открывается"):
        Casebook(path)


def test_a_broken_casebook_is_restored_from_its_copy(tmp_path):
    path, copy = tmp_path / "casebook.sqlite", tmp_path / "copy.sqlite"
    with Casebook(path) as book:
        book.note("f1", "x", "Анна", MONDAY)
        book.backup(copy)
    path.write_bytes(b"broken" * 1000)
    store.restore(path, copy)
    with Casebook(path) as book:
        assert len(book.notes()) == 1


# --- backup, restore, retention --------------------------------------------------------------------------


def test_backup_and_restore(book, tmp_path):
    book.decide(["f1"], "confirm", "Анна", minutes(0))
    copy = tmp_path / "copies" / "casebook.sqlite"
    book.backup(copy)
    book.decide(["f1"], "dismiss", "Борис", minutes(1), reason="цитата")
    later = book.revision()
    book.restore(copy)
    assert states(book) == {"f1": "confirmed"}
    assert book.revision() > later
    assert copy.stat().st_mode & 0o077 == 0
    with Casebook(Path(f"{book.path}.before-restore")) as before:
        assert states(before) == {"f1": "dismissed"}


def test_what_is_no_copy_is_refused_and_nothing_changes(book, tmp_path):
    book.note("f1", "x", "Анна", MONDAY)
    rubbish = tmp_path / "rubbish.sqlite"
    rubbish.write_text("не копия", encoding="utf-8")
    stranger = tmp_path / "stranger.sqlite"
    other = sqlite3.connect(stranger)
    other.execute("create table t (x)")
    other.close()
    for copy in (rubbish, stranger, tmp_path / "missing.sqlite"):
        with pytest.raises(CasebookError):
            book.restore(copy)
    assert len(book.notes()) == 1


def test_purge_takes_whole_findings_and_wipes_their_bytes(book):
    secret = "приметная-причина-отклонения"
    book.decide(["old"], "dismiss", "Анна", minutes(0), reason=secret)
    book.decide(["kept"], "second_look", "Анна", minutes(0))
    book.decide(["kept"], "confirm", "Анна", minutes(20))
    book.note("old", "x", "Анна", minutes(0))
    book.log_view("Анна", "администратор", "x", "y", minutes(0))
    book.match("m1", "p1", "Анна", minutes(0))
    book.match("m2", "p2", "Анна", minutes(0))
    deleted = book.purge(minutes(10), log_before=minutes(10), members=["m1"])
    assert deleted == {"decisions": 1, "notes": 1, "disappearances": 0, "viewing_log": 1, "matches": 1}
    assert [row["kind"] for row in book.decision_log()] == ["second_look", "confirm"]
    assert [row["member_key"] for row in book.matches()] == ["m2"]
    folder = book.path.parent
    assert not any(secret.encode() in path.read_bytes() for path in folder.iterdir())
    raw = sqlite3.connect(book.path)
    with pytest.raises(sqlite3.IntegrityError):
        raw.execute("delete from decisions")
    raw.close()


# --- what a reader knows already ---------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["confirm", "dismiss", "second_look", "reopen", "undo", "note", "purge", "restore", "look"]
            ),
            st.lists(st.sampled_from(["f1", "f2", "f3"]), min_size=1, unique=True),
        ),
        max_size=12,
    )
)
@settings(max_examples=25, deadline=None)
def test_a_snapshot_made_from_an_earlier_one_equals_one_read_anew(steps):
    with TemporaryDirectory() as folder, Casebook(Path(folder) / "casebook.sqlite") as book:
        copy, known, last = Path(folder) / "copy.sqlite", book.snapshot(), None
        book.backup(copy)
        for n, (what, keys) in enumerate(steps):
            if what == "undo":
                last = book.undo(last, "Борис", minutes(n)).batch if last else None
            elif what == "note":
                book.note("f1", "x", "Анна", minutes(n))
            elif what == "purge":
                book.purge(minutes(n - 2))
            elif what == "restore":
                book.restore(copy)
            elif what == "look":
                known = book.snapshot(known)
            else:
                last = book.decide(keys, what, "Анна", minutes(n), reason="цитата").batch
            now = book.snapshot(known)
            for name, table in book.as_arrow().items():
                key = [(table.column_names[0], "ascending")]
                assert now.tables[name].sort_by(key).to_pylist() == table.sort_by(key).to_pylist(), name
            before, after = (
                {tuple(row.values()) for row in each.tables["decisions"].to_pylist()} for each in (known, now)
            )
            touched = book.touched_since(known.decided)
            assert touched is None or {finding for finding, *_ in before ^ after} <= set(touched)
