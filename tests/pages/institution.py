"""An invented institution of one parents' chat: its export files, the load, and what «Модерация» tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from streamlit.testing.v1 import AppTest

from reports import russian
from settings import ROOT
from tests.etl.loading import CHAT, Home, history, message
from warehouse.private import private_reader

MODERATOR, OTHER_MODERATOR = 910000001, 910000002
CHATS = ("ID чата", "Название чата", "Вид чата", "Группа", "Объединение", "Модераторы", "Правила закреплены", "Правила закреплены с", "Платформа")  # fmt: skip
STAYS = ("ID чата", "ID участника", "Роль в чате", "Вступил", "Вышел", "Как вступил", "Кем добавлен", "Как вышел", "Причина")  # fmt: skip
JOURNAL = (
    "№",
    "ID чата",
    "ID участника",
    "Пункт правил",
    "Дата и время",
    "Статус",
    "Сообщение удалено",
    "ID сообщения",
)
MEASURES = ("№ меры", "Мера", "ID чата", "ID участника", "Начало", "Заблокирован до", "Снята", "Кто применил", "Причина", "Основание", "Извинение", "Участники опрошены", "Возражений")  # fmt: skip
CONSENTS = ("Чьё согласие", "Дано", "Отозвано")
TICKETS = ("№ обращения", "Поступило", "Тема обращения", "ID чата", "Закрыто", "Результат")
MEMBERS = ("ID", "ФИО", "Роль", "Платформа")
GROUPS = ("Группа", "Объединение", "Педагог группы")
RULES = "Правила общения. Пишем с 07:00 до 21:00, общаемся вежливо."


@dataclass(frozen=True)
class Told:
    """One case as the page tells it."""

    who: str  # the participant's number in the export, or «» where the case is about none
    check: str
    level: str
    sentence: str
    advice: str


@dataclass
class Institution:
    """An institution of one parents' chat: its export files, the load, the page."""

    home: Home
    pinned: tuple[str, str] = ("да", "01.09.2025 08:00")
    rows: dict[str, list[Sequence[object]]] = field(default_factory=dict)
    messages: list[dict] = field(default_factory=list)

    def add(self, table: str, *rows: Sequence[object]) -> None:
        self.rows.setdefault(table, []).extend(rows)

    def say(self, at: str, who: int, text: str, **rest: object) -> int:
        """A message of the chat's dump at a local moment «2026-10-05 12:00»; returns its number."""
        number = len(self.messages) + 1
        stamp = int((datetime.fromisoformat(at) - timedelta(hours=7)).replace(tzinfo=UTC).timestamp())
        self.messages.append(message(number, who=who, text=text, date=stamp, **rest))
        return number

    def violations(self, who: int, *moments: str, clause: str = "5.3-4", removed: bool = True) -> list[str]:
        """Confirmed journal rows of one participant, each removed five minutes later; returns their numbers."""
        numbers = [f"{who}-{n}" for n, _ in enumerate(moments)]
        for number, moment in zip(numbers, moments, strict=True):
            gone = datetime.strptime(moment, "%d.%m.%Y %H:%M") + timedelta(minutes=5)
            self.add("журнал нарушений", (number, CHAT, who, clause, moment, "подтверждено", f"{gone:%d.%m.%Y %H:%M}" if removed else "", ""))  # fmt: skip
        return numbers

    def block(
        self, number: str, who: int, start: str, planned: str = "", ended: str = "", **given: object
    ) -> None:
        names = ("decided_by", "reason", "basis", "apology", "consulted", "objections")
        told = {"decided_by": MODERATOR, "reason": "нарушение правил"} | given
        kind = told.pop("kind", "блокировка")
        assert set(told) <= set(names), told
        self.add(
            "журнал мер",
            (number, kind, CHAT, who, start, planned, ended, *(told.get(name, "") for name in names)),
        )

    def load(self, newest: str) -> None:
        """Write the files and load them; the newest fact is an innocent message."""
        headings = {"состав чатов": STAYS, "журнал нарушений": JOURNAL, "журнал мер": MEASURES, "согласия": CONSENTS, "обращения": TICKETS}  # fmt: skip
        chat = (CHAT, "Чат родителей", "родители", "Группа 1", "Гончары", f"{MODERATOR}; {OTHER_MODERATOR}", *self.pinned, "VK Мессенджер")  # fmt: skip
        day = (
            f"{datetime.fromisoformat(newest) - timedelta(days=1):%Y-%m-%d}"  # a list speaks of its whole day
        )
        self.say(newest, MODERATOR, "Напоминаю: занятие в среду в обычное время")
        self.home.sheet(f"чаты_{day}.csv", CHATS, chat)
        people = [
            (MODERATOR, "Модератор Первый", "педагог"),
            (OTHER_MODERATOR, "Модератор Второй", "педагог"),
        ]
        people += [(920000000 + n, f"Участник Номер{n}", "родитель") for n in range(1, 10)]
        self.home.sheet(f"участники_{day}.csv", MEMBERS, *((*each, "VK Мессенджер") for each in people))
        self.home.sheet(f"группы_{day}.csv", GROUPS, ("Группа 1", "Гончары", ""))
        for table, rows in self.rows.items():
            self.home.sheet(f"{table}_{day}.csv", headings[table], *rows)
        self.home.write(f"{CHAT}.json", history(self.messages))
        result = self.home.load(all_chats=True)
        assert result.ok, [(each.name, each.status, each.reason) for each in result.files]
        assert self.home.rows("select table_name, column_key, reason from unresolved") == []
        assert self.home.one("select count(*) from rejects") == 0

    def page(self, month: str) -> AppTest:
        """«Модерация» of a month, through the dashboard's door."""
        app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=90)
        app.session_state["month"] = month
        app.switch_page("pages/moderation.py").run()
        assert not app.exception
        assert app.title[0].value == "Модерация"
        assert any(each.value.startswith(f"За {russian.month_name(month)}") for each in app.caption)
        return app

    def told(self, month: str, clause: str) -> list[Told]:
        """Every case of a clause on the page, on all its leaves."""
        app, keys = self.page(month), self.numbers()
        found, leaves = (
            list(_cases(app, keys)),
            [each for each in app.number_input if each.label.startswith("Страница")],
        )
        for leaf in range(2, int(leaves[0].max) + 1 if leaves else 2):
            app.number_input(key=f"moderation_page_{month}").set_value(leaf).run()
            found += _cases(app, keys)
        return sorted((each for each in found if each.check.startswith(f"{clause}-")), key=lambda each: (each.who, each.check, each.sentence))  # fmt: skip

    def numbers(self) -> dict[str, str]:
        """Pseudonyms as the page shortens them → numbers in the export."""
        with private_reader(self.home.place, "проверка", "сверка псевдонимов") as reader:
            rows = reader.rows("select key, raw_id from private.ids where kind = 'member'")
        return {row["key"][:6]: row["raw_id"] for row in rows}


def _cases(app: AppTest, keys: dict[str, str]) -> Iterator[Told]:
    texts = [each.value.replace("\\", "") for each in app.markdown]
    captions = [each.value.replace("\\", "") for each in app.caption if "показатель" in each.value]
    heads = [n for n, text in enumerate(texts) if re.search(r"-badge\[.*\*\*п\. [45]", text)]
    for n, caption in zip(heads, captions, strict=True):
        parts = dict(
            part.split(" ", 1)
            for part in caption.split(" · ")
            if part.startswith(("участник ", "показатель "))
        )
        level, sentence = texts[n].split("]", 1)[0].split("[")[1], texts[n].split(" · ", 1)[1]
        yield Told(
            keys[parts["участник"]] if "участник" in parts else "",
            parts["показатель"],
            level,
            sentence,
            texts[n + 1],
        )
