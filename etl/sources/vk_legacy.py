"""Old shapes of VK: messages of API before 5.80, chats as messages.getChat told them, and `str(dict)` lines.

Old messages have `body` for the text, `user_id` with `out` for the author, `chat_id` for the chat, and the service
action as a word with its details beside it. One script wrote each message as Python prints a dictionary.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from etl.sources.base import Context, Incoming, Reading, Survey
from etl.sources.json_common import FIRST_GROUP_CHAT, head, lines, whole


def modern(message: Mapping[str, object]) -> dict[str, object]:
    """An old message in today's words; a message of today comes back as it is."""
    new = dict(message)
    if "text" not in new and isinstance(new.get("body"), str):
        new["text"] = new["body"]
    new.pop("body", None)
    if whole(new.get("peer_id")) is None:
        if (local := whole(new.get("chat_id"))) is not None:
            new["peer_id"] = local + FIRST_GROUP_CHAT if 0 < local < FIRST_GROUP_CHAT else local
        elif "body" in message and (user := whole(new.get("user_id", new.get("uid")))) is not None:
            new["peer_id"] = user
    if whole(new.get("from_id")) is None and not whole(new.get("out")):
        new["from_id"] = new.get("user_id", new.get("uid"))
    if isinstance(new.get("action"), str):
        new["action"] = {
            "type": new["action"],
            "member_id": new.get("action_mid"),
            "text": new.get("action_text"),
        }
    return new


def old_chat(chat: Mapping[str, object]) -> dict[str, object]:
    """A chat as messages.getChat told it (`id` is local, `users` are ids or profiles), as a conversation."""
    local = whole(chat.get("id", chat.get("chat_id")))
    return {
        "peer": {"id": None if local is None else FIRST_GROUP_CHAT + local},
        "chat_settings": {
            "title": chat.get("title"),
            "members_count": chat.get("members_count"),
            "owner_id": chat.get("admin_id"),
            "is_group_channel": chat.get("is_group_channel"),
        },
    }


def literal(line: str) -> object:
    """A Python dictionary as `print` wrote it. Raises: ValueError."""
    try:
        return ast.literal_eval(line)
    except (SyntaxError, ValueError, MemoryError, RecursionError, TypeError) as error:
        raise ValueError(str(error)) from None


class VkLegacy:
    """Lines that Python printed: single quotes, `True`, `None`."""

    name = "vk-python-lines"
    title = "Сообщения VK строками Python"
    order = 45

    def recognise(self, file: Incoming) -> bool:
        """A first line that is a Python dictionary and no JSON, with a message's words in it."""
        text = head(file.path)
        return text.startswith(("{'", "[{'")) and any(
            word in text for word in ("'date'", "'from_id'", "'items'", "'response'", "'user_id'")
        )

    def survey(self, files: Sequence[Incoming], context: Context) -> list[Survey]:
        """Which chats stand in these files."""
        from etl.sources.vk_api import survey_documents

        return [survey_documents(file, _documents(file)) for file in files]

    def read(self, files: Sequence[Incoming], context: Context) -> Reading:
        """Rows of the chats that may be read, rejects and an outcome for each file."""
        from etl.sources.vk_api import read_documents

        return read_documents(files, context, _documents)


def _documents(file: Incoming) -> Iterator[tuple[str, object]]:
    """Place and value of every line; a line that can't be read is a `ValueError` in place of a value."""
    for number, line in lines(file.path):
        try:
            yield f"строка {number}", literal(line)
        except ValueError:
            yield f"строка {number}", Unreadable("Строка не читается: она обрывается или повреждена")


class Unreadable:
    """A line that is no document."""

    def __init__(self, error: str) -> None:
        self.error = error


SOURCE = VkLegacy()
