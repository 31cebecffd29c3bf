"""Tables are recognised by headings alone, and never guessed wrongly."""

import random

import pytest

from etl.recognise import PAIRS, blocks, choose, match
from warehouse.tables import BY_NAME, SHEETS, fits, heading


def names(choice) -> list[str]:
    return [found.table.name for found in choice.matches]


def test_every_template_is_its_table():
    for table in SHEETS:
        choice = choose([column.headings[0] for column in table.typed])
        expected = next(
            (list(pair) for pair in PAIRS if pair[0] == table.name and fits_pair(table, pair)), [table.name]
        )
        assert names(choice) == expected, table.name


def fits_pair(table, pair) -> bool:
    return match([column.headings[0] for column in table.typed], BY_NAME[pair[1]]).fits


def test_headings_are_compared_without_case_yo_spaces_dots_and_line_breaks():
    choice = choose(["ф. и. о.", "ГРУППА ", "Дата\nзачисления", "Год  рождения"])
    assert names(choice) == ["students"]
    assert sorted(choice.matches[0].columns.values()) == [
        "birth_year",
        "enrolled_on",
        "full_name",
        "group_name",
    ]


def test_look_alike_latin_letters_in_headings():
    assert names(choose(["Дaтa", "Рaбочий"])) == ["calendar"]  # Latin a


@pytest.mark.parametrize("word", ["Роль", "Роли", "Должность", "Категория"])
def test_students_never_with_a_heading_of_adults(word):
    assert "students" not in names(choose(["ФИО", "Группа", "Год рождения", word]))


def test_a_journal_with_measures_feeds_both_tables():
    choice = choose(["№", "ID чата", "Нарушитель", "Пункт", "Дата", "Мера", "Срок до"])
    assert names(choice) == ["violations", "measures"]


def test_members_of_chats_feed_members_too():
    assert names(choose(["ID чата", "ID участника", "ФИО", "Роль"])) == ["chat_members", "members"]
    assert names(choose(["ID чата", "ID участника", "Вступил"])) == ["chat_members"]


def test_first_name_of_a_column_wins_and_the_other_is_kept_aside():
    found = match(["Автор", "ID автора", "ID чата", "ID сообщения", "Отправлено"], BY_NAME["messages"])
    assert found.columns[1] == "author_id"
    assert found.aside == (0,)


def test_of_equal_headings_the_first_is_read_and_they_are_named():
    (block,) = blocks([["ФИО", "Группа", "Группа", "Дата зачисления"]])
    assert block.repeated == ("Группа",)
    assert block.choice.matches[0].columns == {0: "full_name", 1: "group_name", 3: "enrolled_on"}


def test_a_tie_is_asked_and_the_name_of_the_sheet_may_break_it():
    tied = ["№", "ID чата", "Участник", "Пункт", "Дата", "Статус", "С", "По", "Вид исключения"]
    choice = choose(tied)
    assert not choice.matches
    assert {found.table.name for group in choice.tied for found in group} == {"violations", "exceptions"}
    assert names(choose(tied, name="Журнал нарушений 2026")) == ["violations"]
    assert names(choose(tied, table="exceptions")) == ["exceptions"]


def test_what_fits_nothing_names_what_is_missing():
    choice = choose(["ID сообщения", "ID чата", "Текст"])
    assert choice.nearest.table.name == "messages"
    assert choice.nearest.missing == ["ID автора", "Отправлено"]


def test_mappings_made_by_hand_come_first():
    by_hand = {("calendar", "Выходной?"): "is_workday", ("calendar", "День"): "date"}
    assert names(choose(["День", "Выходной?"], mappings=by_hand)) == ["calendar"]


def test_title_rows_and_two_row_headers():
    rows = [
        ["Штат учреждения на 31.10.2026", "", "", "", ""],
        ["", "", "", "", ""],
        ["ФИО", "Категория", "Отпуск", "", "Должность"],
        ["", "", "с", "по", ""],
        ["Кедрова Анна", "педагог", "01.06.2026", "01.09.2026", "методист"],
    ]
    (block,) = blocks(rows)
    assert block.first_row == 4
    assert sorted(block.choice.matches[0].columns.values()) == [
        "category",
        "full_name",
        "leave_from",
        "leave_to",
        "position",
    ]


def test_two_tables_below_and_beside_each_other():
    below = [
        ["Дата", "Рабочий"],
        ["01.09.2026", "да"],
        [""],
        ["Поле", "Значение"],
        ["Адрес", "ул. Вымышленная"],
    ]
    assert [names(block.choice) for block in blocks(below)] == [["calendar"], ["org_profile"]]
    beside = [
        ["Дата", "Рабочий", "", "Поле", "Значение"],
        ["01.09.2026", "да", "", "Адрес", "ул. Вымышленная"],
    ]
    assert [(names(b.choice), b.left, b.right) for b in blocks(beside)] == [
        (["calendar"], 0, 2),
        (["org_profile"], 3, 5),
    ]


def spelled(text: str, chance: random.Random) -> str:
    """A heading as untidy hands write it."""
    text = text.replace("ё", "е") if chance.random() < 0.3 else text
    text = chance.choice(
        [text, text.upper(), text.lower(), f" {text} ", text.replace(" ", "  "), text.replace(" ", "\n")]
    )
    return text + chance.choice(["", "", "."])


def random_sheet(table, chance: random.Random) -> list[str]:
    """Headings of a valid sheet of this table: what must be there, some of the rest, strange ones between."""
    chosen = [c for c in table.typed if c.required or chance.random() < 0.4]
    for mark in {c.one_of for c in table.typed if c.one_of}:
        if not any(c.one_of == mark for c in chosen):
            chosen.append(chance.choice([c for c in table.typed if c.one_of == mark]))
    headings = [
        spelled(chance.choice([*c.headings, c.key] if chance.random() < 0.1 else c.headings), chance)
        for c in chosen
    ]
    headings += chance.sample(["Заметка", "Кабинет", "Столбец 7", "Проверил"], chance.randrange(3))
    chance.shuffle(headings)
    return headings


def explained(headings: list[str], table) -> set[str]:
    names_of = {heading(name) for c in table.typed for name in (*c.headings, c.key)}
    return {h for h in headings if heading(h) in names_of}


@pytest.mark.parametrize("table", SHEETS, ids=lambda table: table.name)
def test_random_valid_sheets_are_never_guessed_wrongly(table):
    chance = random.Random(table.name)
    n_asked = 0
    for _ in range(400):
        headings = random_sheet(table, chance)
        assert fits(table, match(headings, table).columns.values()), headings
        rows = [["Сводная таблица", *[""] * len(headings)]] * chance.randrange(3) + [
            headings,
            ["x"] * len(headings),
        ]
        (block,) = blocks(rows)
        told = names(block.choice)
        if told:
            assert told[0] == table.name or (table.name, told[0]) in {
                (b, a) for a, b in PAIRS if b in told
            }, headings
            continue
        n_asked += 1
        rivals = {found.table.name for group in block.choice.tied for found in group} - {table.name}
        assert rivals, headings  # a true tie: another table that fits explains just as much
        assert block.choice.n_explained == len(explained(headings, table)), headings
    assert n_asked < 200, f"{n_asked} of 400 asked"
