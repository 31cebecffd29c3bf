"""The queue: one heap of near-duplicates after another, what the rule saw, the neighbours, one key to decide.

Filters and pages are SQL, so a hundred thousand findings cost no more than ten. Two people at once: a decision carries
the casebook's revision that its author looked at, and what somebody else has decided since is told, not overruled.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pandas as pd
import streamlit as st

from casebook import Casebook
from regulation.model import Level
from regulation.rules import BY_ID, RULES
from reports import russian
from settings import settings
from ui import data, queue_steps
from ui.escape import markdown, marked, plain
from ui.login import Person, who
from ui.queue_steps import Board
from warehouse.access import Role, What, demand, may
from warehouse.labels import chat_label, chat_labels
from warehouse.moderation import live_precision
from warehouse.queue import Filter, Heap
from warehouse.review import Context, context_of, own_chats

SHOWN = {
    "Ждут решения": ("open", "second_look"),
    "Посмотреть ещё раз": ("second_look",),
    "Подтверждённые": ("confirmed",),
    "Отклонённые": ("dismissed",),
}
AGES = {"за всё время": None, "7 дней": 7, "30 дней": 30, "90 дней": 90}
REASONS = (
    "ложное срабатывание",
    "деловое сообщение",
    "цитата или пересказ",
    "шутка между своими",
    "разрешено модератором",
)
STATES = {
    "open": "ждёт решения",
    "second_look": "просили посмотреть ещё раз",
    "confirmed": "подтверждено",
    "dismissed": "отклонено",
}
OUTCOMES = {
    "sign": "признак",
    "break": "факт: вне времени",
    "border": "пограничная минута",
    "excepted": "исключение по реестру",
    "advisory": "рекомендация (чат обучающихся)",
}


def own() -> list[str] | None:
    """Chats that the person at the screen may look into; None: all."""
    person = who()
    if person.role != Role.MODERATOR:
        return None
    names = (person.name, str(st.user.get("name") or "")) if st.user.get("is_logged_in") else (person.name,)
    return _own((*data.stamp()[:2], data.last_match()), names, person.role)


@st.cache_data(max_entries=32, show_spinner=False)
def _own(key: data.Stamp, names: tuple[str, ...], role: str) -> list[str] | None:
    return own_chats(data.place(), names, role)


def show() -> None:
    """The queue for the person at the screen."""
    chats = own()
    if chats == []:
        st.info(
            "За вами не числится ни одного чата: модератор видит признаки только своих чатов. "
            "Администратор вписывает модератора на листе «Чаты».",
            icon=":material/group_off:",
        )
        return
    chosen = _filters(chats)
    _told()
    board = queue_steps.board(chosen)
    if board is None:
        st.success("По этим условиям ничего не ждёт решения.", icon=":material/done_all:")
        _undo_button()
        return
    st.markdown(
        f"Осталось: **{russian.counted(board.n_findings, 'признак', 'признака', 'признаков')}** "
        f"({russian.counted(board.n_heaps, 'вид', 'вида', 'видов')} сообщений) · показан {board.number}-й"
    )
    _card(board)


# --- filters ---------------------------------------------------------------------------------------------


def _filters(chats: list[str] | None) -> Filter:
    with st.expander("Отбор", icon=":material/filter_list:"):
        first, second, third = st.columns(3)
        shown = first.selectbox("Показать", list(SHOWN), on_change=queue_steps.from_start, key="queue_shown")
        rules = first.multiselect(
            "Правило",
            [rule.id for rule in RULES],
            format_func=lambda each: BY_ID[each].title,
            placeholder="все",
            on_change=queue_steps.from_start,
            key="queue_rules",
        )
        level = second.selectbox(
            "Уровень",
            ["все", *Level],
            format_func=_level,
            on_change=queue_steps.from_start,
            key="queue_level",
        )
        kind = second.selectbox(
            "Вид чата", ["все", "родители", "обучающиеся"], on_change=queue_steps.from_start, key="queue_kind"
        )
        chosen = third.multiselect(
            "Объединение",
            associations(),
            placeholder="все",
            on_change=queue_steps.from_start,
            key="queue_associations",
        )
        age = third.selectbox("Давность", list(AGES), on_change=queue_steps.from_start, key="queue_age")
        facts = third.toggle(
            "Факты тихих часов",
            help="Факт считается сразу; здесь его отклоняют с причиной",
            on_change=queue_steps.from_start,
            key="queue_facts",
        )
    newest = data.newest() if AGES[age] else None
    since = newest - timedelta(days=AGES[age]) if newest is not None else None
    return Filter(
        states=SHOWN[shown],
        outcomes=("break",) if facts else ("sign",),
        rules=tuple(rules) or None,
        levels=None if level == "все" else (str(level),),
        kinds=None if kind == "все" else (kind,),
        associations=tuple(chosen) or None,
        chats=None if chats is None else tuple(chats),
        since=since.to_pydatetime() if since is not None else None,
    )


def _level(each: str) -> str:
    return "все" if each == "все" else Level(each).title


def associations() -> list[str]:
    """Associations of the groups known, by name."""
    return _associations(data.stamp()[:2])


@st.cache_data(max_entries=4, show_spinner=False)
def _associations(key: tuple[str, str]) -> list[str]:
    return sorted({each.partition(" · ")[0] for each in data.query("groups")["group_id"]})


# --- one heap --------------------------------------------------------------------------------------------


def _card(board: Board) -> None:
    heap, rows, finding = board.heap, board.rows, board.finding
    rule = BY_ID.get(heap.rule)
    left, right = st.columns([3, 2])
    with left.container(border=True):
        st.markdown(f"**{rule.title if rule else markdown(heap.rule)}** · п. {markdown(finding.bullet)}")
        st.caption(
            " · ".join(
                (
                    label_of(finding),
                    f"{finding.sent_local:%d.%m.%Y %H:%M}",
                    f"участник {str(finding.author_id)[:6]}",
                    STATES[finding.state],
                )
            )
        )
        context(finding, why="очередь проверки")
    with right.container(border=True):
        _decide(rows, finding, board.revision, board.number)
    with right.container(border=True):
        _seen(finding, heap)
        _history(board.history)
        _precision(board.precision)
        if may(who().role, What.CASE) and finding.author_id:
            st.page_link(
                "pages/case.py",
                label="Открыть дело участника",
                icon=":material/folder_shared:",
                query_params={"chat": finding.chat_id, "member": finding.author_id},
            )
    if len(rows) > 1:
        with st.expander(f"Все похожие: {russian.number(len(rows))}"):
            st.dataframe(
                pd.DataFrame(
                    {
                        "Когда": rows["sent_local"].dt.strftime("%d.%m.%Y %H:%M"),
                        "Чат": [board.labels.get(each, each[:6]) for each in rows["chat_id"]],
                        "Участник": ["участник " + str(each)[:6] for each in rows["author_id"]],
                    }
                ).head(200),
                hide_index=True,
                width="stretch",
            )


@st.cache_data(max_entries=4, show_spinner=False)
def _labels(key: tuple) -> dict[str, str]:
    with data.reader() as reader:
        return chat_labels(reader)


def data_labels() -> dict[str, str]:
    """Label of every chat by its pseudonym, cached."""
    return _labels(data.stamp())


def label_of(row: object) -> str:
    """The chat of a row with kind, association, group_name, chat_id, platform."""
    return chat_label(
        *(
            None if pd.isna(each) else each
            for each in (row.kind, row.association, row.group_name, row.chat_id, row.platform)
        )
    )


def context(finding: object, *, why: str) -> None:
    """The message with the fragment marked among its kept neighbours; without kept texts, where to look."""
    person = who()
    if not may(person.role, What.FRAGMENTS):
        st.caption("Тексты открываются модератору, методисту и администратору.")
        return
    found = _context(data.stamp()[:2], finding.finding_key, finding.message_id, finding.chat_id, person, why)
    own_line = next((each for each in found.lines if each.message_id == finding.message_id), None)
    if own_line is None or (own_line.text is None and found.fragment is None):
        _where_to_look(finding, found)
    for line in found.lines:
        is_own = line.message_id == finding.message_id
        head = f"{line.sent_local:%d.%m %H:%M} · участник {str(line.author_id)[:6]}"
        text = line.text if line.text is not None else (found.fragment if is_own else None)
        if is_own:
            with st.container(border=True):
                st.caption(head)
                st.markdown(marked(text, found.fragment) if text else "Текст не хранится.")
        elif text:
            st.caption(head)
            st.text(plain(text))
    if not any(line.text for line in found.lines if line.message_id != finding.message_id):
        st.caption("Соседние сообщения не хранятся.")


@st.cache_data(max_entries=256, ttl=600, show_spinner=False)
def _context(
    key: tuple, finding_key: str, message_id: str, chat_id: str, person: Person, why: str
) -> Context:
    """One opening a person, finding and version: the log tells of it once, not of each rerun of the page."""
    return context_of(
        data.place(),
        finding_key,
        message_id,
        chat_id,
        person.name,
        person.role,
        neighbours=settings().text.neighbours,
        why=why,
    )


def _where_to_look(finding: object, found: Context) -> None:
    chat = f"«{markdown(found.chat_title, 80)}»" if found.chat_title else markdown(label_of(finding))
    st.info(
        f"Текст не хранится. Откройте в мессенджере чат {chat}, сообщение от "
        f"{finding.sent_local:%d.%m.%Y %H:%M:%S}.",
        icon=":material/manage_search:",
    )


def _seen(finding: object, heap: Heap) -> None:
    st.markdown(
        f"**Что увидело правило** · {Level(heap.level).title if finding.outcome == 'sign' else OUTCOMES[finding.outcome]}"
    )
    reason = None if pd.isna(finding.reason) else finding.reason
    if reason:
        st.text(plain(reason, 300))
    span = (
        f"знаки {int(finding.span_start) + 1}–{int(finding.span_end)} · "
        if not pd.isna(finding.span_start) and not pd.isna(finding.span_end)
        else ""
    )
    score = "" if pd.isna(finding.score) else f"оценка {russian.number(finding.score, 2)} · "
    st.caption(f"{span}{score}версия правила {plain(str(finding.rule_version), 40)}")


def _history(found: pd.DataFrame) -> None:
    if found.empty:
        return
    st.markdown("**Участник в этом чате**")
    for row in found.head(6).itertuples():
        title = BY_ID[row.rule].title if row.rule in BY_ID else row.rule
        state = "считается" if row.outcome == "break" and row.state == "open" else STATES[row.state]
        if row.outcome in ("sign", "break"):
            st.caption(f"{markdown(title, 60)}: {state} — {row.n}, последний {row.last_at:%d.%m.%Y}")


@st.cache_data(max_entries=4, show_spinner=False)
def _live(key: data.Stamp) -> dict[str, dict]:
    with data.reader() as reader:
        return {row["rule"]: row for row in live_precision(reader)}


def live() -> dict[str, dict]:
    """How often people confirmed each rule, by rule."""
    return _live(data.stamp())


def _precision(found: dict | None) -> None:
    if not found or found["precision"] is None:
        st.caption("По этому правилу решений ещё нет.")
        return
    n = found["n_confirmed"] + found["n_dismissed"]
    st.caption(
        f"По этому правилу подтверждено {russian.share(found['precision'])} из {russian.counted(n, 'решения', 'решений', 'решений')}"
    )


# --- decisions -------------------------------------------------------------------------------------------


def _decide(rows: pd.DataFrame, finding: object, seen: int, n_th: int) -> None:
    keys = list(rows["finding_key"])
    if len(keys) > 1:
        # kept apart from the widget: a heap of one has no box, and a choice of «one by one» must outlive it
        kept = st.session_state.get("queue_bulk_kept", True)
        st.session_state["queue_bulk_kept"] = st.checkbox(
            f"Решить сразу все похожие ({russian.number(len(keys))})",
            value=kept,
            key=f"queue_bulk_{finding.finding_key}",
        )
    if not st.session_state.get("queue_bulk_kept", True):
        keys = [finding.finding_key]
    batch = uuid4().hex
    decided = finding.state in {"confirmed", "dismissed"}
    bar, below = st.container(horizontal=True), st.container()
    reason = below.selectbox("Причина, если отклонить", REASONS, key="queue_reason")
    other = below.text_input("Своя причина", key="queue_other", placeholder="если ни одна не подходит")
    for label, icon, shortcut, kind in (
        ("Подтвердить", ":material/check:", "1", "confirm"),
        ("Отклонить", ":material/close:", "2", "dismiss"),
        ("Ещё раз", ":material/visibility:", "3", "second_look"),
    ):
        bar.button(
            label,
            icon=icon,
            shortcut=shortcut,
            key=f"queue_{kind}",
            type="primary" if kind == "confirm" else "secondary",
            on_click=_record,
            args=(keys, kind, (other.strip() or reason) if kind == "dismiss" else None, seen, batch),
        )
    bar.button(
        "Вернуть" if decided else "Дальше",
        icon=":material/undo:" if decided else ":material/skip_next:",
        shortcut="4",
        key="queue_reopen" if decided else "queue_next",
        on_click=_record if decided else queue_steps.step,
        args=(keys, "reopen", None, seen, batch) if decided else (1,),
    )
    bar.button(
        "Назад",
        icon=":material/skip_previous:",
        shortcut="5",
        key="queue_back",
        disabled=n_th == 1,
        on_click=queue_steps.step,
        args=(-1,),
    )
    with bar:
        _undo_button()


def _undo_button() -> None:
    last = queue_steps.last_batch()
    st.button(
        "Отменить",
        icon=":material/history:",
        shortcut="0",
        key="queue_undo",
        disabled=not last,
        on_click=_undo,
        args=(last,),
    )


def _record(keys: list[str], kind: str, reason: str | None, seen: int, batch: str) -> None:
    """One click: one batch in the casebook; what others decided meanwhile stays theirs."""
    demand(who().role, What.QUEUE)
    with Casebook(data.place().casebook) as book:
        outcome = book.decide(
            keys, kind, who().name, datetime.now(UTC), reason=reason, batch=batch, seen=seen
        )
    queue_steps.decided(outcome.batch if outcome.recorded else None, outcome.recorded)
    st.session_state["queue_other"] = ""  # a reason in one's own words is this message's alone
    st.session_state["queue_told"] = (
        kind,
        len(outcome.recorded),
        len(outcome.overtaken),
        len(outcome.unchanged),
    )


def _undo(batch: str) -> None:
    demand(who().role, What.QUEUE)
    with Casebook(data.place().casebook) as book:
        outcome = book.undo(batch, who().name, datetime.now(UTC))
    queue_steps.taken_back()
    st.session_state["queue_told"] = ("undo", len(outcome.recorded), 0, len(outcome.unchanged))


_DONE = {
    "confirm": "Подтверждено",
    "dismiss": "Отклонено",
    "second_look": "Отложено на второй взгляд",
    "reopen": "Возвращено на проверку",
    "undo": "Решение отменено",
}


def _told() -> None:
    told = st.session_state.pop("queue_told", None)
    if told is None:
        return
    kind, recorded, overtaken, unchanged = told
    if recorded:
        st.toast(f"{_DONE[kind]}: {recorded}", icon=":material/task_alt:")
    if overtaken:
        st.warning(
            f"Другой человек уже решил иначе: {russian.counted(overtaken, 'признак', 'признака', 'признаков')}. "
            "Его решение осталось; посмотрите его в отборе «Подтверждённые» или «Отклонённые».",
            icon=":material/group:",
        )
    if unchanged and not recorded and not overtaken:
        st.toast("Это решение уже записано", icon=":material/info:")
