"""THE declaration of every table: what a column is called, holds, and where it lives.

The importer recognises sheets by these headings, the templates print them, the data dictionary and the
quality page describe them, the loader creates both files of a version from them. Nothing keeps a second list.

Two kinds of columns stand in one table: those that people or platforms bring (they have headings), and those
that loading derives (`derived=True`: resolved people and groups, local time, flags of a text).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Type(StrEnum):
    """What a cell is read as; `sql` is the DuckDB type of its column."""

    TEXT = "text"
    INT = "int"
    DATE = "date"
    MOMENT = "moment"  # UTC instant, stored as TIMESTAMP without zone
    FLAG = "flag"
    SECONDS = "seconds"
    ENUM = "enum"
    LIST = "list"  # several texts through «;»

    @property
    def sql(self) -> str:
        """DuckDB type of a column of this type."""
        return _SQL[self]


_SQL = {
    Type.TEXT: "VARCHAR",
    Type.INT: "BIGINT",
    Type.DATE: "DATE",
    Type.MOMENT: "TIMESTAMP",
    Type.FLAG: "BOOLEAN",
    Type.SECONDS: "BIGINT",
    Type.ENUM: "VARCHAR",
    Type.LIST: "VARCHAR[]",
}


class Lives(StrEnum):
    """Which of the two files of a version holds a column (the private one holds every row in full)."""

    PUBLIC = "public"  # as it is: dates, numbers, closed lists, names of groups and associations
    KEY = "key"  # the public file holds a pseudonym, the private one the id as it came
    PRIVATE = "private"  # names, titles, texts, free comments: the private file alone


@dataclass(frozen=True)
class Column:
    """One column: its key in code, its headings in people's sheets, its type and its home."""

    key: str
    headings: tuple[str, ...] = ()
    type: Type = Type.TEXT
    about: str = ""
    required: bool = False  # the heading must be there (a star in the contract)
    one_of: str = ""  # at least one heading of the columns with the same mark must be there
    lives: Lives = Lives.PUBLIC
    refers: str = ""  # chat | member | person | group: resolved by id, name or title
    values: tuple[str, ...] = ()  # closed list; anything else loads as «иное», the raw value kept
    decided: bool = False  # a person decides it: the register wins over a dump
    has_time: bool = False  # a companion column «<key>_has_time» tells a date from an instant
    unit: str = ""
    derived: bool = False


@dataclass(frozen=True)
class Table:
    """One canonical table: rows, natural key, columns.

    `natural_key` is a tuple of parts; a part is a tuple of alternatives tried in order, an alternative is
    a tuple of columns that are all filled. Where no alternative is filled the part is «не указано».
    """

    name: str
    title: str
    rows: str
    natural_key: tuple[tuple[tuple[str, ...], ...], ...]
    columns: tuple[Column, ...]
    state_list: bool = False  # true on a date: needs --as-of
    journal: bool = False  # rows that vanish from a later edition are kept and shown
    all_given: bool = False  # with an empty own key the row's every filled cell is the key
    dated_by: tuple[str, ...] = ()  # what tells when a row happened: the first of them that is filled
    # Rows come as things happen: the newest is «на дату» of all figures, and of a month beyond them nothing can be told.
    flows: bool = False
    sheet: bool = True  # people may bring it as a sheet

    def column(self, key: str) -> Column:
        """The column with this key. Raises: KeyError."""
        return _by_key(self)[key]

    @property
    def typed(self) -> tuple[Column, ...]:
        """The columns that sheets and dumps bring, in template order."""
        return tuple(column for column in self.columns if not column.derived)

    @property
    def required(self) -> tuple[str, ...]:
        """Keys of columns whose heading must be there."""
        return tuple(column.key for column in self.columns if column.required)

    @property
    def key_columns(self) -> frozenset[str]:
        """Every column that may take part in the natural key."""
        return frozenset(k for part in self.natural_key for option in part for k in option)

    @property
    def required_key(self) -> tuple[str, ...]:
        """Starred columns of the natural key: an empty cell there rejects the row."""
        return tuple(
            column.key for column in self.columns if column.required and column.key in self.key_columns
        )

    def happened(self, local: str) -> str:
        """SQL of when a row happened by the institution's clock; `local` is the macro that turns UTC into its time."""
        told = (
            f"{local}({key})" if self.column(key).type is Type.MOMENT else f"{key}::timestamp"
            for key in self.dated_by
        )
        return f"coalesce({', '.join(told)})"

    def brought(self) -> dict[str, str]:
        """Column → DuckDB type of a row as a source brings it (canonical shape, raw ids)."""
        shape: dict[str, str] = {}
        for column in self.typed:
            shape[column.key] = column.type.sql
            if column.has_time:
                shape[f"{column.key}_has_time"] = "BOOLEAN"
        return shape

    def public(self) -> dict[str, str]:
        """Column → DuckDB type in the public file, where ids are pseudonyms."""
        shape: dict[str, str] = {}
        for column in self.columns:
            if column.lives is Lives.PRIVATE:
                continue
            shape[column.key] = (
                "VARCHAR" if column.lives is Lives.KEY and column.type is not Type.LIST else column.type.sql
            )
            if column.has_time:
                shape[f"{column.key}_has_time"] = "BOOLEAN"
        return shape | PROVENANCE


# Every row tells where it came from; the names of files are in `source_files`, the raw cells in the private file.
PROVENANCE = {
    "row_id": "VARCHAR",
    "file_id": "VARCHAR",
    "locator": "VARCHAR",
    "is_corrected": "BOOLEAN",
    "vanished_on": "DATE",
}


@cache
def _by_key(table: Table) -> dict[str, Column]:
    return {column.key: column for column in table.columns}


def heading(text: object) -> str:
    """A heading as it is compared: case, ё/е, spaces, dots, line breaks and stars don't matter.

    Example: heading("Ф.И.О.\\nучастника") == heading("фио  участника").
    """
    plain = unicodedata.normalize("NFKC", str(text)).lower().replace("ё", "е")
    return re.sub(r"[\s.*:\u00ad\u200b]+", "", plain)


# --- closed lists (the regulation's and the platform's words) -------------------------------------------
OTHER = "иное"
ROLES = ("педагог", "обучающийся", "родитель", "администратор", "сотрудник", "не определена")
PLATFORMS = ("VK Мессенджер", "MAX")
CHAT_KINDS = ("родители", "обучающиеся", "служебный", "канал", "иной")
CHAT_STATUSES = ("действует", "только чтение", "перенесён", "закрыт")
CHAT_ROLES = ("владелец", "администратор", "участник")
MESSAGE_KINDS = ("текст", "фото", "стикер", "файл", "голос", "опрос", "правила")
STAFF_CATEGORIES = ("педагог", "администрация", "иной")
DIRECTIONS = (
    "техническая",
    "естественно-научная",
    "физкультурно-спортивная",
    "художественная",
    "туристско-краеведческая",
    "социально-гуманитарная",
)
CLAUSES = ("5.2-стиль", "5.2-тон", "5.2-провокация", "5.3-1", "5.3-2", "5.3-3", "5.3-4", "5.3-5", "5.3-6")
VIOLATION_STATUSES = ("подтверждено", "отклонено", "на рассмотрении")
MEASURE_KINDS = ("замечание", "блокировка", "разблокировка", "удаление")
REASONS = (
    "нарушение правил",
    "отчисление",
    "увольнение",
    "перевод",
    "дубликат",
    "исправление роли",
    "по просьбе",
    "посторонний",
    "безопасность",
    "перенос чата",
    OTHER,
)
PURPOSES = ("занятие", "мероприятие", "совещание", "собрание", OTHER)

T, L = Type, Lives


def _c(key: str, headings: str, about: str, type: Type = T.TEXT, **rest: object) -> Column:
    """A column whose headings are written as in the contract: «Первый / Второй»."""
    return Column(key, tuple(part.strip() for part in headings.split(" / ")), type, about, **rest)


def _d(key: str, about: str, type: Type = T.TEXT, **rest: object) -> Column:
    """A derived column: loading computes it, no sheet brings it."""
    return Column(key, (), type, about, derived=True, **rest)


def _platform(**rest: object) -> Column:
    return _c("platform", "Платформа", "Платформа: VK Мессенджер или MAX", T.ENUM, values=PLATFORMS, **rest)


def _person(key: str, about: str) -> Column:
    return _d(key, about, lives=L.PUBLIC)


def _own(*columns: str) -> tuple[tuple[str, ...], ...]:
    """A part of a natural key without an alternative."""
    return (tuple(columns),)


TABLES: tuple[Table, ...] = (
    Table(
        "students",
        "Контингент",
        "одно зачисление: обучающийся × группа",
        (
            (("student_id",), ("full_name", "birth_year"), ("full_name",)),
            (("association", "group_name"), ("group_name",), ("association",)),
        ),
        (
            _c("student_id", "№ личного дела / ID", "Номер личного дела", lives=L.KEY),
            _c(
                "full_name",
                "ФИО / Ф.И.О. / Обучающийся",
                "Фамилия, имя, отчество обучающегося",
                required=True,
                lives=L.PRIVATE,
            ),
            _c("birth_year", "Год рождения", "Год рождения", T.INT, lives=L.PRIVATE),
            _c("group_name", "Группа / Учебная группа", "Группа", one_of="group"),
            _c("association", "Объединение / Творческое объединение", "Объединение", one_of="group"),
            _c("teacher", "Педагог группы / Руководитель", "Педагог группы", lives=L.PRIVATE),
            _c("enrolled_on", "Дата зачисления", "Дата зачисления", T.DATE),
            _c("left_on", "Дата отчисления", "Дата отчисления", T.DATE),
            _c(
                "status",
                "Статус",
                "Статус зачисления",
                T.ENUM,
                values=("учится", "отчислен", "переведён", "академический отпуск"),
            ),
            _c("direction", "Направленность", "Направленность программы", T.ENUM, values=DIRECTIONS),
            _c("external_id", "ID на платформе", "Номер участника на платформе", lives=L.KEY),
            _person("person_id", "Ребёнок (псевдоним): одно значение на все его зачисления"),
            _d("group_id", "Группа: «объединение · группа»"),
        ),
        state_list=True,
    ),
    Table(
        "guardians",
        "Родители",
        "пара: родитель × ребёнок × группа",
        (_own("full_name"), _own("student_name"), (("group_name",),)),
        (
            _c(
                "full_name",
                "ФИО родителя / Родитель / Законный представитель",
                "Фамилия, имя, отчество родителя",
                required=True,
                lives=L.PRIVATE,
            ),
            _c("student_name", "ФИО обучающегося / Ребёнок", "Чей родитель", required=True, lives=L.PRIVATE),
            _c("group_name", "Группа", "Группа ребёнка"),
            _c("external_id", "ID на платформе", "Номер участника на платформе", lives=L.KEY),
            _person("person_id", "Родитель (псевдоним)"),
            _person("student_person_id", "Ребёнок (псевдоним), если найден однозначно"),
            _d("group_id", "Группа ребёнка"),
        ),
        state_list=True,
    ),
    Table(
        "staff",
        "Штат",
        "один работник (совместитель — одна запись)",
        ((("staff_id",), ("full_name",)),),
        (
            _c("staff_id", "Табельный №", "Табельный номер", lives=L.KEY),
            _c(
                "full_name",
                "ФИО сотрудника / Сотрудник / Педагог / ФИО",
                "Фамилия, имя, отчество работника",
                required=True,
                lives=L.PRIVATE,
            ),
            _c("position", "Должность", "Должность"),
            _c(
                "category",
                "Категория",
                "Категория: педагог, администрация, иной",
                T.ENUM,
                values=STAFF_CATEGORIES,
                required=True,
            ),
            _c("department", "Отдел", "Отдел"),
            _c("hired_on", "Дата приёма", "Дата приёма на работу", T.DATE),
            _c("dismissed_on", "Дата увольнения", "Дата увольнения", T.DATE),
            _c("leave_from", "Отпуск с", "Длительный отпуск с", T.DATE),
            _c("leave_to", "Отпуск по", "Длительный отпуск по", T.DATE),
            _c("external_id", "ID на платформе", "Номер участника на платформе", lives=L.KEY),
            _person("person_id", "Работник (псевдоним)"),
        ),
        state_list=True,
    ),
    Table(
        "groups",
        "Группы",
        "одна учебная группа",
        (_own("association"), _own("group_name")),
        (
            _c("group_name", "Группа", "Группа", required=True),
            _c("association", "Объединение", "Объединение", required=True),
            _c(
                "teacher",
                "Педагог группы / Руководитель / Педагог",
                "Педагог группы",
                required=True,
                lives=L.PRIVATE,
            ),
            _c("direction", "Направленность", "Направленность программы", T.ENUM, values=DIRECTIONS),
            _c("started_on", "Начало занятий", "Начало занятий", T.DATE),
            _c("ended_on", "Окончание занятий", "Окончание занятий", T.DATE),
            _c(
                "student_chat_required",
                "Нужен чат обучающихся",
                "Нужен ли чат обучающихся (пусто = да)",
                T.FLAG,
            ),
            _c("parent_chat_required", "Нужен чат родителей", "Нужен ли чат родителей (пусто = да)", T.FLAG),
            _d("group_id", "Группа: «объединение · группа»"),
            _person("teacher_person_id", "Педагог группы (псевдоним), если найден в штате однозначно"),
        ),
        state_list=True,
    ),
    Table(
        "members",
        "Участники",
        "одна учётная запись на платформе",
        (_own("member_id"), (("platform",),)),
        (
            _c(
                "member_id",
                "ID / ID участника",
                "Номер участника на платформе",
                required=True,
                lives=L.KEY,
                refers="member",
            ),
            _c(
                "full_name",
                "ФИО участника / Участник / ФИО",
                "Имя, как оно видно на платформе",
                required=True,
                lives=L.PRIVATE,
            ),
            _c("role", "Роль / Роли", "Роли на платформе", T.TEXT, required=True, lives=L.PRIVATE),
            _c("verified", "Верифицирован / Подтверждён", "Подтверждён ли статус", T.FLAG),
            _c("verified_on", "Дата верификации", "Дата подтверждения статуса", T.DATE),
            _c("joined_on", "Дата вступления / Дата регистрации", "Дата вступления в организацию", T.DATE),
            _c(
                "join_source",
                "Способ вступления",
                "Как вступил: ссылка, заявка, добавлен (может называть ссылку)",
            ),
            _c("link_id", "№ ссылки", "Ссылка, по которой вступил", lives=L.KEY),
            _c("left_on", "Дата выхода", "Дата выхода из организации", T.DATE),
            _c(
                "last_active",
                "Последняя активность / Последний вход / Был(а) в сети",
                "Последняя активность",
                T.MOMENT,
            ),
            _c("group_name", "Группа", "Группа участника"),
            _c("org_unit", "Подразделение", "Подразделение в структуре платформы"),
            _platform(),
            _d("roles", "Роли словами закрытого списка", T.LIST),
            _d("main_role", "Главная роль", values=ROLES),
            _d(
                "join_method",
                "Как вступил: ссылка, заявка, добавлен",
                values=("ссылка", "заявка", "добавлен"),
            ),
            _d("member_kind", "user — человек, community — сообщество, bot — бот, deleted — удалённый"),
            _d("group_id", "Группа участника"),
            _person("person_id", "Кто это по учётным данным (псевдоним), пусто — не сопоставлен"),
            _d("person_kind", "Кем найден: staff, student, guardian"),
            _d("match_level", "Уровень сопоставления 1–3, 4 — решение человека", T.INT),
            _d("is_reconstructed", "Запись восстановлена по событиям или авторам сообщений", T.FLAG),
            _d("first_seen_on", "Первая выгрузка, в которой участник есть", T.DATE),
        ),
        state_list=True,
    ),
    Table(
        "chats",
        "Чаты",
        "один чат или канал",
        (_own("chat_id"), (("platform",),)),
        (
            _c("chat_id", "ID чата", "Номер чата на платформе", required=True, lives=L.KEY, refers="chat"),
            _c("title", "Название чата / Чат", "Название чата", required=True, lives=L.PRIVATE, decided=True),
            _c("kind", "Вид чата", "Вид чата", T.ENUM, values=CHAT_KINDS, required=True, decided=True),
            _c("group_name", "Группа", "Группа", decided=True),
            _c("association", "Объединение", "Объединение", decided=True),
            _c("created_on", "Создан", "Дата создания", T.DATE),
            _c("created_by", "Кем создан", "Кто создал", lives=L.KEY, refers="member"),
            _c("moderators", "Модераторы", "Модераторы через «;»", T.LIST, lives=L.PRIVATE, decided=True),
            _c("status", "Статус чата", "Статус", T.ENUM, values=CHAT_STATUSES, decided=True),
            _c(
                "successor_id",
                "Преемник",
                "Чат-преемник на новой платформе",
                lives=L.KEY,
                refers="chat",
                decided=True,
            ),
            _c(
                "write_mode",
                "Кто пишет",
                "Кто может писать",
                T.ENUM,
                values=("все", "только модераторы"),
                decided=True,
            ),
            _c("pinned_rules", "Правила закреплены", "Закреплены ли правила", T.FLAG, decided=True),
            _c(
                "pinned_on",
                "Правила закреплены с",
                "С какого времени закреплены правила",
                T.MOMENT,
                decided=True,
                has_time=True,
            ),
            _platform(),
            _d("group_id", "Группа"),
            _d(
                "kind_source",
                "Откуда вид: register — реестр, assigned — назначен на странице, suggested — подсказка",
            ),
            _d("created_by_person_id", "Кто создал (псевдоним человека)"),
            _d("declared_messages", "Сколько сообщений заявлено в выгрузке", T.INT, unit="шт."),
            _d("declared_members", "Сколько участников заявлено в выгрузке", T.INT, unit="чел."),
            _d("is_registered", "Чат есть в реестре", T.FLAG),
        ),
        state_list=True,
    ),
    Table(
        "chat_members",
        "Состав чатов",
        "одно пребывание участника в чате",
        (_own("chat_id"), _own("member_id"), (("joined_at",),)),
        (
            _c("chat_id", "ID чата", "Чат", required=True, lives=L.KEY, refers="chat"),
            _c("member_id", "ID участника", "Участник", required=True, lives=L.KEY, refers="member"),
            _c("full_name", "ФИО участника / ФИО / Участник", "Имя на платформе", lives=L.PRIVATE),
            _c("role", "Роль / Роли", "Роль на платформе", lives=L.PRIVATE),
            _c("chat_role", "Роль в чате", "Роль в чате", T.ENUM, values=CHAT_ROLES),
            _c("joined_at", "Вступил", "Когда вступил", T.MOMENT, has_time=True),
            _c("left_at", "Вышел", "Когда вышел", T.MOMENT, has_time=True),
            _c("join_method", "Как вступил", "Как вступил", T.ENUM, values=("ссылка", "добавлен", "заявка")),
            _c("added_by", "Кем добавлен", "Кто добавил", lives=L.KEY, refers="member"),
            _c("leave_kind", "Как вышел", "Как вышел", T.ENUM, values=("вышел", "удалён")),
            _c("leave_reason", "Причина", "Причина удаления", lives=L.PRIVATE),
            _d("has_leave_reason", "Причина удаления указана", T.FLAG),
            _person("person_id", "Кто это по учётным данным (псевдоним)"),
            _d("is_reconstructed", "Восстановлено по событиям или авторам сообщений", T.FLAG),
            _d("is_muted", "Сейчас лишён права писать", T.FLAG),
        ),
        state_list=True,
    ),
    Table(
        "messages",
        "Сообщения",
        "одно сообщение",
        (_own("chat_id"), _own("message_id"), (("platform",),)),
        (
            _c("message_id", "ID сообщения", "Номер сообщения в чате", required=True, lives=L.KEY),
            _c("chat_id", "ID чата", "Чат", required=True, lives=L.KEY, refers="chat"),
            _c("author_id", "ID автора / Автор", "Автор", required=True, lives=L.KEY, refers="member"),
            _c("sent_at", "Отправлено / Дата и время", "Когда отправлено (UTC)", T.MOMENT, required=True),
            _c("text", "Текст", "Текст: судится в памяти, хранится по политике текста", lives=L.PRIVATE),
            _c("kind", "Тип", "Тип сообщения", T.ENUM, values=MESSAGE_KINDS),
            _c("reply_to", "Ответ на", "На какое сообщение ответ", lives=L.KEY),
            _c("deleted_at", "Удалено", "Когда удалено", T.MOMENT),
            _c("deleted_by", "Кем удалено", "Кто удалил", lives=L.KEY, refers="member"),
            _c("edited_at", "Изменено", "Когда изменено", T.MOMENT),
            _platform(),
            _d("sent_local", "Когда отправлено по времени учреждения", T.MOMENT),
            _d("day", "Местный день", T.DATE),
            _d("month", "Первое число местного месяца", T.DATE),
            _d("length", "Длина собственного текста", T.INT, unit="знаков"),
            _d("has_text", "Текст был прочитан", T.FLAG),
            _d("is_question", "Есть вопросительный знак", T.FLAG),
            _d("is_emoji_only", "Только смайлики или стикер", T.FLAG),
            _d("is_meaningful", "Содержательное: не пустое и не из одних смайликов", T.FLAG),
            _d("is_rules", "Сообщение с правилами общения", T.FLAG),
            _d("mentions_support", "Называет адрес поддержки", T.FLAG),
            _d("text_key", "Ключ текста (для повторов в разных чатах)"),
            _d("n_reactions", "Реакций", T.INT, unit="шт."),
            _d("deletion_is_probable", "Сообщение исчезло между двумя полными выгрузками", T.FLAG),
            _d("deleted_after", "Не раньше (для вероятного удаления)", T.MOMENT),
            _d("zone_doubt", "Время файла похоже на московское: тихие часы не считаются", T.FLAG),
        ),
        dated_by=("sent_at",),
        flows=True,
    ),
    Table(
        "events",
        "События чатов",
        "одно служебное событие",
        (_own("chat_id"), _own("occurred_at"), _own("event_type"), (("actor_id",),), (("target_id",),)),
        (
            _c("chat_id", "ID чата", "Чат", lives=L.KEY, refers="chat", required=True),
            _c("occurred_at", "Когда", "Когда", T.MOMENT, required=True),
            _c(
                "event_type",
                "Событие",
                "create, rename, invite, join_by_link, join_by_request, rejoin, leave, kick, pin, unpin, call_start, delete_message, other",
                required=True,
            ),
            _c("event_raw", "Событие (как в файле)", "Как событие названо в файле", lives=L.PRIVATE),
            _c("actor_id", "Кто", "Кто действовал", lives=L.KEY, refers="member"),
            _c("target_id", "Кого", "Над кем", lives=L.KEY, refers="member"),
            _c("message_id", "ID сообщения", "О каком сообщении", lives=L.KEY),
            _platform(),
        ),
        sheet=False,
        dated_by=("occurred_at",),
        flows=True,
    ),
    Table(
        "reactions",
        "Реакции",
        "одна реакция участника (где выгрузка называет, чья она)",
        (_own("chat_id"), _own("message_id"), _own("member_id")),
        (
            _c("chat_id", "ID чата", "Чат", lives=L.KEY, refers="chat", required=True),
            _c("message_id", "ID сообщения", "Сообщение", lives=L.KEY, required=True),
            _c("member_id", "ID участника", "Чья реакция", lives=L.KEY, refers="member", required=True),
            _platform(),
        ),
        sheet=False,
    ),
    Table(
        "broadcasts",
        "Трансляции и звонки",
        "одна трансляция или один звонок",
        (_own("broadcast_id"),),
        (
            _c("broadcast_id", "ID / №", "Номер", lives=L.KEY),
            _c(
                "kind",
                "Вид",
                "Вид: трансляция или звонок",
                T.ENUM,
                values=("трансляция", "звонок"),
                one_of="what",
            ),
            _c("title", "Тема / Название / Трансляция", "Тема", lives=L.PRIVATE, one_of="what"),
            _c("started_at", "Начало", "Начало", T.MOMENT, one_of="when", has_time=True),
            _c("planned_at", "План", "Запланированное начало", T.MOMENT, one_of="when", has_time=True),
            _c("day", "Дата", "Дата", T.DATE, one_of="when"),
            _c("host", "Ведущий / Организатор", "Ведущий", lives=L.KEY, refers="member", one_of="size"),
            _c(
                "participants",
                "Участников / Зрителей",
                "Участников вместе с ведущим",
                T.INT,
                unit="чел.",
                one_of="size",
            ),
            _c("duration", "Длительность", "Длительность", T.SECONDS, unit="с", one_of="size"),
            _c("peak", "Пик", "Наибольшее число зрителей сразу", T.INT, unit="чел.", one_of="size"),
            _c("purpose", "Цель", "Цель", T.ENUM, values=PURPOSES),
            _c("chat_id", "ID чата", "Чат", lives=L.KEY, refers="chat"),
            _c("group_name", "Группа", "Группа"),
            _c("ended_at", "Окончание", "Окончание", T.MOMENT, has_time=True),
            _d("group_id", "Группа"),
            _person("host_person_id", "Ведущий (псевдоним человека)"),
            _d("month", "Первое число месяца начала (или плана)", T.DATE),
        ),
        journal=True,
        all_given=True,
        dated_by=("started_at", "day"),
        flows=True,
    ),
    Table(
        "violations",
        "Журнал нарушений",
        "одна запись журнала нарушений",
        ((("violation_id",), ("chat_id", "member_id", "clause", "occurred_at")),),
        (
            _c("violation_id", "№", "Номер записи", lives=L.KEY),
            _c("chat_id", "ID чата / Чат", "Чат", required=True, lives=L.KEY, refers="chat"),
            _c(
                "member_id",
                "ID участника / Нарушитель / Участник",
                "Участник",
                required=True,
                lives=L.KEY,
                refers="member",
            ),
            _c("clause", "Пункт правил / Пункт", "Пункт правил", T.ENUM, values=CLAUSES, required=True),
            _c(
                "occurred_at",
                "Дата и время / Дата нарушения / Дата",
                "Когда произошло",
                T.MOMENT,
                required=True,
                has_time=True,
            ),
            _c("message_id", "ID сообщения", "Сообщение", lives=L.KEY),
            _c("status", "Статус", "Статус записи", T.ENUM, values=VIOLATION_STATUSES),
            _c("detected_at", "Замечено", "Когда замечено", T.MOMENT, has_time=True),
            _c("removed_at", "Сообщение удалено", "Когда сообщение удалено", T.MOMENT, has_time=True),
            _c("recorded_by", "Модератор / Кто отметил", "Кто отметил", lives=L.KEY, refers="member"),
            _c("comment", "Комментарий", "Комментарий", lives=L.PRIVATE),
            _platform(),
            _d("occurred_local", "Когда произошло по времени учреждения", T.MOMENT),
            _d("month", "Первое число месяца", T.DATE),
            _person("person_id", "Участник (псевдоним человека)"),
        ),
        journal=True,
        dated_by=("occurred_at",),
        flows=True,
    ),
    Table(
        "measures",
        "Журнал мер",
        "одна мера",
        ((("measure_id",), ("kind", "chat_id", "member_id", "started_at")),),
        (
            _c("measure_id", "№ меры", "Номер меры", lives=L.KEY),
            _c("kind", "Мера", "Мера", T.ENUM, values=MEASURE_KINDS, required=True),
            _c("chat_id", "ID чата / Чат", "Чат", required=True, lives=L.KEY, refers="chat"),
            _c(
                "member_id",
                "ID участника / Участник / Нарушитель",
                "Участник",
                required=True,
                lives=L.KEY,
                refers="member",
            ),
            _c("started_at", "Начало / Дата меры / Дата", "Начало", T.MOMENT, required=True, has_time=True),
            _c("planned_end", "Заблокирован до / Срок до", "Срок до", T.MOMENT, has_time=True),
            _c("ended_at", "Снята", "Когда снята", T.MOMENT, has_time=True),
            _c("decided_by", "Кто применил / Модератор", "Кто применил", lives=L.KEY, refers="member"),
            _c("reason_code", "Причина", "Причина", T.ENUM, values=REASONS),
            _c("basis", "Основание", "Номера нарушений через «;»", T.LIST, lives=L.KEY),
            _c("apology_at", "Извинение", "Когда принесены извинения", T.MOMENT, has_time=True),
            _c("consulted_at", "Участники опрошены", "Когда опрошены участники", T.MOMENT, has_time=True),
            _c("objections", "Возражений", "Возражений", T.INT, unit="шт."),
            _platform(),
            _d("started_local", "Начало по времени учреждения", T.MOMENT),
            _d("month", "Первое число месяца", T.DATE),
            _person("person_id", "Участник (псевдоним человека)"),
            _person("decided_by_person_id", "Кто применил (псевдоним человека)"),
        ),
        journal=True,
        dated_by=("started_at",),
        flows=True,
    ),
    Table(
        "invite_links",
        "Ссылки-приглашения",
        "одна ссылка",
        (_own("link_id"),),
        (
            _c("link_id", "№ ссылки / Ссылка", "Номер ссылки", lives=L.KEY),
            _c("role", "Для роли / Роль", "Для какой роли", T.ENUM, values=ROLES, required=True),
            _c("created_at", "Создана", "Когда создана", T.MOMENT, required=True, has_time=True),
            _c("target", "Куда", "Куда ведёт: группа, чат, организация", one_of="where", lives=L.PRIVATE),
            _c("recipient", "Кому", "Кому направлена", one_of="where", lives=L.PRIVATE),
            _c("created_by", "Кто создал", "Кто создал", lives=L.KEY, refers="member"),
            _c("expires_at", "Срок действия", "До какого времени действует", T.MOMENT, has_time=True),
            _c("single_use", "Одноразовая", "Одноразовая", T.FLAG),
            _c("uses", "Использована раз / Использована", "Сколько раз использована", T.INT, unit="раз"),
            _c("last_used_at", "Последнее использование", "Последнее использование", T.MOMENT, has_time=True),
            _c("revoked_at", "Аннулирована", "Когда аннулирована", T.MOMENT, has_time=True),
            _platform(),
            _d("group_id", "Группа, куда ведёт ссылка"),
            _d("target_chat_id", "Чат, куда ведёт ссылка", lives=L.KEY),
            _person("recipient_person_id", "Кому направлена (псевдоним человека)"),
            _person("created_by_person_id", "Кто создал (псевдоним человека)"),
        ),
        journal=True,
        all_given=True,
        dated_by=("created_at",),
        flows=True,
    ),
    Table(
        "join_requests",
        "Заявки на вступление",
        "одна заявка",
        ((("request_id",), ("full_name", "requested_at")),),
        (
            _c("request_id", "№ заявки", "Номер заявки", lives=L.KEY),
            _c("full_name", "Заявитель", "Кто просит", required=True, lives=L.PRIVATE),
            _c("requested_at", "Дата заявки", "Когда подана", T.MOMENT, required=True, has_time=True),
            _c("role", "Роль", "В какой роли", T.ENUM, values=ROLES),
            _c("decided_at", "Дата решения", "Когда решена", T.MOMENT, has_time=True),
            _c("decision", "Решение", "Решение", T.ENUM, values=("принята", "отклонена")),
            _c("decided_by", "Кто рассмотрел", "Кто рассмотрел", lives=L.KEY, refers="member"),
            _c("member_id", "ID участника", "Кем стал", lives=L.KEY, refers="member"),
            _person("person_id", "Заявитель (псевдоним человека), если найден однозначно"),
        ),
        journal=True,
        dated_by=("requested_at",),
        flows=True,
    ),
    Table(
        "channel_posts",
        "Публикации в системных каналах",
        "одна публикация",
        ((("post_id",), ("channel", "published_at")),),
        (
            _c("post_id", "№ публикации", "Номер", lives=L.KEY),
            _c(
                "channel",
                "Канал",
                "Канал: Общешкольный или Сотрудники",
                T.ENUM,
                values=("Общешкольный", "Сотрудники"),
                required=True,
            ),
            _c("published_at", "Опубликовано", "Когда", T.MOMENT, required=True, has_time=True),
            _c("author", "Автор", "Автор", lives=L.KEY, refers="member"),
            _c("requested_by", "Чей материал", "Кто дал материал", lives=L.PRIVATE),
            _c("topic", "Тема", "Тема", lives=L.PRIVATE),
            _c("views", "Просмотров", "Просмотров", T.INT, unit="шт."),
            _d("is_from_administration", "Материал дала администрация", T.FLAG),
            _d("is_instruction", "Публикация об инструкциях и ресурсах", T.FLAG),
            _d("mentions_support", "Называет адрес поддержки", T.FLAG),
            _d("month", "Первое число месяца", T.DATE),
        ),
        journal=True,
        dated_by=("published_at",),
        flows=True,
    ),
    Table(
        "tickets",
        "Обращения",
        "одно обращение",
        ((("ticket_id",), ("opened_at", "topic")),),
        (
            _c("ticket_id", "№ обращения", "Номер", lives=L.KEY),
            _c("opened_at", "Поступило", "Когда поступило", T.MOMENT, required=True, has_time=True),
            _c(
                "topic",
                "Тема обращения",
                "Тема",
                T.ENUM,
                values=(
                    "доступ",
                    "вход",
                    "платная функция",
                    "принуждение",
                    "обжалование",
                    "конфликт",
                    "не урегулировано",
                    "прочее",
                ),
                required=True,
            ),
            _c("from_role", "От кого", "От кого", lives=L.PRIVATE),
            _c("level", "Уровень", "Уровень", T.ENUM, values=("внутреннее", "разработчик")),
            _c("chat_id", "ID чата / Чат", "Чат", lives=L.KEY, refers="chat"),
            _c("closed_at", "Закрыто", "Когда закрыто", T.MOMENT, has_time=True),
            _c(
                "result",
                "Результат",
                "Результат",
                T.ENUM,
                values=("решено", "обоснована", "мера отменена", "отклонена", "без результата"),
            ),
        ),
        journal=True,
        dated_by=("opened_at",),
        flows=True,
    ),
    Table(
        "exceptions",
        "Исключения из времени",
        "одно исключение",
        (_own("exception_id"),),
        (
            _c("exception_id", "№", "Номер", lives=L.KEY),
            _c("chat_id", "ID чата / Чат", "Чат", lives=L.KEY, refers="chat", one_of="who"),
            _c("group_name", "Группа", "Группа", one_of="who"),
            _c(
                "member_id", "ID участника / Участник", "Участник", lives=L.KEY, refers="member", one_of="who"
            ),
            _c("from_at", "С", "Начало", T.MOMENT, required=True, has_time=True),
            _c("to_at", "По", "Окончание", T.MOMENT, required=True, has_time=True),
            _c(
                "kind",
                "Вид исключения / Вид",
                "Вид",
                T.ENUM,
                values=("другой часовой пояс", "поездка коллектива", OTHER),
                required=True,
            ),
            _c("tz", "Часовой пояс", "Часовой пояс"),
            _c("basis", "Основание", "Основание: номер приказа", lives=L.PRIVATE),
            _c("entered_at", "Внесено", "Когда внесено", T.MOMENT, has_time=True),
            _d("has_basis", "Основание указано", T.FLAG),
            _d("group_id", "Группа"),
        ),
        journal=True,
        all_given=True,
        dated_by=("from_at",),
    ),
    Table(
        "consents",
        "Согласия",
        "одно согласие",
        (_own("person"), _own("given_on")),
        (
            _c("person", "Чьё согласие", "Чьё согласие", required=True, lives=L.PRIVATE),
            _c("kind", "Вид", "Вид согласия"),
            _c("given_on", "Дано", "Когда дано", T.DATE, required=True),
            _c("revoked_on", "Отозвано", "Когда отозвано", T.DATE),
            _person("person_id", "Чьё согласие (псевдоним человека)"),
            _d("member_id", "Чьё согласие (псевдоним участника)"),
        ),
        journal=True,
        dated_by=("given_on",),
    ),
    Table(
        "acts",
        "Акты и ответственные",
        "один акт",
        ((("act_id",), ("kind", "date")),),
        (
            _c("act_id", "№ акта / №", "Номер строки", lives=L.KEY),
            _c(
                "kind",
                "Вид акта",
                "Вид акта",
                T.ENUM,
                values=(
                    "нормативный",
                    "положение",
                    "приказ об использовании",
                    "назначение администратора",
                    "указание",
                    "исполнение обязанностей",
                ),
                required=True,
            ),
            _c("date", "Дата", "Дата акта", T.DATE, required=True),
            _c("number", "Номер", "Номер акта"),
            _c("valid_from", "Действует с", "Действует с", T.DATE),
            _c("valid_to", "Действует по", "Действует по", T.DATE),
            _c("person", "Ответственный", "Ответственный", lives=L.PRIVATE),
            _c("result", "Отметка", "Отметка (учтено и др.)"),
            _person("person_id", "Ответственный (псевдоним человека)"),
        ),
        journal=True,
        dated_by=("date",),
    ),
    Table(
        "org_profile",
        "Карточка организации",
        "одно поле карточки",
        (_own("field"),),
        (
            _c(
                "field",
                "Поле",
                "Поле карточки",
                T.ENUM,
                values=(
                    "Наименование",
                    "Адрес",
                    "Директор",
                    "Контакты",
                    "Администратор",
                    "Дата регистрации",
                    "Статус",
                ),
                required=True,
            ),
            _c("value", "Значение", "Значение", required=True, lives=L.PRIVATE),
            _c("checked_on", "Проверено", "Когда проверено", T.DATE),
            _d("is_filled", "Значение заполнено", T.FLAG),
            _d("value_status", "Статус организации словами карточки (только для поля «Статус»)"),
            _d("value_date", "Дата регистрации (только для этого поля)", T.DATE),
            _person("person_id", "Кто назван (для полей «Директор», «Администратор»)"),
        ),
    ),
    Table(
        "calendar",
        "Календарь",
        "один день",
        (_own("date"),),
        (
            _c("date", "Дата", "День", T.DATE, required=True),
            _c("is_workday", "Рабочий", "Рабочий ли день", T.FLAG, required=True),
            _c("is_short", "Сокращённый", "Сокращённый ли день", T.FLAG),
            _c(
                "school_period",
                "Учебный период",
                "Учебный период",
                T.ENUM,
                values=("набор", "занятия", "каникулы", "лето"),
            ),
        ),
    ),
)

BY_NAME: Mapping[str, Table] = {table.name: table for table in TABLES}
JOURNALS: tuple[Table, ...] = tuple(table for table in TABLES if table.journal)
SHEETS: tuple[Table, ...] = tuple(table for table in TABLES if table.sheet)

# Tables that loading writes about itself; they have no natural key of people's making.
SERVICE: Mapping[str, Mapping[str, str]] = {
    "source_files": {
        "file_id": "VARCHAR",
        "format": "VARCHAR",
        "platform": "VARCHAR",
        "tables": "VARCHAR[]",
        "as_of": "DATE",
        "is_complete": "BOOLEAN",
        "tz_assumed": "VARCHAR",
        "tz_doubt": "VARCHAR",
        "loaded_at": "TIMESTAMP",
        "rows_in": "BIGINT",
        "loaded": "BIGINT",
        "rejected": "BIGINT",
        "unchanged": "BIGINT",
        "private_dialogs": "BIGINT",
        "untold_chats": "BIGINT",
        "declared_count": "BIGINT",
        "raw_kept": "BOOLEAN",
    },
    "rejects": {
        "file_id": "VARCHAR",
        "locator": "VARCHAR",
        "column_key": "VARCHAR",
        "code": "VARCHAR",
        "message": "VARCHAR",
    },
    "unresolved": {
        "table_name": "VARCHAR",
        "row_id": "VARCHAR",
        "column_key": "VARCHAR",
        "reason": "VARCHAR",
        "file_id": "VARCHAR",
        "locator": "VARCHAR",
    },
    "chat_moderators": {
        "chat_id": "VARCHAR",
        "member_id": "VARCHAR",
        "person_id": "VARCHAR",
        "source": "VARCHAR",
    },
    "coverage": {
        "chat_id": "VARCHAR",
        "month": "DATE",
        "n_messages": "BIGINT",
        "first_at": "TIMESTAMP",
        "last_at": "TIMESTAMP",
        "n_gaps": "BIGINT",
    },
    "chat_dumps": {"chat_id": "VARCHAR", "first_at": "TIMESTAMP", "dumped_until": "TIMESTAMP"},
    "people": {"person_id": "VARCHAR", "person_kind": "VARCHAR"},
    "findings": {
        "finding_key": "VARCHAR",
        "message_id": "VARCHAR",
        "chat_id": "VARCHAR",
        "author_id": "VARCHAR",
        "person_id": "VARCHAR",
        "rule": "VARCHAR",
        "clause": "VARCHAR",
        "bullet": "VARCHAR",
        "certainty": "VARCHAR",
        "level": "VARCHAR",
        "span_start": "INTEGER",
        "span_end": "INTEGER",
        "score": "DOUBLE",
        "reason": "VARCHAR",
        "rule_version": "VARCHAR",
        "sent_local": "TIMESTAMP",
        "month": "DATE",
        "exception_id": "VARCHAR",
        "outcome": "VARCHAR",
        "duplicate_key": "VARCHAR",
    },
    "quiet_basis": {
        "what": "VARCHAR",
        "key": "VARCHAR",
        "from_at": "TIMESTAMP",
        "to_at": "TIMESTAMP",
        "print": "UBIGINT",
    },
    "mart_member_chat_day": {
        "member_id": "VARCHAR",
        "chat_id": "VARCHAR",
        "day": "DATE",
        "n_messages": "BIGINT",
        "n_meaningful": "BIGINT",
        "n_emoji_only": "BIGINT",
        "n_reactions": "BIGINT",
    },
    "mart_chat_hour": {
        "chat_id": "VARCHAR",
        "month": "DATE",
        "weekday": "TINYINT",
        "hour": "TINYINT",
        "n_messages": "BIGINT",
    },
    "mart_marked_message": {
        "chat_id": "VARCHAR",
        "message_id": "VARCHAR",
        "author_id": "VARCHAR",
        "sent_at": "TIMESTAMP",
        "sent_local": "TIMESTAMP",
        "day": "DATE",
        "deleted_at": "TIMESTAMP",
        "deleted_by": "VARCHAR",
        "is_rules": "BOOLEAN",
        "mentions_support": "BOOLEAN",
    },
    "mart_answer": {
        "chat_id": "VARCHAR",
        "message_id": "VARCHAR",
        "asked_local": "TIMESTAMP",
        "answered_local": "TIMESTAMP",
        "by_pause": "BOOLEAN",
        "month": "DATE",
    },
    "indicator_month": {
        "indicator_id": "VARCHAR",
        "month": "DATE",
        "by_name": "VARCHAR",
        "by_value": "VARCHAR",
        "numerator": "DOUBLE",
        "denominator": "DOUBLE",
        "value": "DOUBLE",
        "coverage": "DOUBLE",
        "definition_version": "VARCHAR",
        "casebook_revision": "BIGINT",
        "state": "VARCHAR",
        "n_breaches": "BIGINT",
        "why": "VARCHAR",
        "is_complete": "BOOLEAN",
    },
    "check_results": {"check_id": "VARCHAR", "title": "VARCHAR", "n_rows": "BIGINT", "tables": "VARCHAR[]"},
    "facts": {"name": "VARCHAR", "value": "VARCHAR"},
}


def fits(table: Table, keys: Iterable[str]) -> bool:
    """Whether a sheet that has the columns `keys` is this table: all stars there, one of each alternative."""
    present = set(keys)
    marks = {column.one_of for column in table.columns if column.one_of}
    return set(table.required) <= present and all(
        any(column.key in present for column in table.columns if column.one_of == mark) for mark in marks
    )
