"""Exports of other programs and messengers: told at the door what they are and what to bring instead.

Nothing is loaded from them: times without seconds or zone, no ids of messages and people, or another platform.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.sources.base import Context, Incoming, Reading, Refused, Survey
from etl.sources.json_common import head

BRING = (
    "Принесите JSON из API VK (messages.getHistory), папку VKSferumChatExport с history.json, JSON бота MAX "
    "или таблицу по шаблону."
)

_TELEGRAM = "personal_chat|bot_chat|saved_messages|(?:private|public)_(?:group|supergroup|channel)"
_SIGNS: tuple[tuple[str, str], ...] = (
    (
        rf'\A\{{.{{0,2000}}?"type"\s*:\s*"(?:{_TELEGRAM})"|\A\{{\s*"about"\s*:\s*"Here is the data you requested',
        "Это выгрузка Telegram, а не «Сферума» и не MAX: её сообщения не относятся к чатам организации.",
    ),
    (
        r"\A\u200e?\[?\d{1,2}[./]\d{1,2}[./]\d{2,4},? \d{1,2}:\d{2}[^\n]{0,200}(?:end-to-end|сквозн|WhatsApp)"
        r"|\A\u200e?\d{1,2}[./]\d{1,2}[./]\d{2,4}, \d{1,2}:\d{2}(?:\s?[AaPp][Mm])? - ",
        "Это выгрузка WhatsApp, а не «Сферума» и не MAX.",
    ),
    (
        r"\A\u200e?\[\d{2}\.\d{2}\.\d{4}, \d{1,2}:\d{1,2}:\d{1,3}\] [^\n]*:",
        "Это «_chat.txt» сторонней программы: месяц в нём сдвинут, а минуты заменены секундами, поэтому время "
        "сообщений восстановить нельзя.",
    ),
    (
        r"\A\s*\[\d{1,2} [а-яё]+ \d{4}\]\s*\n\s*\[\d{2}:\d{2}\] ",
        "Это текстовая распечатка чата (vkms или vk_dump): в ней нет номеров сообщений, часового пояса и секунд.",
    ),
    (
        r"\A\[[^\]\n]{8,30}\] [^\n:]{1,60}: |\A\d{2}\.\d{2}\.\d{4} \d{1,2}:\d{2}(?::\d{2})? [^\n:;,\t]{1,60}: ",
        "Это текстовая распечатка чата: в ней нет номеров сообщений и участников, честно посчитать её нельзя.",
    ),
)
_FOREIGN = tuple((re.compile(pattern, re.S), reason) for pattern, reason in _SIGNS)


class Foreign:
    """What is refused with a reason, whoever wrote it."""

    name = "foreign"
    title = "Выгрузка другой программы"
    order = 5

    def recognise(self, file: Incoming) -> bool:
        """Never ours. Raises: Refused, where the beginning of the file is an export we know and cannot load."""
        beginning = head(file.path)[:8000]
        for pattern, reason in _FOREIGN:
            if pattern.match(beginning):
                raise Refused(f"{reason} {BRING}")
        return False

    def survey(self, files: Sequence[Incoming], context: Context) -> list[Survey]:
        """Nothing to survey."""
        return [Survey(file.file_id) for file in files]

    def read(self, files: Sequence[Incoming], context: Context) -> Reading:
        """Nothing to read."""
        return Reading()


SOURCE = Foreign()
