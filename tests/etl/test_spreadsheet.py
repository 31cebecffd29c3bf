"""Sheets of people: every format, encoding and untidiness gives the same rows; what can't be read is named."""

import hashlib
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.sources import spreadsheet
from etl.sources.base import Context, Incoming, Refused
from etl.sources.spreadsheet import SOURCE, as_of_name
from etl.sources.vk_members_csv import SOURCE as VK_MEMBERS
from tests.etl.sheets import as_ods, as_xls
from warehouse.tables import BY_NAME

TOMSK = ZoneInfo("Asia/Tomsk")
JOURNAL = """Журнал нарушений за октябрь;;;;;
№;ID чата;Нарушитель;Пункт;Дата и время;Комментарий
1;10;Иванов Иван;5.3.1;31.10.2026 23:15;поздно
2;10;Петров Пётр;п. 5.3-2;30.10.2026;«смайлики»
"""
EXPECTED = [
    ("1", "10", "Иванов Иван", "5.3-1", datetime(2026, 10, 31, 16, 15), True, "поздно"),
    ("2", "10", "Петров Пётр", "5.3-2", datetime(2026, 10, 29, 17), False, "«смайлики»"),
]
COLUMNS = ("violation_id", "chat_id", "member_id", "clause", "occurred_at", "occurred_at_has_time", "comment")


def context(**rest) -> Context:
    return Context(duckdb.connect(config={"threads": 1}), TOMSK, "MAX", **rest)


def incoming(path: Path, name: str | None = None) -> Incoming:
    return Incoming(path, name or path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def csv_file(folder: Path, text: str, name: str = "лист.csv", encoding: str = "utf-8") -> Incoming:
    path = folder / "file"
    path.write_bytes(text.encode(encoding))
    return incoming(path, name)


def workbook(
    folder: Path, *sheets: tuple[str, list[list]], name: str = "книга.xlsx", merge: tuple = ()
) -> Incoming:
    path = folder / "book"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy hh:mm"}) as book:
        for title, rows in sheets:
            sheet = book.add_worksheet(title)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
            for span in merge:
                sheet.merge_range(*span)
    return incoming(path, name)


class Read:
    """A file read by a source, with its parts at hand."""

    def __init__(self, file: Incoming, source=SOURCE, **rest) -> None:
        self.reading = source.read([file], context(**rest))
        self.outcome = self.reading.outcomes[file.file_id]
        self.rejects = self.reading.rejects
        self.tables: dict[str, list[dict]] = {}
        self.n_counted = 0
        for batch in self.reading.batches:
            rows = batch.rows if isinstance(batch.rows, pa.Table) else batch.rows.to_arrow_table()
            self.tables.setdefault(batch.table, []).extend(rows.to_pylist())
            self.n_counted += rows.num_rows if batch.counts else 0
            shape = BY_NAME[batch.table].brought()
            assert set(rows.column_names) - {"file_id", "locator", "extras", "platform"} <= set(shape)

    def only(self, table: str, *columns: str) -> list[tuple]:
        assert list(self.tables) == [table]
        return [tuple(row.get(column) for column in columns) for row in self.tables[table]]


# --- formats and encodings --------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_text_in_every_encoding_and_separator(tmp_path, encoding, separator):
    file = csv_file(tmp_path, JOURNAL.replace(";", separator), encoding=encoding)
    assert SOURCE.recognise(file)
    assert Read(file).only("violations", *COLUMNS) == EXPECTED


def journal_rows() -> list[list]:
    return [line.split(";") for line in JOURNAL.splitlines()]


def test_xlsx_xls_and_ods(tmp_path):
    rows = journal_rows()
    assert Read(workbook(tmp_path, ("Журнал", rows))).only("violations", *COLUMNS) == EXPECTED
    (tmp_path / "old").write_bytes(as_xls({"Журнал": rows}))
    assert Read(incoming(tmp_path / "old", "старый.xls")).only("violations", *COLUMNS) == EXPECTED
    (tmp_path / "free.ods").write_bytes(as_ods({"Журнал": rows}))
    assert Read(incoming(tmp_path / "free.ods")).only("violations", *COLUMNS) == EXPECTED


def test_cells_of_a_workbook_keep_their_types(tmp_path):
    rows = [
        ["ID", "Вид", "Тема", "Начало", "Участников", "Длительность"],
        [920000001.0, "звонок", "=2+3", datetime(2026, 10, 5, 18, 30), 12.0, 80],
        ["7", "Трансляция", "@тема", 46300.5, "1 234", "1 ч 20 мин"],
    ]
    path = tmp_path / "book"
    with xlsxwriter.Workbook(
        str(path), {"default_date_format": "dd.mm.yyyy hh:mm", "strings_to_formulas": False}
    ) as book:
        sheet = book.add_worksheet("Звонки")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
        sheet.write_formula(3, 0, "=4+4", None, 8)
        sheet.write_row(3, 1, ["звонок", "формула дала номер", datetime(2026, 10, 6)])
        sheet.write_formula(3, 4, "=1+1", None, 2)
    read = Read(incoming(path))
    assert read.only(
        "broadcasts",
        "broadcast_id",
        "kind",
        "title",
        "started_at",
        "started_at_has_time",
        "participants",
        "duration",
    ) == [
        ("920000001", "звонок", "=2+3", datetime(2026, 10, 5, 11, 30), True, 12, 4800),
        ("7", "трансляция", "@тема", datetime(2026, 10, 5, 5), True, 1234, 4800),
        ("8", "звонок", "формула дала номер", datetime(2026, 10, 5, 17), False, 2, None),
    ]


# --- shapes of sheets -------------------------------------------------------------------------------------
def test_title_two_row_header_totals_merged_cells_and_repeated_header(tmp_path):
    rows = [
        ["Контингент на 31.10.2026"],
        [],
        ["№ личного дела", "ФИО", "Группа", "Даты", ""],
        ["", "", "", "Дата зачисления", "Дата отчисления"],
        ["1", "Белова Анна", "", "01.09.2026", ""],
        ["2", "Дроздов Лев", "", "01.09.2026", ""],
        ["3", "Зимин Пётр", "", "02.09.2026", "05.10.2026"],
        ["№ личного дела", "ФИО", "Группа", "Дата зачисления", "Дата отчисления"],
        ["4", "Ильина Вера", "Группа 2", "02.09.2026", ""],
        ["Итого:", "", "", "4", ""],
    ]
    read = Read(workbook(tmp_path, ("Дети", rows), merge=((4, 2, 6, 2, "Группа 1"), (2, 3, 2, 4, "Даты"))))
    assert read.only("students", "student_id", "group_name", "enrolled_on", "left_on") == [
        ("1", "Группа 1", date(2026, 9, 1), None),
        ("2", "Группа 1", date(2026, 9, 1), None),
        ("3", "Группа 1", date(2026, 9, 2), date(2026, 10, 5)),
        ("4", "Группа 2", date(2026, 9, 2), None),
    ]
    assert read.outcome.as_of == date(2026, 10, 31)
    assert not read.outcome.needs_as_of
    assert any("итогов: 10" in note for note in read.outcome.notes)
    assert [row["locator"] for row in read.tables["students"]][-1] == "лист «Дети», строка 9"


def test_empty_cells_are_not_filled_where_nothing_is_merged(tmp_path):
    rows = [["ФИО", "Группа"], ["Белова Анна", "Группа 1"], ["Дроздов Лев", ""]]
    assert Read(workbook(tmp_path, ("Дети", rows))).only("students", "group_name") == [("Группа 1",), (None,)]


def test_hidden_rows_are_loaded(tmp_path):
    path = tmp_path / "book"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([["Дата", "Рабочий"], ["01.09.2026", "да"], ["02.09.2026", "нет"]]):
            sheet.write_row(place, 0, row)
        sheet.set_row(1, None, None, {"hidden": True})
    assert len(Read(incoming(path)).tables["calendar"]) == 2


def test_several_sheets_and_a_stranger_among_them(tmp_path):
    file = workbook(
        tmp_path,
        ("Календарь", [["Дата", "Рабочий"], ["01.09.2026", "да"]]),
        ("Обложка", [["Это пояснения"], ["Пишите даты так"]]),
        ("Карточка", [["Поле", "Значение"], ["Адрес", "г. Томск"]]),
    )
    read = Read(file)
    assert {table: len(rows) for table, rows in read.tables.items()} == {"calendar": 1, "org_profile": 1}
    assert read.outcome.status == "loaded"
    assert any("Обложка" in note for note in read.outcome.notes)


def test_two_tables_in_one_sheet(tmp_path):
    below = [["Дата", "Рабочий"], ["01.09.2026", "да"], [], ["Поле", "Значение"], ["Адрес", "г. Томск"]]
    beside = [["Дата", "Рабочий", "", "Поле", "Значение"], ["01.09.2026", "да", "", "Адрес", "г. Томск"]]
    for rows in (below, beside):
        read = Read(workbook(tmp_path, ("Лист1", rows)))
        assert [(r["date"], r["is_workday"], r["extras"]) for r in read.tables["calendar"]] == [
            (date(2026, 9, 1), True, None)
        ]
        assert [(r["field"], r["value"], r["extras"]) for r in read.tables["org_profile"]] == [
            ("Адрес", "г. Томск", None)
        ]
        assert not read.rejects


def test_a_million_formatted_rows_of_which_few_are_filled(tmp_path):
    path = tmp_path / "book"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet, grey = book.add_worksheet(), book.add_format({"bg_color": "#eeeeee"})
        sheet.write_row(0, 0, ["Дата", "Рабочий"])
        sheet.write_row(1, 0, ["01.09.2026", "да"])
        for place in range(2, 60_000):
            sheet.write_blank(place, 0, None, grey)
        sheet.set_row(1_048_575, 20, grey)
        sheet.write_row(1_048_575, 0, ["02.09.2026", "нет"])
    started = datetime.now()
    read = Read(incoming(path))
    assert [row["locator"] for row in read.tables["calendar"]] == [
        "лист «Sheet1», строка 2",
        "лист «Sheet1», строка 1048576",
    ]
    assert datetime.now() - started < timedelta(seconds=20)


def test_a_cell_in_the_far_corner_does_not_eat_the_memory(tmp_path):
    path = tmp_path / "book"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Широкий")
        sheet.write_row(0, 0, ["Дата", "Рабочий"])
        sheet.write(1_048_575, 16_383, "x")
        book.add_worksheet("Карточка").write_row(0, 0, ["Поле", "Значение"])
        book.get_worksheet_by_name("Карточка").write_row(1, 0, ["Адрес", "г. Томск"])
    read = Read(incoming(path))
    assert list(read.tables) == ["org_profile"]
    assert any("Широкий" in note and "разбросаны" in note for note in read.outcome.notes)


# --- rejects ----------------------------------------------------------------------------------------------
def test_bad_cells_reject_their_row_and_say_where(tmp_path):
    text = (
        JOURNAL
        + "3;10;Сидоров;5.3-3;31.10.2009;\n4;10;Сидоров;5.3-3;вчера;\n5;;Сидоров;5.3-9;29.10.2026 10:00;\n"
    )
    read = Read(csv_file(tmp_path, text))
    assert [(r.locator, r.column, r.code, r.raw) for r in read.rejects] == [
        ("строка 5", "Дата и время", "date_out_of_range", "31.10.2009"),
        ("строка 6", "Дата и время", "not_a_date", "вчера"),
    ]
    assert all("загрузите файл снова" in r.message for r in read.rejects)
    assert all(r.raw not in r.message for r in read.rejects)
    last = read.tables["violations"][-1]  # an empty chat and an unknown clause load: the checks look for them
    assert (last["chat_id"], last["clause"], json.loads(last["extras"])) == (None, "иное", {"Пункт": "5.3-9"})


def test_an_empty_starred_key_rejects_the_row(tmp_path):
    text = "ID сообщения;ID чата;ID автора;Отправлено\n1;;7;01.10.2026 10:00\n2;5;;01.10.2026 10:00\n;5;7;01.10.2026 10:00\n"
    read = Read(csv_file(tmp_path, text))
    assert [(r.column, r.code) for r in read.rejects] == [
        ("ID чата", "empty_key"),
        ("ID сообщения", "empty_key"),
    ]
    assert read.only("messages", "message_id", "author_id") == [("2", None)]


def test_a_message_needs_a_time(tmp_path):
    head = "ID сообщения;ID чата;ID автора;Отправлено\n"
    assert [r.code for r in Read(csv_file(tmp_path, head + "1;5;7;01.10.2026\n")).rejects] == ["no_time"]
    beside = Read(csv_file(tmp_path, head + "1;5;7;01.10.2026\n2;5;7;01.10.2026 12:00\n"))
    assert len(beside.tables["messages"]) == 2  # among times a bare day is midnight


def test_broken_quotes_nul_bytes_ragged_and_endless_lines(tmp_path):
    long = "я" * (5 << 20)
    text = (
        "ID сообщения;ID чата;ID автора;Отправлено;Текст\n"
        '1;5;7;01.10.2026 10:00;"две\nстроки"\n'
        '2;5;7;01.10.2026 10:00;"не закрыта\n'
        "3;5;7;01.10.2026 10:00;нуль\x00внутри\n"
        "4;5;7;01.10.2026 10:00\n"
        "5;5;7;01.10.2026 10:00;лишнее;поле;здесь\n"
        f"6;5;7;01.10.2026 10:00;{long}\n"
        '7;5;7;01.10.2026 10:00;он сказал "да" и ушёл\n'
    )
    read = Read(csv_file(tmp_path, text))
    assert read.only("messages", "message_id", "text", "locator") == [
        ("1", "две\nстроки", "строка 2"),
        ("3", "нульвнутри", "строка 5"),
        ("4", None, "строка 6"),
        ("5", "лишнее", "строка 7"),
        ("7", 'он сказал "да" и ушёл', "строка 9"),
    ]
    assert [(r.locator, r.code) for r in read.rejects] == [
        ("строка 4", "broken_line"),
        ("строка 8", "too_long"),
    ]
    assert all(len(r.raw) <= 500 for r in read.rejects)


def test_one_damaged_line_among_good_utf8(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(
        JOURNAL.encode() * 1
        + b"3;10;\xcf\xe5\xf2\xf0;5.3-1;31.10.2026;x\n"
        + "4;10;Зимин;5.3-1;31.10.2026;\n".encode() * 20
    )
    read = Read(incoming(path))
    assert [(r.locator, r.code) for r in read.rejects] == [("строка 5", "broken_text")]
    assert read.tables["violations"][2]["member_id"] == "Зимин"


# --- what the outcome says --------------------------------------------------------------------------------
def test_extra_columns_are_kept_aside_but_personal_ones_are_not(tmp_path):
    text = "ФИО;Группа;Кабинет;Телефон родителя;Дата рождения\nБелова Анна;Г1;12;+70000000000;01.01.2015\n"
    read = Read(csv_file(tmp_path, text))
    (row,) = read.tables["students"]
    assert json.loads(row["extras"]) == {"Кабинет": "12"}
    assert read.outcome.unknown_headings == ["Кабинет", "Телефон родителя", "Дата рождения"]
    assert any("Телефон родителя" in note for note in read.outcome.notes)


def test_what_fits_nothing_is_refused_with_the_missing_headings(tmp_path):
    outcome = Read(csv_file(tmp_path, "ФИО;Кружок\nБелова Анна;Хор\n")).outcome
    assert outcome.status == "refused"
    assert "Группа или Объединение" in outcome.reason
    assert outcome.unknown_headings == ["ФИО", "Кружок"]


def test_a_heading_mapped_by_hand(tmp_path):
    file = csv_file(tmp_path, "ФИО;Кружок\nБелова Анна;Хор\n")
    read = Read(file, mappings={("students", "Кружок"): "association"})
    assert read.only("students", "full_name", "association") == [("Белова Анна", "Хор")]


TIE = "№;ID чата;Участник;Пункт;Дата;Статус;С;По;Вид исключения\n1;5;7;5.3-1;01.10.2026;;01.10.2026;02.10.2026;иное\n"


def test_a_tie_is_asked_and_an_answer_is_heard(tmp_path):
    file = csv_file(tmp_path, TIE)
    outcome = Read(file).outcome
    assert outcome.status == "asked"
    assert "«Журнал нарушений», «Исключения из времени»" in outcome.reason
    assert list(Read(file, tables={file.file_id: "exceptions"}).tables) == ["exceptions"]
    assert list(Read(csv_file(tmp_path, TIE, name="исключения из времени.csv")).tables) == ["exceptions"]


def test_rows_of_an_unclear_sheet_beside_good_ones_are_rejected(tmp_path):
    rows = [line.split(";") for line in TIE.splitlines()]
    read = Read(workbook(tmp_path, ("Лист1", rows), ("Лист2", [["Дата", "Рабочий"], ["01.09.2026", "да"]])))
    assert read.outcome.status == "loaded"
    assert [r.code for r in read.rejects] == ["table_unclear"]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("контингент 2026-10-31.xlsx", date(2026, 10, 31)), ("31.10.2026.csv", date(2026, 10, 31)), ("дети_31_10_2026.csv", date(2026, 10, 31)),
        ("выгрузка 2026-10-31/дети.csv", date(2026, 10, 31)), ("дети.csv", None), ("с 2026-09-01 по 2026-10-31.csv", None),
        ("дети октябрь 2026.csv", None), ("31.13.2026.csv", None), ("2000000005.csv", None),
    ],
)  # fmt: skip
def test_date_of_a_list_from_the_name(name, day):
    assert as_of_name(name, context()) == day


def test_a_list_without_a_date_asks_for_it(tmp_path):
    outcome = Read(csv_file(tmp_path, "ФИО;Группа\nБелова Анна;Г1\n")).outcome
    assert (outcome.as_of, outcome.needs_as_of) == (None, True)
    assert not Read(csv_file(tmp_path, JOURNAL)).outcome.needs_as_of


# --- two tables from one sheet ----------------------------------------------------------------------------
def test_a_journal_of_violations_and_measures(tmp_path):
    text = (
        "№;ID чата;Нарушитель;Пункт;Дата;Мера;Причина\n"
        "1;5;7;5.3-1;01.10.2026 23:00;замечание;нарушение правил\n2;5;8;5.3-2;02.10.2026 12:00;;\n3;5;7;;03.10.2026 12:00;разблокировка;\n"
    )
    read = Read(csv_file(tmp_path, text))
    assert [row["violation_id"] for row in read.tables["violations"]] == ["1", "2"]
    assert [(row["kind"], row["member_id"]) for row in read.tables["measures"]] == [
        ("разблокировка", "7"),
        ("замечание", "7"),
    ]
    assert read.n_counted == 3


def test_members_of_chats(tmp_path):
    text = "ID чата;ID участника;ФИО;Роль\n5;7;Белова Анна;Педагог\n5;8;Зимин Лев;Администратор\n6;7;Белова Анна;владелец\n"
    read = Read(csv_file(tmp_path, text))
    assert [(r["member_id"], r["role"], r["chat_role"]) for r in read.tables["chat_members"]] == [
        ("7", "Педагог", None),
        ("8", None, "администратор"),
        ("7", None, "владелец"),
    ]
    assert [(r["member_id"], r["role"]) for r in read.tables["members"]] == [("7", "Педагог"), ("8", None)]
    assert read.n_counted == 3


def test_survey_and_the_door_for_chats_that_nobody_named(tmp_path):
    text = "ID сообщения;ID чата;ID автора;Отправлено;Платформа\n1;5;7;01.10.2026 10:00;VK\n2;6;7;01.10.2026 10:00;\n3;6;7;чепуха;\n"
    file = csv_file(tmp_path, text)
    (survey,) = SOURCE.survey([file], context())
    assert survey.chats == (("VK Мессенджер", "5"), ("MAX", "6"))
    read = Read(file, allowed=frozenset({("VK Мессенджер", "5")}))
    assert read.only("messages", "message_id") == [("1",)]
    assert read.rejects == []
    assert any("Не загружено строк: 2" in note for note in read.outcome.notes)
    register = csv_file(tmp_path, "ID чата;Название чата;Вид чата\n5;Чат;иной\n")
    assert SOURCE.survey([register], context())[0].is_register


# --- both ways of reading ---------------------------------------------------------------------------------
moments = st.sampled_from(
    ["01.02.2026 10:00", "2026-02-01T10:00:05", "2026-02-01T10:00:05+03:00", "1770000000", "46054,5", "01.02.26 7:05", "25.01.2009 10:00",
     "ерунда", "01.02.2026 25:30", "", "-", "2014-10-26 01:30:00", "2026-02-30 10:00", "2 марта 2026 г. 10:00", "99.99.2026 10:00:00"]
)  # fmt: skip
message = st.tuples(
    st.sampled_from(["1", "2,0", "9,2E+08", "", "1 234 567", "м1", "-12", "=1"]),
    st.sampled_from(["1", "2", "\u00a02 ", ""]),
    st.sampled_from(["5", "Иванов И. И.", "—", ""]),
    moments,
    st.sampled_from(["привет", 'много\nстрок; и "кавычки"', "-", " x ", "", "Итого"]),
    st.sampled_from(["текст", "Тeкст", "видео", ""]),
    st.sampled_from(["", "заметка"]),
)


def written(rows) -> str:
    head = ["ID сообщения", "ID чата", "ID автора", "Отправлено", "Текст", "Тип", "Своё"]
    return (
        "\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [head, *rows])
        + "\n"
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(message, min_size=1, max_size=60), st.sampled_from([None, frozenset({("MAX", "1")})]))
def test_every_row_is_loaded_or_rejected_and_both_ways_agree(tmp_path, monkeypatch, rows, allowed):
    file = csv_file(tmp_path, written(rows), encoding="cp1251")
    monkeypatch.setattr(spreadsheet, "MIN_BYTES", 1 << 40)
    slow = Read(file, allowed=allowed)
    monkeypatch.setattr(spreadsheet, "MIN_BYTES", 0)
    fast = Read(file, allowed=allowed)
    for row in [*slow.tables.get("messages", []), *fast.tables.get("messages", [])]:
        row["extras"] = json.loads(row["extras"]) if row["extras"] else None
    assert slow.tables.get("messages", []) == fast.tables.get("messages", [])
    assert slow.rejects == fast.rejects
    assert slow.outcome == fast.outcome
    filled = [row for row in rows if any(cell.strip("\u00a0 ") for cell in row)]
    if allowed is None:
        assert slow.n_counted + len(slow.rejects) == len(filled)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from(["", JOURNAL, "ФИО;Группа\n"]))
def test_any_bytes_end_in_rows_rejects_or_a_sentence(tmp_path, content, before):
    path = tmp_path / "file"
    path.write_bytes(before.encode("cp1251") + content)
    file = incoming(path)
    try:
        if not SOURCE.recognise(file):
            return
        read = Read(file)
    except Refused as error:
        reason = str(error)
    else:
        reason = "." if read.outcome.status == "loaded" else read.outcome.reason
    assert reason.endswith(".")


def test_damaged_workbooks_are_refused_with_a_sentence(tmp_path):
    whole = workbook(tmp_path, ("Журнал", journal_rows())).path.read_bytes()
    path = tmp_path / "broken"
    for cut in (0x200, len(whole) // 2):
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + whole[:cut])
        outcome = Read(incoming(path, "книга.xls")).outcome
        assert outcome.status == "refused"
        assert "не открывается" in outcome.reason


# --- sferumChatMembers ------------------------------------------------------------------------------------
VK_CSV = 'id,ФИО,Учебные заведения,Роли\n920000001,Соколова Мария,"МАОУ ДО ""Дворец""",Педагог\n920000003,Дроздов Пётр,,"Ученик, \'Робототехника\'"\n,Без номера,,\n'


@pytest.mark.parametrize(
    "text", [VK_CSV, VK_CSV.replace("\"Ученик, 'Робототехника'\"", "Ученик").replace(",", ";")]
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_vk_members_csv(tmp_path, text, encoding):
    file = csv_file(tmp_path, text, name="output 2026-10-31.csv", encoding=encoding)
    assert VK_MEMBERS.recognise(file)
    assert not VK_MEMBERS.recognise(csv_file(tmp_path, JOURNAL))
    file = csv_file(tmp_path, text, name="output 2026-10-31.csv", encoding=encoding)
    read = Read(file, VK_MEMBERS)
    assert read.only("members", "member_id", "full_name", "platform")[1] == (
        "920000003",
        "Дроздов Пётр",
        "VK Мессенджер",
    )
    assert [(r.locator, r.column, r.code) for r in read.rejects] == [("строка 4", "id", "empty_key")]
    assert read.outcome.as_of == date(2026, 10, 31)
    assert read.n_counted + len(read.rejects) == 3


def test_vk_members_csv_of_a_named_chat_and_of_one_page(tmp_path):
    text = "id,ФИО,Учебные заведения,Роли\n" + "".join(
        f"{920000000 + n},Имя {n},,Родитель\n" for n in range(20)
    )
    file = csv_file(tmp_path, text, name="2000000005/output.csv")
    assert VK_MEMBERS.survey([file], context())[0].chats == (("VK Мессенджер", "2000000005"),)
    read = Read(file, VK_MEMBERS)
    assert {table: len(rows) for table, rows in read.tables.items()} == {"chat_members": 20, "members": 20}
    assert read.n_counted == 20
    assert read.outcome.complete is False
    assert any("обрезан" in note for note in read.outcome.notes)
    assert read.outcome.needs_as_of
    assert Read(file, VK_MEMBERS, allowed=frozenset()).outcome.status == "asked"
