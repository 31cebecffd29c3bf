"""Rules and indicators as the registries declare them: nobody keeps a second description by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import streamlit as st

import regulation
from casebook import Casebook
from regulation.indicators import INDICATORS, Indicator
from regulation.model import Certainty, Rule
from regulation.rules import RULES
from reports import russian
from settings import ROOT, settings
from ui import data
from ui.escape import plain
from ui.grid import picked_row
from ui.login import who
from ui.queue import live
from warehouse.access import What, demand, may

POOR = 0.30
_HOME = Path(regulation.__file__).parent
_KINDS = {"parents": "родительские чаты", "students": "чаты обучающихся"}


@st.cache_data(show_spinner=False)
def quality() -> dict:
    """What was measured on held-out messages; empty where the report was never made."""
    path = _HOME / "model_artefact" / "quality.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@st.cache_data(show_spinner=False)
def words_of(lexicon: str) -> list[str]:
    """Lines of a lexicon as the methodologist edits them."""
    path = _HOME / "lexicons" / f"{lexicon}.txt"
    if not path.exists():
        return []
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@st.cache_data(show_spinner=False)
def n_cases(rule: str) -> int:
    """Cases of a rule's own test file."""
    return sum(
        sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#")
        for path in (ROOT / "tests" / "cases" / "rules").glob(f"{rule}.*")
    )


def overview() -> str | None:
    """One line a rule; returns the rule that is selected."""
    off = _switched_off()
    rows = []
    for rule in RULES:
        measured, lived = quality().get("rules", {}).get(rule.id, {}), live().get(rule.id, {})
        rows.append(
            {
                "Правило": rule.title,
                "Запрет": ", ".join((rule.bullet, *rule.also_bullets)),
                "Вид": rule.certainty.title,
                "Состояние": "выключено" if rule.id in off else "включено",
                "Точность, замер": russian.share(measured.get("precision")) if measured else "не измеряется",
                "По решениям": _lived(lived),
                "Отметок": lived.get("n_findings", 0),
                "Ждут": lived.get("n_open", 0),
            }
        )
    picked = picked_row(
        pd.DataFrame(rows),
        key="rules_table",
        widths={"Правило": 265},
        columns={
            "По решениям": st.column_config.TextColumn(help="Сколько признаков люди подтвердили из решённых"),
            "Ждут": st.column_config.NumberColumn(help="Отметок, по которым никто не решил"),
        },
    )
    st.caption("Выберите строку — откроется, что правило ловит, чего не видит и по каким словам.")
    return None if picked is None else RULES[picked].id


def _lived(lived: dict) -> str:
    if not lived or lived["precision"] is None:
        return "решений нет"
    n = lived["n_confirmed"] + lived["n_dismissed"]
    return f"{russian.share(lived['precision'])} из {russian.number(n)}"


def _switched_off() -> set[str]:
    """Rules that give no new signs. Clause: 5.3-08."""
    with Casebook(data.place().casebook) as book:
        switches = {each["rule_id"]: each["is_on"] for each in book.rule_switches()}
    return {rule for rule, is_on in switches.items() if not is_on} | set(settings().rules.off)


def poor() -> None:
    """Rules that people mostly reject say so, with a way to switch them off.

    Clause: 5.3-08.
    """
    off = _switched_off()
    for rule in RULES:
        found = live().get(rule.id)
        if rule.id in off or rule.certainty is Certainty.FACT:
            continue
        if found and found["precision"] is not None and found["precision"] < POOR:
            st.warning(
                f"«{rule.title}»: люди подтвердили только {_lived(found)} решений — меньше 30 %. "
                "Выберите правило в таблице и выключите, пока словарь не поправят: неразобранные признаки уйдут из "
                "очереди и чисел, подтверждённые останутся.",
                icon=":material/rule:",
            )


def one(rule: Rule) -> None:
    """Everything about one rule."""
    with st.container(border=True):
        st.markdown(f"#### {rule.title}")
        st.caption(
            f"п. {rule.clause} Положения, запрет {', '.join((rule.bullet, *rule.also_bullets))} · {rule.certainty.title} · "
            f"действует: {_where(rule.applies_to)}"
            + (f"; рекомендация: {_where(rule.advisory_in)}" if rule.advisory_in else "")
            + f" · версия {rule.version}"
        )
        left, right = st.columns(2)
        left.markdown(f"**Что ловит.** {rule.description}")
        left.markdown("**Чего не видит**\n" + "\n".join(f"- {each}" for each in rule.known_gaps))
        with right:
            _measured(rule)
            n = n_cases(rule.id)
            st.caption(f"Примеров в собственной проверке правила: {russian.number(n)}" if n else "")
        for lexicon in rule.lexicons:
            lines = words_of(lexicon)
            with st.expander(
                f"Слова: {lexicon}.txt, {russian.counted(len(lines), 'строка', 'строки', 'строк')}"
            ):
                st.code("\n".join(lines), language=None, height=300)
        _switch(rule)


def _where(kinds: frozenset) -> str:
    return ", ".join(_KINDS.get(each.value, each.title) for each in sorted(kinds))


def _measured(rule: Rule) -> None:
    found = quality().get("rules", {}).get(rule.id)
    if not found:
        st.caption("Качество на отложенных сообщениях не измеряется: решают часы и реестр.")
    else:
        low, high = found["precision_interval"]
        st.markdown(
            f"**Измерено {russian.day_text(datetime.fromisoformat(quality()['measured_on']))}** на "
            f"{russian.number(found['messages'])} отложенных сообщениях: точность {russian.share(found['precision'])} "
            f"(от {russian.share(low)} до {russian.share(high)}), полнота {russian.share(found['recall'])}, "
            f"F1 {russian.number(found['f1'], 2)}; «явный признак» точен на {russian.share(found['sure_precision'])}."
        )
    st.markdown(f"**По решениям людей:** {_lived(live().get(rule.id, {}))}.")


def _switch(rule: Rule) -> None:
    if not may(who().role, What.RULES):
        return
    if rule.certainty is Certainty.FACT:
        st.caption(
            "Не выключается: решают часы и реестр. Отдельное сообщение отклоняют в «Очереди проверки» (отбор «Факты тихих "
            "часов»), разрешённое время вносят в журнал исключений."
        )
        return
    if rule.id in settings().rules.off:
        st.caption("Выключено в settings.toml, раздел [rules]; там же и включается.")
        return
    is_off = rule.id in _switched_off()
    with st.popover("Включить правило" if is_off else "Выключить правило"):
        st.caption(
            "Признаки, которых никто не подтвердил, вернутся в очередь и числа."
            if is_off
            else "Признаки, которых никто не подтвердил, уйдут из очереди, «Нарушений» и показателей; подтверждённые останутся."
        )
        reason = st.text_input("Причина (останется в журнале решений)", key=f"switch_reason_{rule.id}")
        if st.button("Записать", key=f"switch_{rule.id}", disabled=len(reason.strip()) < 5):
            demand(who().role, What.RULES)
            with Casebook(data.place().casebook) as book:
                book.switch_rule(rule.id, is_off, reason.strip(), who().name, datetime.now(UTC))
            st.rerun()


def indicators() -> None:
    """Every indicator: formula in words, clause, sources, threshold in force."""
    text = st.text_input("Найти показатель", placeholder="номер, слово или пункт").strip().lower()
    chosen = [each for each in INDICATORS if not text or text in _searched(each)]
    thresholds = settings().thresholds
    table = pd.DataFrame(
        {
            "№": [each.id for each in chosen],
            "Показатель": [each.title for each in chosen],
            "Пункт": [each.clause for each in chosen],
            "Как считается": [each.definition for each in chosen],
            "Источники": [", ".join(_sources(each)) for each in chosen],
            "Порог": [_threshold(thresholds.get(each.threshold_of or each.id), each) for each in chosen],
            "Формула": [
                plain(" / ".join(filter(None, (each.numerator or each.breach, each.denominator))))
                for each in chosen
            ],
        }
    )
    st.caption(f"Показателей: {russian.number(len(table))}")
    rough = data.first_undecreed_year()
    if rough and any(each.in_workdays for each in chosen):
        st.caption(
            "Сроки в рабочих днях считаются по производственному календарю. "
            f"На {rough}{russian.NBSP}год он не утверждён: показатели с такими сроками с {rough}{russian.NBSP}года отмечены словом «{russian.PRELIMINARY}»."
        )
    st.dataframe(table, hide_index=True, width="stretch", height=600)


def _searched(indicator: Indicator) -> str:
    return f"{indicator.id} {indicator.title} {indicator.clause} {indicator.definition}".lower()


def _sources(indicator: Indicator) -> list[str]:
    from warehouse.tables import BY_NAME

    return [BY_NAME[each].title for each in (*indicator.requires, *indicator.requires_any) if each in BY_NAME]


def _threshold(threshold: object, indicator: Indicator) -> str:
    if threshold is None:
        return "справочно"
    from regulation.indicators import Unit

    unit = Unit.SHARE if indicator.state_on == "share" else indicator.unit
    return f"{russian.figure(threshold.ok, unit)} ({threshold.kind}: {threshold.source})"
