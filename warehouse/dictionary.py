"""`python -m warehouse.dictionary`: the data dictionary, written from the declared tables so that it cannot fall behind."""

from __future__ import annotations

from pathlib import Path

from settings import ROOT
from warehouse.tables import SERVICE, TABLES, Column, Lives, Table, Type

PATH = ROOT / "docs" / "data_dictionary.md"

_TYPES = {
    Type.TEXT: "текст",
    Type.INT: "целое",
    Type.DATE: "дата",
    Type.MOMENT: "момент (UTC)",
    Type.FLAG: "да/нет",
    Type.SECONDS: "длительность",
    Type.ENUM: "из списка",
    Type.LIST: "несколько через «;»",
}
_LIVES = {
    Lives.PUBLIC: "открытый",
    Lives.KEY: "открытый — псевдоним, закрытый — как в файле",
    Lives.PRIVATE: "закрытый",
}
_SERVICE_ABOUT = {
    "source_files": "принятый файл: формат, на какую дату верен, сколько строк пришло, загружено, отвергнуто",
    "rejects": "отвергнутая строка: файл, место, столбец, причина",
    "unresolved": "ссылка журнала, которая не подошла никому или подошла нескольким",
    "chat_moderators": "модератор чата: из реестра или по роли в чате",
    "coverage": "чат × месяц: сколько сообщений загружено, первое и последнее",
    "chat_dumps": "чат: с какого по какой момент он выгружен",
    "people": "человек учётных данных: обучающийся, работник или родитель, под псевдонимом",
    "findings": "что правило нашло в одном сообщении",
    "quiet_basis": "на чём основаны отметки о тихих часах: вид и группа чата, исключение; изменилось — затронутые сообщения судятся заново",
    "mart_member_chat_day": "участник × чат × день: сообщения и реакции",
    "mart_chat_hour": "чат × месяц × день недели × час: сообщения",
    "mart_marked_message": "сообщение, которое показатели ищут поимённо: удалено, содержит правила или адрес поддержки, названо журналом",
    "mart_answer": "вопрос в чате и первый ответ на него",
    "indicator_month": "показатель × месяц: числитель, знаменатель, значение; остаётся, когда строки уничтожены",
    "check_results": "проверка данных: сколько строк её не прошло",
    "facts": "что известно о самой загрузке, например время самого нового факта",
}


def text() -> str:
    """The whole dictionary as Markdown."""
    parts = [_HEAD, _contents(), *(_table(table) for table in TABLES), _SERVICE_HEAD]
    parts += [_service(name, shape) for name, shape in SERVICE.items()]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def write(path: Path = PATH) -> None:
    """Write the dictionary where the documentation keeps it."""
    path.write_text(text(), encoding="utf-8")


_HEAD = """# Словарь данных

Составлено командой `python -m warehouse.dictionary` из `warehouse/tables.py`; руками не правится.

Каждая версия хранилища — два файла. **Открытый** (`<версия>.duckdb`) читают страницы, отчёты и тетради: в нём псевдонимы вместо номеров, нет имён, названий и
текстов. **Закрытый** (`<версия>.private.duckdb`) хранит строки целиком, как они пришли; его открывает только `warehouse.private` с записью в журнал просмотров.

Заголовки сравниваются без учёта регистра, ё/е, пробелов и точек; первый стоит в шаблоне, остальные тоже принимаются, английский ключ тоже. Звёздочка: такой столбец
обязателен. Одинаковая буква в скобках: нужен хотя бы один из столбцов с ней. «Выводится» — столбец считает загрузка. Столбец времени, у которого
стоит «дата или момент», имеет рядом `<столбец>_has_time`: была ли названа минута. В каждой строке открытого файла есть `row_id`, `file_id`, `locator` (файл и
место), `is_corrected` (уточнена), `vanished_on` (исчезла из журнала)."""

_SERVICE_HEAD = """## Служебные таблицы

Их пишет загрузка; таблицами никто не приносит. Все — в открытом файле."""


def _contents() -> str:
    rows = ["## Таблицы", "", "| таблица | что это | одна строка | на дату |", "|---|---|---|---|"]
    rows += [
        f"| [{table.name}](#{table.name}) | {table.title} | {_cell(table.rows)} | {'да' if table.state_list else '—'} |"
        for table in TABLES
    ]
    return "\n".join(rows)


def _table(table: Table) -> str:
    lines = [f"### {table.name}", "", f"**{table.title}.** Строка: {table.rows}. {_nature(table)}", ""]
    lines += [f"Естественный ключ: {_key(table)}.", ""]
    lines += ["| столбец | заголовки | тип | что это | файл |", "|---|---|---|---|---|"]
    marks = {each: chr(ord("а") + n) for n, each in enumerate(_alternatives(table))}
    lines += [_column(column, marks) for column in table.columns]
    return "\n".join(lines) + "\n"


def _nature(table: Table) -> str:
    if table.state_list:
        return "Список состояния: верен на дату (`--as-of` или дата в имени файла)."
    if table.journal:
        return "Журнал: строка, которой нет в следующей редакции, остаётся с отметкой «исчезла»."
    return "Приходит только из выгрузок." if not table.sheet else ""


def _alternatives(table: Table) -> list[str]:
    return list(dict.fromkeys(column.one_of for column in table.columns if column.one_of))


def _key(table: Table) -> str:
    """«chat_id + member_id + (joined_at)», alternatives through «иначе»."""
    parts = [
        " иначе ".join(" + ".join(f"`{column}`" for column in option) for option in part)
        for part in table.natural_key
    ]
    told = " · ".join(parts)
    return f"{told}; если пуст — все заполненные ячейки" if table.all_given else told


def _column(column: Column, marks: dict[str, str]) -> str:
    headings = " / ".join(column.headings) if column.headings else "*выводится*"
    star = "\\*" if column.required else f" ({marks[column.one_of]})" if column.one_of else ""
    kind = _TYPES[column.type]
    kind = "дата или момент" if column.has_time else kind
    kind += f", {column.unit}" if column.unit else ""
    about = column.about + (f": {', '.join(column.values)}" if column.values else "")
    return f"| `{column.key}`{star} | {_cell(headings)} | {kind} | {_cell(about)} | {_LIVES[column.lives]} |"


def _service(name: str, shape: object) -> str:
    columns = ", ".join(f"`{key}` {kind}" for key, kind in dict(shape).items())
    return f"### {name}\n\nСтрока: {_SERVICE_ABOUT[name]}.\n\n{columns}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    write()
    print(f"Записано: {PATH.relative_to(ROOT)}")
