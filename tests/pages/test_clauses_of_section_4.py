"""Clauses 4.2–4.7 from export files to the sentence on «Модерация»: what an administrator brings, what a director reads.

Each scenario writes the sheets and VK JSON of one invented chat, loads them as `etl load` does and opens the page through the
dashboard's door. What is listed is compared whole: whoever isn't named below must not be on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st

from casebook import Casebook
from tests.etl.loading import CHAT, Home
from tests.pages.institution import MODERATOR, Institution, Told

pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Institution]:
    """An empty home that both the loader and the page use."""
    monkeypatch.setattr("etl.keep.keep_indicators", lambda *_, **__: None)
    own = Institution(Home(tmp_path))
    monkeypatch.setenv("SFERUM_HOME", str(own.home.place.home))
    st.cache_data.clear()
    yield own
    st.cache_data.clear()


BREACH, WARN = "требует разъяснения", "обратить внимание"


def said(found: Iterable[Told]) -> list[tuple[str, str, str]]:
    """(number, check, level)."""
    return [(each.who, each.check, each.level) for each in found]


# --- 4.2: violations are removed in time -----------------------------------------------------------------------


def test_4_2_a_confirmed_sign_that_still_stands_and_a_removal_nobody_explained(place: Institution):
    rude, late_evening, early, waits = 920000001, 920000002, 920000003, 920000004
    place.say("2026-10-30 12:00", rude, "Вы идиот")  # from the dump: a sign
    place.say("2026-10-31 10:30", waits, "Мой личный номер +7 913 555-12-34")  # two hours aren't over
    # the journal: 20:30 + two hours of the 07–21 clock is 08:30 next morning
    place.add(
        "журнал нарушений",
        ("н1", CHAT, late_evening, "5.3-4", "29.10.2026 20:30", "подтверждено", "30.10.2026 08:30", ""),
        ("н2", CHAT, early, "5.3-4", "29.10.2026 20:30", "подтверждено", "", ""),
        (
            "н3",
            CHAT,
            early,
            "5.3-2",
            "31.10.2026 11:00",
            "подтверждено",
            "",
            "",
        ),  # flood has a day of the clock
        ("н4", CHAT, waits, "5.3-4", "20.10.2026 10:00", "отклонено", "", ""),
    )
    place.load("2026-10-31 12:00")
    assert said(place.told("2026-10", "4.2")) == [(str(early), "4.2-03", BREACH)]  # a sign accuses nobody

    with Casebook(place.home.place.casebook) as book:
        keys = [key for (key,) in place.home.rows("select finding_key from findings where outcome = 'sign'")]
        assert (
            len({key for (key,) in place.home.rows("select message_id from findings where outcome = 'sign'")})
            == 2
        )
        book.decide(keys, "confirm", "Кедров", datetime.now(UTC))
    found = place.told("2026-10", "4.2")
    assert said(found) == [(str(rude), "4.2-03", BREACH), (str(early), "4.2-03", BREACH)]
    assert found[0].sentence.endswith("не удалено; срок истёк 30.10.2026 14:00.")
    assert found[1].sentence == (
        "Сообщение с подтверждённым нарушением (п. 5.3-4) не удалено; срок истёк 30.10.2026 08:30."
    )
    assert found[0].advice == "Что делать: Позвонить модератору сегодня: удалить сообщение."

    with Casebook(place.home.place.casebook) as book:  # a later rejection takes the case away
        book.decide(keys, "dismiss", "Вершинина", datetime.now(UTC), reason="цитата")
    assert said(place.told("2026-10", "4.2")) == [(str(early), "4.2-03", BREACH)]


def test_4_2_a_moderator_removed_what_no_journal_explains(place: Institution):
    journalled, unexplained, own = 920000001, 920000002, 920000003
    place.home.sheet(
        "сообщения.csv",
        (
            "ID сообщения",
            "ID чата",
            "ID автора",
            "Отправлено",
            "Текст",
            "Удалено",
            "Кем удалено",
            "Платформа",
        ),
        (501, CHAT, journalled, "05.10.2026 12:00", "Первое", "05.10.2026 12:30", MODERATOR, "VK Мессенджер"),
        (
            502,
            CHAT,
            unexplained,
            "06.10.2026 12:00",
            "Второе",
            "06.10.2026 12:30",
            MODERATOR,
            "VK Мессенджер",
        ),
        (503, CHAT, own, "07.10.2026 12:00", "Третье", "07.10.2026 12:30", own, "VK Мессенджер"),
    )
    place.add(
        "журнал нарушений",
        ("н1", CHAT, journalled, "5.3-2", "05.10.2026 12:00", "подтверждено", "05.10.2026 12:30", "501"),
    )
    place.load("2026-10-31 12:00")
    (case,) = place.told("2026-10", "4.2")
    assert (case.check, case.level) == ("4.2-04", BREACH)
    assert case.sentence == "Модератор удалил чужое сообщение, а нарушения в журнале о нём нет."


# --- 4.3: nobody is added against their will -------------------------------------------------------------------


def test_4_3_added_without_consent_added_again_after_leaving_and_kept_after_withdrawal(place: Institution):
    by_link, agreed, never_asked, left_and_back, removed_and_back, came_back, withdrawn = range(
        920000001, 920000008
    )

    def stay(who: int, joined: str, method: str, left: str = "", kind: str = "", reason: str = "") -> tuple:
        by = MODERATOR if method == "добавлен" else ""
        return (CHAT, who, "участник", joined, left, method, by, kind, reason)

    place.add("состав чатов",
        stay(by_link, "05.10.2026 10:00", "ссылка"),
        stay(agreed, "05.10.2026 10:05", "добавлен"),
        stay(never_asked, "05.10.2026 10:10", "добавлен"),
        stay(left_and_back, "01.09.2026 10:00", "ссылка", "02.10.2026 10:00", "вышел"),
        stay(left_and_back, "06.10.2026 10:00", "добавлен"),
        stay(removed_and_back, "01.09.2026 10:00", "ссылка", "02.10.2026 11:00", "удалён", "дубликат"),
        stay(removed_and_back, "07.10.2026 10:00", "добавлен"),
        stay(came_back, "01.09.2026 10:00", "ссылка", "02.10.2026 12:00", "вышел"),
        stay(came_back, "08.10.2026 10:00", "ссылка"),
        stay(withdrawn, "01.09.2026 10:00", "ссылка"),
    )  # fmt: skip
    for who in (agreed, left_and_back, removed_and_back):
        place.add("согласия", (who, "01.09.2026", ""))
    place.add("согласия", (withdrawn, "01.09.2026", "20.10.2026"))
    place.add("обращения", ("о1", "15.10.2026 10:00", "принуждение", CHAT, "", ""))
    place.load("2026-10-31 12:00")
    found = place.told("2026-10", "4.3")
    assert said(found) == [
        ("", "4.3-03", BREACH),
        (str(never_asked), "4.3-01", BREACH),
        (str(left_and_back), "4.3-02", BREACH),
        (str(withdrawn), "4.3-04", BREACH),
    ]
    assert [each.sentence for each in found] == [
        "Поступило обращение о принуждении к участию в чате.",
        "Участник включён в чат модератором без ссылки, согласия на день включения нет.",
        "Участник вышел сам, а потом его добавили в тот же чат снова.",
        "Согласие отозвано, а участник остаётся в чате.",
    ]


def test_4_3_people_of_vk_json_added_after_they_left(place: Institution):
    """The same from service messages of the dump alone: who left, who put them back."""
    who = 920000009

    def act(at: str, kind: str, by: int, **rest: object) -> None:
        place.say(at, by, "", action={"type": kind, **rest})

    act("2026-09-02 10:00", "chat_invite_user_by_link", who)
    act("2026-10-01 10:00", "chat_kick_user", who, member_id=who)
    act("2026-10-05 10:00", "chat_invite_user", MODERATOR, member_id=who)
    place.load("2026-10-31 12:00")
    assert said(place.told("2026-10", "4.3")) == [(str(who), "4.3-02", BREACH)]


# --- 4.4: rules are made known ---------------------------------------------------------------------------------


def test_4_4_blocked_before_the_rules_were_made_known(place: Institution):
    knew, too_late, within_a_day = 920000001, 920000002, 920000003
    place.pinned = ("да", "20.09.2026 10:00")
    for who, joined in (
        (knew, "25.09.2026 10:00"),
        (too_late, "19.09.2026 09:59"),
        (within_a_day, "19.09.2026 10:00"),
    ):
        place.add("состав чатов", (CHAT, who, "участник", joined, "", "ссылка", "", "", ""))
        days = [f"{day:02}.10.2026 12:00" for day in range(1, 5)]
        basis = place.violations(who, *days)
        place.block(
            f"м{who}", who, "10.10.2026 10:00", "20.10.2026 10:00", "20.10.2026 10:00", basis="; ".join(basis)
        )
    place.load("2026-10-31 12:00")
    (case,) = place.told("2026-10", "4.4")
    assert (case.who, case.check, case.level) == (str(too_late), "4.4-03", BREACH)
    assert case.sentence == (
        "Участник заблокирован, но нет подтверждения, что правила общения доведены до него до первого нарушения."
    )


# --- 4.5: blocks only after more than three, at most a month -----------------------------------------------------

DAYS = ("02.10.2026 12:00", "03.10.2026 12:00", "04.10.2026 12:00", "05.10.2026 12:00")


def test_4_5_three_or_four_episodes(place: Institution):
    four, three, three_in_a_row, last_year, second_block, rejected = range(920000001, 920000007)
    place.violations(four, *DAYS)
    place.violations(three, *DAYS[:3])
    place.violations(three_in_a_row, *DAYS[:3], "04.10.2026 12:30")  # the fourth is of the third's episode
    place.violations(last_year, "31.08.2026 12:00", *DAYS[:3])  # the school year begins on 1 September
    place.violations(second_block, *DAYS, "21.10.2026 12:00")
    place.violations(rejected, *DAYS[:3])
    place.add("журнал нарушений", ("н9", CHAT, rejected, "5.3-4", "05.10.2026 12:00", "отклонено", "", ""))
    for who in (four, three, three_in_a_row, last_year, second_block, rejected):
        place.block(f"м{who}", who, "10.10.2026 10:00", "20.10.2026 10:00", "20.10.2026 10:00")
    place.block("м-второй", second_block, "25.10.2026 10:00", "28.10.2026 10:00", "28.10.2026 10:00")
    place.load("2026-10-31 12:00")
    found = [each for each in place.told("2026-10", "4.5") if each.check == "4.5-02"]
    assert [each.who for each in found] == [
        str(each) for each in (three, three_in_a_row, last_year, second_block, rejected)
    ]
    assert {each.level for each in found} == {BREACH}
    assert found[0].sentence == (
        "До блокировки подтверждено: 3 эпизода (без учтённых прежней блокировкой); "
        "п. 4.5 допускает блокировку, если их более 3."
    )
    assert found[3].sentence.startswith("До блокировки подтверждено: 1 эпизод ")


def test_4_5_a_later_rejection_drops_the_count(place: Institution):
    who = 920000001
    place.violations(who, *DAYS[:3])
    place.say("2026-10-05 12:00", who, "Вы идиот")
    place.block("м1", who, "10.10.2026 10:00", "20.10.2026 10:00", "20.10.2026 10:00")
    place.load("2026-10-31 12:00")
    keys = [key for (key,) in place.home.rows("select finding_key from findings where outcome = 'sign'")]
    assert said(place.told("2026-10", "4.5")) == [(str(who), "4.5-02", BREACH)]  # a sign is no strike
    with Casebook(place.home.place.casebook) as book:
        book.decide(keys, "confirm", "Кедров", datetime.now(UTC))
    assert place.told("2026-10", "4.5") == []
    with Casebook(place.home.place.casebook) as book:
        book.decide(keys, "dismiss", "Вершинина", datetime.now(UTC), reason="цитата или пересказ")
    assert said(place.told("2026-10", "4.5")) == [(str(who), "4.5-02", BREACH)]


def test_4_5_at_most_a_calendar_month_and_the_access_given_back(place: Institution):
    month, over, chained, endless, not_restored, stranger = range(920000001, 920000007)
    january = [f"{day:02}.01.2026 12:00" for day in (12, 13, 14, 15)]
    for who in (month, over, chained, endless, not_restored, stranger):
        place.violations(who, *january)
    place.say("2026-01-10 12:00", MODERATOR, "Занятия начнутся в среду")
    place.block("ровно", month, "31.01.2026 10:00", "28.02.2026 10:00", "28.02.2026 10:00")
    place.block("дольше", over, "31.01.2026 10:00", "28.02.2026 10:01", "28.02.2026 10:01")
    place.block("цепь-1", chained, "20.01.2026 10:00", "10.02.2026 10:00", "10.02.2026 10:00")
    place.block("цепь-2", chained, "10.02.2026 10:00", "25.02.2026 10:00", "25.02.2026 10:00")
    place.block("без срока", endless, "10.02.2026 10:00")
    place.block("не снята", not_restored, "01.02.2026 10:00", "15.02.2026 10:00")
    place.block(
        "чужой", stranger, "01.02.2026 10:00", "15.02.2026 10:00", "15.02.2026 10:00", decided_by=over
    )
    place.load("2026-02-28 12:00")
    january_cases, february = place.told("2026-01", "4.5"), place.told("2026-02", "4.5")
    assert said(january_cases) == [(str(over), "4.5-03", BREACH)]
    assert (
        january_cases[0].sentence == "Блокировка длится дольше одного месяца: предельный срок — 28.02.2026."
    )
    assert said(february) == [
        (str(chained), "4.5-02", BREACH),  # the second block of the chain has nothing new to rest on
        (str(chained), "4.5-03", BREACH),
        (str(endless), "4.5-03", WARN),
        (str(not_restored), "4.5-05", BREACH),
        (str(stranger), "4.5-04", BREACH),
    ]
    told = {each.check + each.level: each.sentence for each in february}
    assert told["4.5-03" + BREACH] == (
        "Блокировки, следующие одна за другой без нового основания, вместе длятся дольше месяца."
    )
    assert (
        told["4.5-03" + WARN]
        == "У блокировки не указан срок; по п. 4.5 она заканчивается не позднее 10.03.2026."
    )
    assert told["4.5-05" + BREACH].startswith("Срок блокировки истёк 15.02.2026")
    assert told["4.5-04" + BREACH] == "Блокировку применил не модератор этого чата."


# --- 4.6: early release with an apology and no objection ----------------------------------------------------------


def test_4_6_apology_in_the_block_objections_and_their_24_hours(place: Institution):
    sound, planned_day, no_apology, before, after, against, not_asked, too_soon = range(920000001, 920000009)
    fine = {"apology": "13.10.2026 10:00", "consulted": "13.10.2026 11:00", "objections": 0}
    releases = {
        sound: ("14.10.2026 11:00", fine),
        planned_day: ("20.10.2026 08:00", {}),  # the planned day, at any hour, is not early
        no_apology: ("14.10.2026 11:00", fine | {"apology": ""}),
        before: ("14.10.2026 11:00", fine | {"apology": "10.10.2026 09:59"}),
        after: ("14.10.2026 11:00", fine | {"apology": "14.10.2026 11:01"}),
        against: ("14.10.2026 11:00", fine | {"objections": 2}),
        not_asked: ("14.10.2026 11:00", fine | {"consulted": ""}),
        too_soon: ("14.10.2026 10:59", fine),  # a minute less than 24 hours
    }
    for who, (ended, given) in releases.items():
        place.violations(who, *DAYS)
        place.block(f"м{who}", who, "10.10.2026 10:00", "20.10.2026 10:00", ended, **given)
    place.load("2026-10-31 12:00")
    found = place.told("2026-10", "4.6")
    assert said(found) == [
        (str(no_apology), "4.6-02", BREACH),
        (str(before), "4.6-02", BREACH),
        (str(after), "4.6-02", BREACH),
        (str(against), "4.6-03", BREACH),
        (str(not_asked), "4.6-03", BREACH),
        (str(too_soon), "4.6-03", BREACH),
    ]
    assert [each.sentence for each in found] == [
        "Блокировка снята досрочно без извинения участника.",
        "Блокировка снята досрочно, а извинение принесено не во время блокировки.",
        "Блокировка снята досрочно, а извинение принесено не во время блокировки.",
        "Блокировка снята досрочно, хотя у участников чата есть возражения: 2.",
        "Блокировка снята досрочно без опроса участников чата.",
        "Блокировка снята досрочно раньше, чем истекли 24 ч на возражения.",
    ]


# --- 4.7: nobody is removed for personal reasons ------------------------------------------------------------------


def test_4_7_reasons_of_removals(place: Institution):
    expelled, duplicate, disliked, no_reason, no_basis, with_basis, silent, told_why = range(
        920000001, 920000009
    )

    def removal(number: str, who: int, reason: str, basis: str = "") -> None:
        place.block(number, who, "10.10.2026 10:00", kind="удаление", reason=reason, basis=basis)

    removal("у1", expelled, "отчисление")  # administrative: no breach
    removal("у2", duplicate, "дубликат")
    removal("у3", disliked, "иное")
    removal("у4", no_reason, "")
    removal("у5", no_basis, "нарушение правил")
    removal("у6", with_basis, "нарушение правил", "; ".join(place.violations(with_basis, *DAYS)))
    for who, reason in ((silent, ""), (told_why, "перевод в другую группу")):
        place.add(
            "состав чатов",
            (CHAT, who, "участник", "01.09.2026 10:00", "12.10.2026 10:00", "ссылка", "", "удалён", reason),
        )
    place.load("2026-10-31 12:00")
    found = place.told("2026-10", "4.7")
    assert said(found) == [
        (str(disliked), "4.7-01", BREACH),
        (str(no_reason), "4.7-01", BREACH),
        (str(no_basis), "4.7-03", BREACH),
        (str(silent), "4.7-02", BREACH),
    ]
    assert [each.sentence for each in found] == [
        "Удаление по причине «иное»: она не связана с правилами общения и не относится к движению состава.",
        "Удаление без указания причины: она не связана с правилами общения и не относится к движению состава.",
        "Удаление за нарушение правил, но ни одно нарушение из журнала не названо.",
        "Участника удалили из чата, а причины, меры или движения рядом с этим днём нет.",
    ]
    assert found[0].advice.startswith(
        "Что делать: Выяснить причину; если она личная — восстановить участника"
    )
