"""Dumps of messages: service actions, overlapping dumps, deletions, zones, private dialogs, which chats are read."""

import json
from datetime import date, datetime, timedelta

import pytest

from tests.etl.loading import CHAT, START, action, history, home, members, message

__all__ = ["home"]
OTHER, PRIVATE = CHAT + 1, 920000055


def test_the_same_and_overlapping_dumps_double_nothing(home):
    first = home.write("а.json", history((message(n) for n in range(1, 6)), count=9))
    second = home.write("б.json", history((message(n) for n in range(4, 10)), count=9))
    version = home.load(first).version
    assert home.load(first).version == version
    assert home.load(first).files[0].status == "unchanged"
    found = home.load(second).files[0]
    assert (found.rows_in, found.loaded, found.unchanged) == (6, 4, 2)
    assert home.rows("select count(*), count(distinct message_id) from messages") == [(9, 9)]


def test_an_edited_message_replaces_the_old_one_and_says_so(home):
    home.load(home.write("а.json", history([message(1), message(2)])))
    later = home.write(
        "б.json",
        history([message(1), message(2, text="Занятие перенесено на среду", update_time=START + 500)]),
    )
    result = home.load(later)
    assert (result.files[0].loaded, result.files[0].unchanged) == (1, 1)
    assert home.rows("select is_corrected, count(*) from messages group by 1 order by 1") == [
        (False, 1),
        (True, 1),
    ]


def test_service_messages_become_joins_leaves_pins_and_calls(home):
    items = [
        action(1, "chat_create", text="Гончары"),
        action(2, "chat_invite_user", member_id=920000002),
        action(3, "chat_invite_user_by_link", who=920000003),
        action(4, "chat_kick_user", member_id=920000002),
        action(5, "chat_kick_user", who=920000003, member_id=920000003),
        message(6, text="Правила: пишите днём"),
        action(7, "chat_pin_message", member_id=920000001, conversation_message_id=6),
        message(
            8,
            text="",
            attachments=[
                {"type": "group_call_in_progress", "group_call_in_progress": {"initiator_id": 920000001}}
            ],
        ),
        action(9, "no_such_action"),
    ]
    assert home.load(home.write("а.json", history(items))).files[0].rejected == 0
    told = dict(home.rows("select event_type, count(*) from events group by 1"))
    assert (
        told.items()
        >= {"create": 1, "invite": 1, "join_by_link": 1, "kick": 1, "leave": 1, "pin": 1, "other": 1}.items()
    )
    stays = home.rows(
        """select i.raw_id, s.join_method, s.leave_kind, s.is_reconstructed, s.left_at > s.joined_at
           from chat_members s join private.ids i on i.key = s.member_id and i.kind = 'member' order by 1"""
    )
    assert stays == [
        ("920000001", None, None, True, None),
        ("920000002", "добавлен", "удалён", True, True),
        ("920000003", "ссылка", "вышел", True, True),
    ]


def test_authors_that_no_list_names_are_members_reconstructed(home):
    home.load(home.write("а.json", history([message(1, who=920000009)])))
    assert home.rows("select distinct is_reconstructed from chat_members") == [(True,)]


def test_a_list_of_members_is_complete_when_its_count_is_reached(home):
    def listed(*ids, count=None):
        return members([{"member_id": i, "join_date": START} for i in ids], count)

    name = f"{CHAT}/members_2026-10-{{}}.json"
    home.load(home.write(name.format("01"), listed(1, 2, 3)).parent)
    home.load(home.write(name.format("10"), listed(1, 2, count=3)).parent)
    left = "select i.raw_id from chat_members s join private.ids i on i.key = s.member_id and i.kind = 'member' where left_at is not null"
    assert home.rows(left) == []
    home.load(home.write(name.format("20"), listed(1, 2)).parent)
    assert home.rows(left) == [("3",)]


# --- deletions that nobody told ---------------------------------------------------------------------------
def _dump(home, name, numbers, count=None):
    return home.write(name, history([message(n) for n in numbers], count))


def _gone(home):
    return home.rows(
        """select p.message_id, m.deleted_after, m.deleted_at from messages m join private.messages p on p.row_id = m.message_id
           where m.deletion_is_probable order by 1"""
    )


def _utc(n):
    return datetime(1970, 1, 1) + timedelta(seconds=START + n * 60)


# (dumps: message numbers and declared count), messages held for deleted
DISAPPEARANCES = {
    "gone between two whole dumps": ([([1, 2, 3, 4], None), ([1, 2, 4, 5], None)], {"3"}),
    "the first dump was not whole": ([([1, 2, 3, 4], 9), ([1, 2, 4, 5], None)], set()),
    "the second dump is not whole": ([([1, 2, 3, 4], None), ([1, 2, 4, 5], 9)], set()),
    "older than what the second account sees": ([([1, 2, 3, 4], None), ([3, 4, 5], None)], set()),
    "dumps loaded in the other order": ([([1, 2, 4, 5], None), ([1, 2, 3, 4], None)], {"3"}),
    "back again in a third dump": (
        [([1, 2, 3, 4], None), ([1, 2, 4, 5], None), ([1, 2, 3, 4, 5, 6], None)],
        set(),
    ),
    "still gone in a third dump": (
        [([1, 2, 3, 4], None), ([1, 2, 4, 5], None), ([1, 2, 4, 5, 6], None)],
        {"3"},
    ),
    "the newest one gone": ([([1, 2, 3, 4], None), ([1, 2, 3], None)], set()),
}


@pytest.mark.parametrize("case", DISAPPEARANCES)
def test_disappearance_between_whole_dumps_is_a_probable_deletion(home, case):
    dumps, expected = DISAPPEARANCES[case]
    for n, (numbers, count) in enumerate(dumps):
        home.load(_dump(home, f"{n}.json", numbers, count))
    assert {row[0] for row in _gone(home)} == expected
    assert home.one("select count(*) from messages where deleted_at is not null") == len(expected)


def test_a_dumper_never_tells_of_deletions(home):
    """Its folders declare no count, and its key lives for minutes: what is missing may not have been reached."""
    rows = [
        {"date": START + n * 60, "from_id": 920000001, "text": f"Занятие {n}", "attachments": []}
        for n in range(1, 6)
    ]
    for day, kept in (("раз", rows), ("два", rows[:2] + rows[3:])):
        home.write(f"{day}/{CHAT}/history.json", kept)
        home.load(home.inbox / day)
    assert home.rows("select count(*), count(deleted_after) from messages") == [(5, 0)]


def test_the_most_spectators_that_any_dump_saw_stay(home):
    video = {
        "id": 3,
        "owner_id": -15,
        "title": "Концерт",
        "date": START,
        "live_start_time": START,
        "type": "live",
    }
    running = [video | {"duration": 0, "live": 1, "spectators": n} for n in (40, 25)]
    ended = video | {"duration": 3600, "views": 90}
    for n, item in enumerate([*running, ended]):
        home.load(home.write(f"video_{n}_2026-10-0{n + 1}.json", {"response": {"count": 1, "items": [item]}}))
    assert home.rows("select peak, duration from broadcasts") == [(40, 3600)]


def test_profiles_of_a_list_of_members_give_names_and_roles(home):
    profile = {
        "id": 920000002,
        "first_name": "Пётр",
        "last_name": "Дроздов",
        "educational_profile": {"edu_roles": {"main_roles": "Родитель"}},
    }
    stranger = profile | {"id": 920000009, "last_name": "Чужой"}
    page = members([{"member_id": 920000002, "join_date": START}], profiles=[profile, stranger])
    home.load(home.write(f"{CHAT}_members_2026-10-31.json", page))
    assert home.rows("select full_name, role from private.members") == [("Дроздов Пётр", "Родитель")]


def test_a_probable_deletion_has_its_interval(home):
    home.load(_dump(home, "а.json", [1, 2, 3, 4]))
    home.load(_dump(home, "б.json", [1, 2, 4, 5]), as_of=date(2026, 10, 5))
    assert _gone(home) == [("3", _utc(4), datetime(2026, 10, 5, 16, 59, 59))]


# --- zones ------------------------------------------------------------------------------------------------
HEADINGS = ("ID сообщения", "ID чата", "ID автора", "Отправлено", "Текст", "Платформа")


def _day(hours):
    """Forty messages over the hours of a day."""
    return [
        (
            n,
            CHAT,
            920000001 + n % 3,
            f"1{n % 9}.10.2026 {hours[n % len(hours)]:02d}:{n:02d}",
            f"Сообщение {n}",
            "",
        )
        for n in range(1, 41)
    ]


def test_a_file_without_a_zone_is_read_in_the_given_one(home):
    row = (1, CHAT, 920000001, "31.10.2026 22:30", "Завтра концерт", "")
    home.load(home.sheet("сообщения.csv", HEADINGS, row))
    assert home.rows("select sent_at, sent_local, month from messages") == [
        (datetime(2026, 10, 31, 15, 30), datetime(2026, 10, 31, 22, 30), date(2026, 10, 1))
    ]
    home.load(home.inbox, tz=__import__("zoneinfo").ZoneInfo("Europe/Moscow"))
    # the same message in Moscow's time: over the border of the month in Tomsk
    assert home.rows("select sent_at, sent_local, month from messages") == [
        (datetime(2026, 10, 31, 19, 30), datetime(2026, 11, 1, 2, 30), date(2026, 11, 1))
    ]


def test_moscow_time_is_named_and_its_quiet_hours_are_not_counted(home):
    home.sheet(
        "чаты_2026-10-31.csv",
        ("ID чата", "Название чата", "Вид чата"),
        (CHAT, "Родители гончаров", "родители"),
    )
    home.sheet("сообщения.csv", HEADINGS, *_day([3, 4, 5, 10, 16, 17]))
    home.load()
    assert home.one("select count(*) from messages where zone_doubt") == 40
    assert "московскому времени" in home.one("select tz_doubt from source_files where tz_doubt is not null")
    assert home.one("select count(*) from findings where rule = 'quiet_hours' and outcome = 'break'") == 0


def test_times_of_a_usual_day_raise_no_doubt(home):
    home.load(home.sheet("сообщения.csv", HEADINGS, *_day([8, 10, 13, 16, 19, 20, 22])))
    assert home.one("select count(*) from messages where zone_doubt") == 0


# --- which chats are read, and what must not remain --------------------------------------------------------
SECRET = "Заветное-слово-полярной-совы"


def _two_chats(home):
    home.write(f"{CHAT}.json", history([message(n, text=f"Глазурь номер {n}") for n in range(1, 4)]))
    home.write(
        f"{OTHER}.json",
        history(
            [message(n, chat=OTHER, text=f"{SECRET} {n}") for n in range(1, 4)],
            conversations=[
                {"peer": {"id": OTHER, "type": "chat"}, "chat_settings": {"title": SECRET + " чат"}}
            ],
        ),
    )
    home.write(
        f"{PRIVATE}.json",
        history([message(n, chat=PRIVATE, text=f"{SECRET} лично {n}") for n in range(1, 4)]),
    )


def test_several_unknown_chats_are_asked_for(home):
    _two_chats(home)
    result = home.load()
    asked = [file for file in result.files if file.status == "asked"]
    assert {file.asked_chats for file in asked} == {(str(CHAT),), (str(OTHER),)}
    assert all("--chat" in file.reason and "--all-chats" in file.reason for file in asked)
    assert SECRET not in json.dumps(result.as_json(), ensure_ascii=False)
    assert not home.place.version() or home.one("select count(*) from messages") == 0


@pytest.mark.parametrize(
    ("options", "expected"), [({"chats": frozenset([str(CHAT)])}, 3), ({"all_chats": True}, 6)]
)
def test_named_chats_are_loaded_and_private_dialogs_never(home, options, expected):
    _two_chats(home)
    result = home.load(**options)
    assert home.one("select count(*) from messages") == expected
    assert sum(file.private_dialogs for file in result.files) == 1
    assert home.one("select count(*) from private.messages where chat_id = ?", str(PRIVATE)) == 0


def test_a_chat_that_the_register_knows_needs_no_naming(home):
    _two_chats(home)
    home.sheet("чаты_2026-10-31.csv", ("ID чата", "Название чата", "Вид чата"), (CHAT, "Гончары", "родители"))
    home.load()
    assert home.one("select count(*) from messages") == 3


def test_an_unassigned_chat_has_no_findings(home):
    night = [message(n, text="Срочно сдайте деньги, идиоты", date=START + 6 * 3600 + n) for n in range(1, 4)]
    home.load(home.write("а.json", history(night)))
    assert home.one("select count(*) from messages") == 3
    assert home.one("select count(*) from findings") == 0
