"""Cells as people type them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cells import MISSING, CellError, Value, plain, reader
from etl.roles import main_role, roles_of
from warehouse.tables import (
    CHAT_KINDS,
    CLAUSES,
    PLATFORMS,
    REASONS,
    ROLES,
    SHEETS,
    STAFF_CATEGORIES,
    Column,
    Lives,
    Type,
)

TOMSK = ZoneInfo("Asia/Tomsk")  # UTC+7


def read(kind: Type, cell: object, **rest: object) -> Value:
    return reader(Column("some", ("Столбец",), kind, **rest), TOMSK)(plain(cell))


def refused(kind: Type, cell: object, **rest: object) -> str:
    with pytest.raises(CellError) as refusal:
        read(kind, cell, **rest)
    assert refusal.value.message.endswith(".")
    assert any(word in refusal.value.message for word in ("агруз", "справ"))
    return refusal.value.code


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 234", 1234), ("1\u00a0234", 1234), ("1\u202f234,0", 1234), (123.0, 123), ("9,2E+08", 920_000_000),
        ("-5", -5), (True, None), ("0", 0), ("12.00", 12),
    ],
)  # fmt: skip
def test_int(cell, value):
    if value is None:
        assert refused(Type.INT, cell) == "not_a_number"
    else:
        assert read(Type.INT, cell).value == value


@pytest.mark.parametrize(
    ("cell", "code"), [("много", "not_a_number"), ("1,5", "not_whole"), ("1e99", "not_a_number")]
)
def test_int_refused(cell, code):
    assert refused(Type.INT, cell) == code


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("31.10.2026", date(2026, 10, 31)), ("05.09.26", date(2026, 9, 5)), ("1.2.2026", date(2026, 2, 1)),
        ("2026-10-31", date(2026, 10, 31)), ("31/10/2026", date(2026, 10, 31)), ("05.09.2026 г.", date(2026, 9, 5)),
        ("4 мая 2026 г.", date(2026, 5, 4)), ("45355", date(2024, 3, 4)), (45355.0, date(2024, 3, 4)),
        (date(2026, 10, 31), date(2026, 10, 31)), (datetime(2026, 10, 31, 23, 59), date(2026, 10, 31)),
        ("2026-10-31T20:30:00Z", date(2026, 11, 1)),  # in Tomsk it is the next day already
        ("\u00a031.10.2026 ", date(2026, 10, 31)),
    ],
)  # fmt: skip
def test_date(cell, day):
    assert read(Type.DATE, cell).value == day


@pytest.mark.parametrize(
    ("cell", "utc", "has_time"),
    [
        ("31.10.2026 21:05", datetime(2026, 10, 31, 14, 5), True),
        ("31.10.2026 21:05:07", datetime(2026, 10, 31, 14, 5, 7), True),
        ("31.10.2026, 21:05", datetime(2026, 10, 31, 14, 5), True),
        ("31.10.2026 в 21:05", datetime(2026, 10, 31, 14, 5), True),
        ("31.10.2026", datetime(2026, 10, 30, 17), False),
        ("2026-10-31T21:05:07", datetime(2026, 10, 31, 14, 5, 7), True),
        ("2026-10-31T21:05:07+03:00", datetime(2026, 10, 31, 18, 5, 7), True),
        ("2026-10-31 21:05+03", datetime(2026, 10, 31, 18, 5), True),
        ("2026-10-31T21:05:07.250Z", datetime(2026, 10, 31, 21, 5, 7, 250_000), True),
        ("2026-10-31T00:00:00", datetime(2026, 10, 30, 17), True),
        ("31.10.2026 24:00", datetime(2026, 10, 31, 17), True),
        ("31.10.2026 25:30", datetime(2026, 10, 31, 18, 30), True),
        (46326.87847222222, datetime(2026, 10, 31, 14, 5), True),
        ("46326,87847222222", datetime(2026, 10, 31, 14, 5), True),
        ("1793455500", datetime(2026, 10, 31, 14, 5), True),
        ("1793455500000", datetime(2026, 10, 31, 14, 5), True),
        (datetime(2026, 10, 31, 21, 5), datetime(2026, 10, 31, 14, 5), True),
        (date(2026, 10, 31), datetime(2026, 10, 30, 17), False),
        (timedelta(days=46326, hours=21, minutes=5), datetime(2026, 10, 31, 14, 5), True),
    ],
)
def test_moment(cell, utc, has_time):
    value = read(Type.MOMENT, cell)
    assert (value.value, value.has_time) == (utc, has_time)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31.10.2009", "date_out_of_range"), ("01.01.2101", "date_out_of_range"), ("0001-01-01", "date_out_of_range"),
        ("10.31.2026", "not_a_date"), ("31.02.2026", "not_a_date"), ("вчера", "not_a_date"), (time(12, 30), "not_a_date"),
        ("31.10.2026 99:99", "not_a_date"), ("31.10.2026 утром", "not_a_date"), ("0,5", "not_a_date"), ("1e30", "not_a_date"),
        ("=СЕГОДНЯ()", "not_a_date"), ("20261031", "not_a_date"),
    ],
)  # fmt: skip
def test_moment_refused(cell, code):
    assert refused(Type.MOMENT, cell) == code


@pytest.mark.parametrize(
    "cell", ["да", "Да", "1", 1.0, "+", "истина", "TRUE", True, "v", "✓", "подтверждён", "Верифицирована"]
)
def test_flag_yes(cell):
    assert read(Type.FLAG, cell).value is True


@pytest.mark.parametrize(
    "cell", ["нет", "0", 0, "-", "—", "ложь", "False", False, "не подтверждён", "не  верифицирован"]
)
def test_flag_no(cell):
    assert read(Type.FLAG, cell).value is False


def test_flag_else():
    assert read(Type.FLAG, "") is MISSING
    assert refused(Type.FLAG, "возможно") == "not_a_flag"


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("1 ч 20 мин", 4800), ("1ч20м", 4800), ("45 минут", 2700), ("30 сек", 30), ("1,5 часа", 5400), ("1:20:00", 4800),
        ("1:20", 4800), ("26:00:00", 93600), ("80", 4800), (80.0, 4800), (timedelta(hours=26), 93600), (time(1, 20), 4800),
        (1 / 18, 4800), ("0,0555555556", 4800), (datetime(1900, 1, 1, 12), 43200 * 5), ("PT1H20M", 4800), ("0", 0),
    ],
)  # fmt: skip
def test_seconds(cell, seconds):
    assert read(Type.SECONDS, cell).value == seconds


@pytest.mark.parametrize("cell", ["долго", "ч", "-5", "1:99:99:99", "1e9"])
def test_seconds_refused(cell):
    assert refused(Type.SECONDS, cell) == "not_a_duration"


@pytest.mark.parametrize(
    ("values", "cell", "value"),
    [
        (CLAUSES, "5.3-1", "5.3-1"), (CLAUSES, "5.3.1", "5.3-1"), (CLAUSES, "п. 5.3-1", "5.3-1"), (CLAUSES, "П.5.3 п. 4", "5.3-4"),
        (CLAUSES, date(2002, 3, 5), "5.3-2"),  # Excel's idea of «5.3.2»
        (CLAUSES, "5.2-тон", "5.2-тон"), (CLAUSES, "5.2 Стиль", "5.2-стиль"), (CLAUSES, "п. 5.2, провокации", "5.2-провокация"),
        (CHAT_KINDS, "Родительский чат", "родители"), (CHAT_KINDS, "ОБУЧАЮЩИЕСЯ", "обучающиеся"), (CHAT_KINDS, "кaнал", "канал"),
        (PLATFORMS, "max", "MAX"), (PLATFORMS, "МАХ", "MAX"), (PLATFORMS, "VKмессенджер", "VK Мессенджер"), (PLATFORMS, "Сферум", "VK Мессенджер"),
        (REASONS, "Перенос  чата", "перенос чата"), (("вышел", "удалён"), "удален", "удалён"),
        (("техническая", "естественно-научная"), "Естественнонаучная", "естественно-научная"),
        (ROLES, "Учитель", "педагог"), (ROLES, "законный представитель", "родитель"),
    ],
)  # fmt: skip
def test_enum(values, cell, value):
    assert read(Type.ENUM, cell, values=values) == Value(value)


@pytest.mark.parametrize(
    ("values", "cell", "value"),
    [
        (CLAUSES, "6.1", "иное"), (CLAUSES, "5.3-7", "иное"), (REASONS, "надоел", "иное"), (CHAT_KINDS, "для души", "иной"),
        (STAFF_CATEGORIES, "вахтёр", "иной"), (ROLES, "гость", "не определена"),
    ],
)  # fmt: skip
def test_unknown_words_load_as_other_and_are_kept(values, cell, value):
    assert read(Type.ENUM, cell, values=values) == Value(value, raw=cell)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("920000001", "920000001"), (920000001.0, "920000001"), ("920000001,0", "920000001"), ("920 000 001", "920000001"),
        ("9,20000001E+08", "920000001"), ("-7123", "-7123"), ("Соколова М. П.", "Соколова М. П."), ("7а", "7а"), ("12-3", "12-3"),
    ],
)  # fmt: skip
def test_ids(cell, value):
    assert read(Type.TEXT, cell, lives=Lives.KEY).value == value


def test_an_id_whose_digits_are_lost_is_refused():
    assert refused(Type.TEXT, "9,2E+08", lives=Lives.KEY) == "id_rounded"


def test_lists_texts_and_dashes():
    assert read(Type.LIST, "Иванов; Петров;\nСидоров ; ").value == ["Иванов", "Петров", "Сидоров"]
    assert read(Type.TEXT, " =1+1\u00a0") == Value("=1+1")  # a formula's letters are only letters
    assert read(Type.TEXT, "—") is MISSING
    assert reader(Column("text"), TOMSK)("-") == Value("-")
    assert refused(Type.TEXT, "я" * 300_000) == "too_long"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Педагог", ["педагог"]), ("Учитель, Родитель", ["педагог", "родитель"]), ("Родитель обучающегося", ["родитель"]),
        ("Ученик, 'Робототехника'", ["обучающийся"]), ("Администратор; учитель", ["педагог", "администратор"]),
        ("законный представитель", ["родитель"]), ("Сотрудник", ["сотрудник"]), ("Педагогический работник", ["педагог"]),
        ("гость", ["не определена"]), ("", []), (None, []), ("Студентка", ["обучающийся"]),
    ],
)  # fmt: skip
def test_roles(text, roles):
    assert roles_of(text) == roles
    assert main_role(roles_of(text)) == (roles[0] if roles else None)


ALL_COLUMNS = [column for table in SHEETS for column in table.typed]
PYTHON_TYPE = {
    Type.TEXT: str, Type.INT: int, Type.DATE: date, Type.MOMENT: datetime, Type.FLAG: bool, Type.SECONDS: int, Type.ENUM: str, Type.LIST: list,
}  # fmt: skip
cells = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"[0-9 .,:/TZ+eEч-]{0,24}", fullmatch=True),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.none(),
)


@given(st.sampled_from(ALL_COLUMNS), cells)
def test_any_cell_is_a_value_of_its_type_or_a_sentence(column, cell):
    try:
        value = reader(column, TOMSK)(plain(cell))
    except CellError as error:
        refusal = error
    else:
        refusal = None
    if refusal:
        assert refusal.code
        assert refusal.message.endswith(".")
        return
    assert value.value is None or isinstance(value.value, PYTHON_TYPE[column.type])
    if column.values and value.value is not None and not value.raw:
        assert value.value in column.values
    if isinstance(value.value, datetime):
        assert 2010 <= value.value.year <= 2101


@given(st.datetimes(datetime(2011, 1, 2), datetime(2100, 12, 30)))
def test_every_spelling_of_an_instant_is_the_same_instant(local):
    local = local.replace(microsecond=0)
    utc = local.replace(tzinfo=TOMSK).astimezone(UTC).replace(tzinfo=None)
    zoned = local.replace(tzinfo=TOMSK).isoformat()
    for cell in (f"{local:%d.%m.%Y %H:%M:%S}", local.isoformat(), f"{local}", zoned):
        assert read(Type.MOMENT, cell).value == utc
