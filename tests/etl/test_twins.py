"""One chat told by several: two accounts, a dumper and the API, a sheet and the API, a wrong zone."""

from tests.etl.loading import CHAT, START, history, home, message

__all__ = ["home"]
OTHER = 2000000031  # the same chat as another account numbers it


def test_one_chat_dumped_by_two_accounts_is_one_chat(home):
    home.write(f"{CHAT}.json", history(message(n) for n in range(1, 9)))
    home.load()
    home.write(f"{OTHER}.json", history(message(n, chat=OTHER) for n in range(3, 12)))
    found = next(file for file in home.load(chats=frozenset([str(OTHER)])).files if str(OTHER) in file.name)
    assert (found.rows_in, found.loaded, found.unchanged) == (9, 3, 6)
    assert home.rows(
        "select count(*), count(distinct message_id), count(distinct chat_id) from messages"
    ) == [(11, 11, 1)]
    assert home.one("select count(*) from chats") == 1


def test_two_accounts_in_one_load_are_one_chat_too(home):
    home.write(f"{CHAT}.json", history(message(n) for n in range(1, 9)))
    home.write(f"{OTHER}.json", history(message(n, chat=OTHER) for n in range(1, 9)))
    home.load(all_chats=True)
    assert home.rows("select count(*), count(distinct chat_id) from messages") == [(8, 1)]


def test_chats_that_only_share_a_few_greetings_stay_two(home):
    def talk(chat, shared):
        return history(
            message(n, chat=chat, text="Спасибо!" if n <= shared else f"О чате {chat} и дне {n}")
            for n in range(1, 13)
        )

    home.write(f"{CHAT}.json", talk(CHAT, 4))
    home.write(f"{OTHER}.json", talk(OTHER, 4))
    home.load(all_chats=True)
    assert home.rows("select count(*), count(distinct chat_id) from messages") == [(24, 2)]


def _dumped(home, numbers):
    rows = [
        {
            "date": START + n * 60,
            "from_id": 920000001,
            "text": f"Занятие {n} в обычное время",
            "attachments": [],
        }
        for n in numbers
    ]
    return home.write(f"sferum_dump/{CHAT}/history.json", list(reversed(rows)))


def test_a_dumper_and_the_api_tell_one_chat_in_either_order(home):
    dumped = _dumped(home, range(1, 7))
    api = home.write(f"api/{CHAT}.json", history(message(n) for n in range(4, 10)))
    home.load(dumped.parent.parent)
    assert home.one("select count(*) from messages") == 6
    home.load(api)
    assert home.rows("select count(*), count(distinct message_id) from messages") == [(9, 9)]
    sources = dict(home.rows("select source, count(*) from private.messages group by 1"))
    assert sources == {"vk-sferum-chat-export": 3, "vk-api-json": 6}  # the richer source stays
    _dumped(home, range(1, 9))
    home.load(dumped.parent.parent)
    assert home.rows("select count(*), count(distinct message_id) from messages") == [(9, 9)]


def test_a_sheet_and_the_api_tell_one_message_even_when_it_was_edited(home):
    home.write(f"{CHAT}.json", history([message(1), message(2, text="Занятие перенесено на среду")]))
    home.sheet(
        "сообщения.csv",
        ("ID сообщения", "ID чата", "ID автора", "Отправлено", "Текст", "Платформа"),
        (1, CHAT, 920000001, "21.09.2026 21:14:20", "Занятие 1 в обычное время", "VK Мессенджер"),
        (2, CHAT, 920000001, "21.09.2026 21:15:20", "Занятие 2 в обычное время", "VK Мессенджер"),
    )
    home.load()
    assert home.rows("select count(*), count(distinct message_id) from messages") == [(2, 2)]


def test_an_offset_of_whole_hours_is_reported_and_never_merged_silently(home):
    home.load(home.write(f"{CHAT}.json", history(message(n) for n in range(1, 16))))
    rows = [
        (
            100 + n,
            CHAT,
            920000001,
            f"21.09.2026 17:{13 + n}:20",
            f"Занятие {n} в обычное время",
            "VK Мессенджер",
        )
        for n in range(1, 16)
    ]
    sheet = home.sheet(
        "сообщения.csv", ("ID сообщения", "ID чата", "ID автора", "Отправлено", "Текст", "Платформа"), *rows
    )
    notes = " ".join(home.load(sheet).files[0].notes)
    assert "-4 ч" in notes.replace("−", "-")
    assert "--tz" in notes
