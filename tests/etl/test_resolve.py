"""What people write in journals instead of an id: resolved where it fits one, queued where it fits several or nobody."""

from tests.etl.loading import CHAT, home

__all__ = ["home"]
JOURNAL = ("№", "ID чата", "Участник", "Пункт правил", "Дата и время")
# written: chat, participant → both found?
REFERENCES = {
    "ids": ((CHAT, 11), True, True),
    "title and whole name": (("Родители гончаров", "Ветрова Анна Ильинична"), True, True),
    "title in another case": (("родители  ГОНЧАРОВ", "ветрова анна ильинична"), True, True),
    "surname with initials": ((CHAT, "Ветрова А. И."), True, True),
    "namesakes": ((CHAT, "Дубов О. П."), True, False),
    "nobody": ((CHAT, "Незнакомцев Пётр Ильич"), True, False),
    "no such chat": (("Чат моряков", 11), False, True),
}


def test_references_are_resolved_if_unique_else_queued_and_every_row_loads(home):
    home.sheet(
        "чаты_2026-10-31.csv",
        ("ID чата", "Название чата", "Вид чата"),
        (CHAT, "Родители гончаров", "родители"),
    )
    home.sheet(
        "участники_2026-10-31.csv",
        ("ID участника", "ФИО участника", "Роль"),
        (11, "Ветрова Анна Ильинична", "родитель"),
        (12, "Дубов Олег Павлович", "родитель"),
        (13, "Дубов Остап Петрович", "родитель"),
    )
    rows = [
        (n, *REFERENCES[case][0], "5.3-2", f"{n + 1:02d}.10.2026 12:00") for n, case in enumerate(REFERENCES)
    ]
    result = home.load(home.inbox, home.sheet("нарушения.csv", JOURNAL, *rows))
    assert result.tables["violations"] == len(REFERENCES)
    chats = {key for (key,) in home.rows("select chat_id from chats")}
    people = {key for (key,) in home.rows("select member_id from members")}
    found = home.rows("select chat_id, member_id from violations order by occurred_at")
    told = {
        case: (chat in chats, member in people)
        for case, (chat, member) in zip(REFERENCES, found, strict=True)
    }
    assert told == {case: (chat, member) for case, (_, chat, member) in REFERENCES.items()}
    assert home.one("select count(*) from private.unresolved_raw where table_name = 'violations'") >= 3
