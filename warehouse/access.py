"""Which role may open what. One table, read by every page, report and by `warehouse.private`.

A director sees sums and, with a reason, a case; names in lists are for the administrator, who must act on them.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who is asking."""

    DIRECTOR = "директор"
    ADMINISTRATOR = "администратор"
    MODERATOR = "модератор"
    METHODOLOGIST = "методист"
    REPORTER = "отчётность"


class What(StrEnum):
    """What can be opened."""

    TOTALS = "totals"  # figures of the institution
    BREAKDOWNS = "breakdowns"  # by association, direction, platform, chat
    REPORT = "report"  # the department's report: build, show
    CLOSE_MONTH = "close_month"
    ANSWER = "answer"  # answer a red indicator
    BREACHES = "breaches"  # rows behind a check, with pseudonyms
    QUEUE = "queue"  # decide on findings, in chats of one's own for a moderator
    CASE = "case"  # one participant in one chat, by pseudonym
    FRAGMENTS = "fragments"  # masked pieces of flagged messages
    NAMES_OF_STAFF = "names_of_staff"  # in checks of duties
    NAMES_IN_CASE = "names_in_case"  # the participant of an open case; logged with a reason
    NAMES = "names"  # members, links, requests, reconciliation
    LOAD = "load"
    ASSIGN = "assign"  # kind and group of a chat, matches, headings
    RULES = "rules"  # thresholds read, rules switched
    LEXICON = "lexicon"  # texts for tuning a lexicon
    VIEWING_LOG = "viewing_log"
    RETENTION = "retention"


_EVERYBODY_INSIDE = {What.TOTALS, What.BREAKDOWNS}

MAY: dict[Role, frozenset[What]] = {
    Role.DIRECTOR: frozenset(
        _EVERYBODY_INSIDE
        | {
            What.REPORT,
            What.CLOSE_MONTH,
            What.ANSWER,
            What.BREACHES,
            What.CASE,
            What.NAMES_OF_STAFF,
            What.NAMES_IN_CASE,
            What.VIEWING_LOG,
        }
    ),
    Role.ADMINISTRATOR: frozenset(What),
    Role.MODERATOR: frozenset({What.QUEUE, What.CASE, What.FRAGMENTS, What.NAMES_IN_CASE}),
    Role.METHODOLOGIST: frozenset(
        _EVERYBODY_INSIDE | {What.BREACHES, What.QUEUE, What.CASE, What.FRAGMENTS, What.RULES, What.LEXICON}
    ),
    Role.REPORTER: frozenset({What.TOTALS, What.REPORT}),
}

TITLES: dict[What, str] = {
    What.TOTALS: "показатели учреждения",
    What.BREAKDOWNS: "разрезы показателей",
    What.REPORT: "отчёт за месяц",
    What.CLOSE_MONTH: "закрытие месяца",
    What.ANSWER: "ответ на показатель",
    What.BREACHES: "строки проверок",
    What.QUEUE: "очередь проверки",
    What.CASE: "дело участника",
    What.FRAGMENTS: "фрагменты сообщений",
    What.NAMES_OF_STAFF: "имена работников",
    What.NAMES_IN_CASE: "имя участника дела",
    What.NAMES: "имена участников",
    What.LOAD: "загрузка файлов",
    What.ASSIGN: "привязка чатов и участников",
    What.RULES: "правила и пороги",
    What.LEXICON: "тексты для настройки словаря",
    What.VIEWING_LOG: "журнал просмотров",
    What.RETENTION: "уничтожение данных",
}


class Denied(Exception):
    """This role may not open this; the text says so in Russian."""


def may(role: str, what: What | str) -> bool:
    """Whether a role may open something; an unknown role may nothing.

    Raises: ValueError for something that nobody declared: a mistake of ours, not a refusal.
    """
    what = What(what)
    try:
        return what in MAY[Role(role)]
    except ValueError:
        return False


def demand(role: str, what: What | str) -> None:
    """Go on only if the role may. Raises: Denied."""
    if not may(role, what):
        raise Denied(
            f"Роли «{role}» не открывается: {TITLES[What(what)]}. Обратитесь к администратору платформы."
        )
