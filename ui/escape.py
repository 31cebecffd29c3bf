"""Hostile text on the screen: message texts, names and reasons are shown as they are and never as markup."""

from __future__ import annotations

import re
import unicodedata

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_SPACES = re.compile(r"\s+")
LONGEST = 1500


def plain(text: str, longest: int = LONGEST) -> str:
    """Text without control, direction and invisible signs, on one line, cut where it is endless."""
    kept = "".join(
        " " if each in "\n\r\t" else each
        for each in text[: longest + 1]
        if each in "\n\r\t" or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co"}
    )
    kept = _SPACES.sub(" ", kept).strip()
    return f"{kept[:longest]}…" if len(text) > longest else kept


def markdown(text: str, longest: int = LONGEST) -> str:
    """The same for Markdown: every sign of ASCII punctuation loses its meaning, colons (directives) and dollars too."""
    return _PUNCTUATION.sub(r"\\\1", plain(text, longest))


def marked(text: str, fragment: str | None) -> str:
    """Markdown of a text with what the rule saw on a coloured ground."""
    shown, piece = plain(text), plain(fragment or "")
    at = shown.find(piece) if piece else -1
    if at < 0:
        return markdown(shown)
    before, after = shown[:at], shown[at + len(piece) :]
    space, tail = (" " if before.endswith(" ") else ""), (" " if after.startswith(" ") else "")
    return f"{markdown(before)}{space}:orange-background[{markdown(piece)}]{tail}{markdown(after)}"
