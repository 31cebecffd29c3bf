"""The cheapest look: which rules a text wakes by its words, numbers and shapes alone. Most messages of a chat wake none.

The patterns of a rule are woken by the model, not here. A text in disguise wakes every rule.
"""

from __future__ import annotations

import re
from functools import lru_cache

from regulation.detectors import flood, lexicon, model, obscenity

_NUMBER = re.compile(r"[0-9@]|[(\[]at[)\]]")
_SHAPE = re.compile(
    r"[^\x20-~а-я«»„“—–…№\s]|[:;=8]-?[)(dpо3*/]|\)\)|\(\(|\^|<3|_[оo.]|[:(<*] ?(?:стикер|открыт|gif|гиф)"
)
"""Pictures, smileys, names of stickers: what empty talk is made of beside empty words."""

_ODD = re.compile(
    r"[a-z]|[а-я][-—–/\\'’`!][а-я]|(?<![а-я])[.?]+[а-я]"
    r"|[а-я][\u2190-\u2bff\U0001f000-\U0001faff]|[\u2190-\u2bff\U0001f000-\U0001faff][а-я]"
)
"""Latin words, hyphens and strokes inside a word, a sign before or a picture beside one: what obscene words hide in."""

_ANY = re.compile(r"[^а-я ,.!?:;«»—\n]|(?<![а-я])[.?]|[—!][а-я]|[:;]о|: ?(?:стикер|открыт|гиф)")
"""What the three expressions above need: most texts are letters and plain punctuation, and one look tells it."""

_WORD = re.compile("[а-я]+")
_EVERY = frozenset(model.RULES)
_NOTHING: frozenset[str] = frozenset()


def woken(text: str, *, hidden: bool) -> frozenset[str]:
    """The rules that have to read a text, as `normalise` reads it, whatever the model says."""
    if hidden:
        return _EVERY
    found = set()
    words = _WORD.findall(text)
    for rules in map(_woken_by_word, words):
        if rules:
            found |= rules
    if not words:
        found.add("flood")
    if _ANY.search(text):
        if _NUMBER.search(text):
            found.add("personal")
        if _SHAPE.search(text):
            found.add("flood")
        if _ODD.search(text):
            found |= {"obscenity", "flood"}
    if "obscenity" not in found and obscenity.PHRASES.may_match(text):
        found.add("obscenity")
    return frozenset(found) if found else _NOTHING


@lru_cache(maxsize=200_000)
def _woken_by_word(word: str) -> frozenset[str]:
    """The rules for which the word alone is enough to look closer."""
    found = {_RULE_OF_LIST[name] for name in lexicon.lists_of(word)}
    if word in obscenity.PIECES or any(root in word for root in obscenity.GLUED_ROOTS):
        found.add("obscenity")
    if flood.is_empty(word):
        found.add("flood")
    if word.startswith("собака"):  # how people read «@» aloud
        found.add("personal")
    return frozenset(found)


_RULE_OF_LIST = {
    "obscenity": "obscenity",
    "obscenity_sounds": "obscenity",
    "insult": "insult",
    "hate_slurs": "hate",
}
