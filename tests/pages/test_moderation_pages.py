"""Pages of rules and moderation over the loaded sample: each opens, decides and shows what it must."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from casebook import Casebook
from regulation.rules import BY_ID
from reports import evidence, russian
from reports.evidence import SOMEBODY, without_names
from ui.escape import markdown, marked, plain
from warehouse.connect import open_reader
from warehouse.moderation import timeline
from warehouse.place import Place
from warehouse.queries import page_sql
from warehouse.queue import Filter, heap_rows, read_page

pytestmark = pytest.mark.slow
PAGES = {
    "violations": "Нарушения",
    "queue": "Очередь проверки",
    "moderation": "Модерация",
    "case": "Дело",
    "rules": "Правила и показатели",
}
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def opened(app: AppTest, page: str) -> AppTest:
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


@pytest.mark.parametrize("page", PAGES)
def test_page_opens(app: AppTest, page: str):
    assert opened(app, page).title[0].value == PAGES[page]


def test_a_decision_goes_to_the_casebook_and_back(app: AppTest, home: Place):
    opened(app, "queue").checkbox[0].uncheck().run()
    app.button(key="queue_confirm").click().run()
    with Casebook(home.casebook) as book:
        (decided,) = book.current_decisions()
    assert decided["state"] == "confirmed"
    assert decided["who"]
    app.button(key="queue_undo").click().run()
    with Casebook(home.casebook) as book:
        assert [each["state"] for each in book.current_decisions()] == ["open"]
        assert len(book.decision_log()) == 2


def test_near_duplicates_are_decided_in_one_batch_with_a_reason(app: AppTest, home: Place):
    opened(app, "queue")
    app.button(key="queue_dismiss").click().run()
    with Casebook(home.casebook) as book:
        log = book.decision_log()
    assert len(log) > 1
    assert {(each["batch"], each["reason"]) for each in log} == {(log[0]["batch"], "ложное срабатывание")}


def test_what_another_decided_meanwhile_is_told_and_stays(app: AppTest, home: Place):
    opened(app, "queue").checkbox[0].uncheck().run()
    with open_reader(home) as reader:
        chosen = Filter(("open", "second_look"), ("sign",))
        first = heap_rows(reader, chosen, read_page(reader, chosen).heaps[0])[0]
    with Casebook(home.casebook) as book:
        book.decide([first["finding_key"]], "dismiss", "другой человек", NOW, reason="цитата")
    app.button(key="queue_confirm").click().run()
    assert any("Другой человек уже решил иначе" in each.value for each in app.warning)
    with Casebook(home.casebook) as book:
        (held,) = book.current_decisions()
    assert (held["state"], held["who"]) == ("dismissed", "другой человек")


def test_opening_a_text_is_logged(app: AppTest, home: Place):
    opened(app, "queue")
    with Casebook(home.casebook) as book:
        assert any(each["reason"].startswith("очередь проверки: признак") for each in book.views())


def test_a_moderator_of_no_chat_sees_nothing(app: AppTest, monkeypatch: pytest.MonkeyPatch):
    from ui.login import Person

    monkeypatch.setattr("ui.queue.who", lambda: Person("посторонний", "модератор"))
    opened(app, "queue")
    assert any("не числится ни одного чата" in each.value for each in app.info)
    assert not app.button


def test_a_case_shows_the_ledger_and_prints_a_pack_with_its_hash(app: AppTest, home: Place):
    with open_reader(home) as reader:
        case = reader.rows(page_sql("cases"), [None])[0]
    app.switch_page("pages/case.py")
    app.query_params["chat"], app.query_params["member"] = case["chat_id"], case["member_id"]
    app.run()
    next(each for each in app.button if each.label == "Собрать PDF").click().run()
    assert not app.exception
    paper = app.session_state[f"case_pack_{case['chat_id']}_{case['member_id']}"]
    assert paper.pdf.startswith(b"%PDF")
    assert hashlib.sha256(paper.pdf).hexdigest() == paper.file_hash
    assert paper.file_hash in " ".join(each.value for each in app.code)


def test_a_case_is_read_line_by_line_and_a_name_is_opened_with_a_reason(app: AppTest, home: Place):
    with open_reader(home) as reader:
        case = reader.rows(page_sql("cases"), [None])[0]
        events = timeline(reader, case["chat_id"], case["member_id"])
    app.switch_page("pages/case.py")
    app.query_params["chat"], app.query_params["member"] = case["chat_id"], case["member_id"]
    app.run()
    (told,) = [each.value for each in app.markdown if each.value.startswith("- **")]
    assert len(told.splitlines()) == len(events)
    assert case["member_id"] not in told
    app.toggle[0].set_value(True).run()
    assert ":orange-background[" in next(each.value for each in app.markdown if each.value.startswith("- **"))
    key = f"case_name_{case['chat_id']}_{case['member_id']}"
    app.text_input(key=f"why_{key}").input("разбор жалобы").run()
    app.button(key=f"open_{key}").click().run()
    assert not app.exception
    assert app.session_state[key] in [each.value for each in app.text]
    with Casebook(home.casebook) as book:
        reasons = [each["reason"] for each in book.views()]
    assert "дело: разбор жалобы" in reasons
    assert any(each.endswith("что увидело правило") for each in reasons)


def test_a_rule_that_people_reject_says_so(app: AppTest, home: Place):
    with open_reader(home) as reader:
        keys = [
            row["finding_key"]
            for row in reader.rows("select finding_key from findings where rule = 'threat' limit 10")
        ]
    with Casebook(home.casebook) as book:
        book.decide(keys, "dismiss", "Кедров", NOW, reason="деловое сообщение")
    opened(app, "rules")
    assert any("«Угрозы»" in each.value and "меньше 30 %" in each.value for each in app.warning)


def test_a_rule_is_switched_off_and_its_signs_leave_the_queue(app: AppTest, home: Place):
    with open_reader(home) as reader:
        n_all = read_page(reader, Filter(("open", "second_look"), ("sign",))).n_all
        n_own = read_page(reader, Filter(("open", "second_look"), ("sign",), rules=("insult",))).n_all
    assert n_own
    with Casebook(home.casebook) as book:
        book.switch_rule("insult", False, "точность 20 %", "Кедров", NOW)
    opened(app, "queue")
    left = russian.counted(n_all - n_own, "признак", "признака", "признаков")
    assert any(each.value.startswith(f"Осталось: **{left}**") for each in app.markdown)
    app.switch_page("pages/rules.py").run()
    (table,) = [each.value for each in app.dataframe if "Состояние" in each.value]
    assert dict(zip(table["Правило"], table["Состояние"], strict=True))[BY_ID["insult"].title] == "выключено"


@pytest.mark.parametrize(
    "text",
    ["[x](http://a.example)", "<b>", "$x$", ":red[a]", "# a", "![a](b)", "`a`", "\u202egnp.exe", "a\n\n- b"],
)
def test_hostile_text_is_no_markup(text: str):
    shown = markdown(text)
    for n, sign in enumerate(shown):
        if sign in "[]()<>$:#!`*_-":
            assert shown[n - 1] == "\\"
    assert "\u202e" not in shown
    assert "\n" not in shown


def test_the_fragment_is_marked_and_endless_text_is_cut():
    assert marked("ты клуша, да", "клуша") == "ты :orange-background[клуша]\\, да"
    assert marked("ты :red[x]", "нет такого") == "ты \\:red\\[x\\]"
    assert len(plain("а" * 100_000)) == 1501


def test_a_pack_says_which_signs_nobody_decided_and_prints_no_empty_boxes(home: Place):
    with open_reader(home) as reader:
        case = next(each for each in reader.rows(page_sql("cases"), [None]) if each["n_findings"] > 2)
        events = timeline(reader, case["chat_id"], case["member_id"])
    told = [
        evidence._event(each, {each["finding_key"]: "Ура 🎉🎉"}, frozenset())
        for each in events
        if each["finding_key"]
    ]
    signs = [each for each in events if each["what"] == "finding" and each["outcome"] == "sign"]
    assert signs
    assert sum("Ждёт решения человека." in sentence for _, sentence, _ in told) == len(signs)
    assert {fragment for *_, fragment in told} == {"Ура [смайлик]"}


@pytest.mark.parametrize(
    ("text", "wiped"),
    [
        ("Иванову скажите", f"{SOMEBODY} скажите"),
        ("Вера придёт, верно?", f"{SOMEBODY} придёт, верно?"),
        ("иванова опять", f"{SOMEBODY} опять"),
    ],
)
def test_a_pack_names_nobody_else(text: str, wiped: str):
    assert without_names(text, ["Иванова", "Вера"]) == wiped
