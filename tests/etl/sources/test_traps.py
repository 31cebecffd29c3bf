"""Every trap that the notes on the formats name is a case: the case's own input holds the trap, or a test of loads walks into it.

The first number is the section of the notes: 1 VK API, 3.1 VKSferumChatExport, 3.2 sferumChatMembers, 5.1 MAX Bot API.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
CASES = TESTS / "etl" / "cases"

# trap → (case, what its input must hold)
HELD = {
    "1 a file with a byte order mark": ("vk_api/bom_and_escapes", "\ufeff"),
    "1 letters as \\uXXXX": ("vk_api/bom_and_escapes", r"\\u04"),
    "1.1 keys, phones and birthdays in profiles": ("vk_api/members", r"mobile_phone.*bdate"),
    "1.2 an answer in its envelope": ("vk_api/envelope_response", r'\A\s*\{\s*"response"'),
    "1.2 an answer without its envelope": ("vk_api/envelope_unwrapped", r'\A\s*\{\s*"(count|items)"'),
    "1.2 a bare list of messages": ("vk_api/envelope_list_of_messages", r"\A\s*\["),
    "1.2 a list of pages, a failed one among them": (
        "vk_api/envelope_list_of_pages",
        r'\A\s*\[.*"error_code"',
    ),
    "1.2 a failed page alone": ("vk_api/envelope_error_alone", '"error_code"'),
    "1.2 one document a line": ("vk_api/envelope_json_lines", r"\}\s*\n\s*\{"),
    "1.2 lines that Python printed": ("vk_legacy/python_lines", r"\A\{'.*(True|None)"),
    "1.3 messages without a number": ("vk_api/no_key", '"date"'),
    "1.3 `id` is 0": ("vk_api/kinds", r'"id":\s*0\b'),
    "1.3 the number under its new name": ("vk_api/milliseconds", '"cmid"'),
    "1.3 no peer_id: the folder tells the chat": ("vk_api/peer_from_folder", '"date"'),
    "1.3 a community writes, a person behind it": ("vk_api/kinds", "admin_author_id"),
    "1.3 update_time 0 is no edit": ("vk_api/text", r'"update_time":\s*0'),
    "1.3 entities of old dumps": ("vk_api/text", "&#128516;"),
    "1.3 mentions of people and communities": ("vk_api/text", r"\[id\d+\|.*\[club\d+\|"),
    "1.3 forwards within forwards are not the sender's words": (
        "vk_api/forwards_and_vanishing",
        r"чужие слова.*слова внутри чужих",
    ),
    "1.3 a reply's words are not the sender's": ("vk_api/forwards_and_vanishing", "чужое начало"),
    "1.3 vanishing and unloadable messages": ("vk_api/forwards_and_vanishing", "expire_ttl.*is_unavailable"),
    "1.3 deleted, told by a flag": ("vk_api/kinds", r'"deleted":\s*1'),
    "1.3 reactions name a part of the people": ("vk_api/reactions", "user_ids"),
    "1.3 the API before 5.80": ("vk_legacy/old_api", '"body".*"action_mid"'),
    "1.4 every service action, unknown ones too": (
        "vk_api/every_action",
        "chat_kick_user_call_block.*call_transcription_failed.*chat_theme_blossomed",
    ),
    "1.4 left, removed, came back, joined by link, by e-mail": (
        "vk_api/service_actions",
        "chat_kick_user.*chat_invite_user_by_link",
    ),
    "1.4 a community and an e-mail as the target": ("vk_api/service_actions", r'"member_id":\s*-.*"email"'),
    "1.5 every kind of attachment, unknown ones too": (
        "vk_api/every_attachment",
        "ugc_sticker.*audio_playlist.*hologram",
    ),
    "1.5 an attachment without its body": ("vk_api/every_attachment", "тело вложения потеряно"),
    "1.5 the text of a repost and of a transcript is not the sender's": (
        "vk_api/every_attachment",
        "чужой пост.*расшифровка голоса",
    ),
    "1.5 calls that were held, cancelled, are going on": (
        "vk_api/calls",
        "reached.*canceled_by.*group_call_in_progress|canceled_by.*reached|group_call_in_progress.*canceled_by",
    ),
    "1.6 the default page of 20": ("vk_api/members_truncated", '"count"'),
    "1.6 absent flags are false, absent dates unknown": ("vk_api/members", '"is_admin"'),
    "1.6 a community among members": ("vk_api/members", r'"member_id":\s*-'),
    "1.6 muted now": ("vk_api/members", "is_restricted_to_write"),
    "1.6 a pending request is no member": ("vk_api/members", "is_message_request"),
    "1.6 an anonymous member": ("vk_api/odd_members", "incognito_id"),
    "1.6 a reply about restrictions holds nothing": ("vk_api/invite_link_and_replies", "failed_member_ids"),
    "1.7 conversations: e-mail, community, a person, a chat one was removed from": (
        "vk_api/odd_conversations",
        '"kicked".*"email".*"group".*"user"',
    ),
    "1.7 a bare conversation": ("vk_api/conversations_by_id", "chat_settings"),
    "1.7 getChat and getChatUsers": ("vk_api/get_chat", '"uid"'),
    "1.7 getChatPreview": ("vk_api/chat_preview", '"preview"'),
    "1.7 getInviteLink": ("vk_api/invite_link_and_replies", '"link"'),
    "1.7 a long poll's history": ("vk_api/long_poll", "new_pts|from_pts"),
    "1.7 a channel's history: time, cmid, author_id": ("vk_api/channel", "channel_id"),
    "1.8 deleted accounts share a name": ("vk_api/members", "DELETED"),
    "1.8 online: a word instead of a time": ("vk_api/members", '"status":\\s*"(recently|last_week)"'),
    "1.8 quotation marks in roles, several organisations and roles": (
        "vk_api/odd_members",
        r'\\"Гончары\\".*70001.*70002',
    ),
    "1.9 live, planned, ended, other videos": ("vk_api/videos", "upcoming"),
    "1.9 the same stream while it runs and after": (
        "vk_api/videos_other",
        r'"spectators":\s*40.*"type":\s*"video"',
    ),
    "1.10 count against rows, newest first": ("vk_api/truncated", '"items"'),
    "1.10 numbers above 2^31": ("vk_api/big_ids", r"\d{11,}"),
    "1.10 private dialogs and unticked chats in one file": ("vk_api/private_and_unticked", '"peer_id"'),
    "3.1 four fields, the chat in the folder's name": ("vk_dumper/folder", r'"from_id"'),
    "3.1 both slashes in paths": (
        "vk_dumper/folder",
        r"attachments\\\\.*attachments/|attachments/.*attachments\\\\",
    ),
    "3.1 the kind of an attachment in its name": ("vk_dumper/folder", r"_sticker_.*"),
    "3.1 a service row: no text, no attachments": (
        "vk_dumper/folder",
        r'"text":\s*"",\s*"attachments":\s*\[\s*\]',
    ),
    "3.1 names and local times in chat.html": ("vk_dumper/folder", r"class=\"time\""),
    "3.1 no folder, no chat": ("vk_dumper/no_folder", '"from_id"'),
    "3.1 chat.html alone": ("vk_dumper/html_alone", "<html"),
    "3.1 a folder of a private dialog": ("vk_dumper/private", '"from_id"'),
    "3.2 commas, quotation marks doubled, organisations glued": (
        "vk_members_csv/named_by_chat",
        r'""Дворец"".*ДТДиММБОУ',
    ),
    "3.2 saved again in Excel: cp1251 and semicolons": ("vk_members_csv/saved_in_excel", "id;ФИО;"),
    "3.2 a list cut at the page's size": ("vk_members_csv/one_page", r"(\d{9}.*\n){20}"),
    "3.2 neither chat nor day": ("vk_members_csv/no_chat_no_day", "id,ФИО"),
    "5.1 milliseconds, negative chats, dialogs": ("max_bot/messages", r"-\d{10,}.*"),
    "5.1 numbers that no float holds": ("max_bot/messages", r'"seq":\s*\d{17,}'),
    "5.1 a channel's post has no sender": ("max_bot/messages", r'"sender":\s*null'),
    "5.1 replies and forwards": ("max_bot/messages", r'"type":\s*"forward"'),
    "5.1 no body": ("max_bot/every_attachment", r'"body":\s*null'),
    "5.1 every attachment, unknown ones too": (
        "max_bot/every_attachment",
        "inline_keyboard.*location.*share.*hologram",
    ),
    "5.1 markup counts UTF-16": ("max_bot/every_attachment", "😀.*markup"),
    "5.1 status, participants, owner of a chat": (
        "max_bot/chats",
        r'"status":\s*"(removed|left|closed|suspended)"',
    ),
    "5.1 rights and a free-text alias": ("max_bot/members_permissions", '"permissions".*"alias"'),
    "5.1 an unknown time of entry is 0": ("max_bot/members_permissions", r'"last_access_time":\s*0'),
    "5.1 a bot is no person": ("max_bot/members_permissions", r'"is_bot":\s*true'),
    "5.1 joins by link, added, left, removed, renamed, bots": (
        "max_bot/updates_lines",
        "(?=.*user_added)(?=.*user_removed)(?=.*chat_title_changed)(?=.*bot_added)(?=.*bot_removed)",
    ),
    "5.1 edits and deletions only as updates": (
        "max_bot/updates_lines",
        "(?=.*message_edited)(?=.*message_removed)",
    ),
    "5.1 the same update in two logs": ("max_bot/two_logs", "message_"),
    "5.1 a log cut short": ("max_bot/truncated", "update_type"),
    "5.1 chats that nobody ticked": ("max_bot/unticked", "chat_id"),
}
# trap → test of whole loads
WALKED_INTO = {
    "1.10 one chat under two numbers": "etl/test_twins.py::test_one_chat_dumped_by_two_accounts_is_one_chat",
    "1.10 pages overlap": "etl/test_load_json.py::test_the_same_and_overlapping_dumps_double_nothing",
    "1.10 what disappears between whole dumps": "etl/test_load_json.py::test_disappearance_between_whole_dumps_is_a_probable_deletion",
    "1.1 secrets are stored nowhere": "etl/test_nothing_remains.py::test_nothing_of_dialogs_unticked_chats_and_secrets_remains",
    "3.1 dumper and API tell one chat": "etl/test_twins.py::test_a_dumper_and_the_api_tell_one_chat_in_either_order",
    "3.1 a dump is never known to be whole": "etl/test_load_json.py::test_a_dumper_never_tells_of_deletions",
    "1.9 the most spectators of any dump": "etl/test_load_json.py::test_the_most_spectators_that_any_dump_saw_stay",
    "3.2 and saved again in every encoding": "etl/test_spreadsheet.py::test_vk_members_csv",
    "5.1 the present and the former platform at once": "etl/test_round_trip.py::test_three_formats_at_once_double_nothing",
}


@pytest.mark.parametrize("trap", HELD)
def test_a_case_holds_the_trap(trap):
    case, sign = HELD[trap]
    files = sorted(path for path in (CASES / case / "in").rglob("*") if path.is_file())
    assert (CASES / case / "expected.json").exists()
    assert any(re.search(sign, text_of(path), re.S) for path in files), f"{case}: no input holds {sign}"


def text_of(path: Path) -> str:
    """A case's input as text, whatever its encoding."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")


@pytest.mark.parametrize("trap", WALKED_INTO)
def test_a_load_walks_into_the_trap(trap):
    file, name = WALKED_INTO[trap].split("::")
    assert f"def {name}(" in (TESTS / file).read_text("utf-8")
