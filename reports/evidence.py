"""The printable pack of one case: what happened with one participant in one chat, with a hash, naming nobody else.

Clause: 4.5–4.7. Texts are data of the template and never its markup; the same content makes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from regulation.sanctions import Ledger

_PICTURES = re.compile("[\U00002600-\U000027bf\U0001f000-\U0001faff\ufe0f\u200d]+")
_TEMPLATE = Path(__file__).parent / "templates" / "evidence.typ"
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
SOMEBODY = "[имя]"
LONGEST = 600


@dataclass(frozen=True)
class Pack:
    """A PDF with the hash of what it says and of its bytes."""

    pdf: bytes
    content_hash: str
    file_hash: str


def without_names(text: str, names: Iterable[str]) -> str:
    """A text with every word that looks like a known surname, name or patronymic wiped, whatever its case ending.

    A name counts where a word shares its stem and differs in length by at most three letters; of words written with a
    small letter only long stems do, so that «верно» stays although somebody is called Вера.
    """
    stems = _stems(frozenset(names))

    def wiped(match: re.Match) -> str:
        word = match.group().lower().replace("ё", "е")
        shortest = 3 if match.group()[0].isupper() else 5
        for length in range(shortest, len(word) + 1):
            longest = stems.get(word[:length])
            if longest is not None and len(word) <= longest + 3:
                return SOMEBODY
        return match.group()

    return _WORD.sub(wiped, text[:LONGEST])


@cache
def _stems(names: frozenset[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in names:
        low = name.lower().replace("ё", "е")
        if len(low) >= 3:
            stem = low[: max(3, len(low) - 2)]
            found[stem] = max(found.get(stem, 0), len(low))
    return found


def pack(
    *,
    institution: str,
    chat: str,
    participant: str,
    ledger: Ledger,
    timeline: list[dict],
    fragments: dict[str, str],
    other_names: Iterable[str],
    version: str,
    as_of: datetime,
    made_by: str,
    made_at: datetime,
) -> Pack:
    """The paper of one case. `participant` is a pseudonym, or the name that a person with the right has opened."""
    names = frozenset(other_names)
    content = {
        "title": "Материалы дела участника чата",
        "institution": institution,
        "head": [
            ["Чат", chat],
            ["Участник", participant],
            ["По состоянию на", f"{as_of:%d.%m.%Y %H:%M}"],
        ],
        "ledger": ledger.sentence,
        "episodes": _episodes(ledger),
        "events": [_event(row, fragments, names) for row in timeline],
        "version": version,
        "made_by": made_by,
        "made_at": f"{made_at:%d.%m.%Y %H:%M}",
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True)
    content_hash = hashlib.sha256(canonical.encode()).hexdigest()
    told = json.dumps(content | {"hash": content_hash}, ensure_ascii=False)
    pdf = typst.compile(str(_TEMPLATE), sys_inputs={"data": told})
    return Pack(pdf, content_hash, hashlib.sha256(pdf).hexdigest())


def _episodes(ledger: Ledger) -> list[list[str]]:
    fresh = set(ledger.fresh)
    return [
        [
            str(n),
            f"{each.started.at:%d.%m.%Y %H:%M}" if each.started.has_time else f"{each.started.at:%d.%m.%Y}",
            each.bullet,
            "считается для п. 4.5" if each in fresh else "учтён более ранней блокировкой",
        ]
        for n, each in enumerate(ledger.episodes, 1)
    ]


def _event(row: dict, fragments: dict[str, str], names: frozenset[str]) -> list[str]:
    moment = row["moment"]
    when = (
        "дата не указана"
        if moment is None
        else f"{moment:%d.%m.%Y %H:%M}"
        if row["has_time"]
        else f"{moment:%d.%m.%Y}"
    )
    fragment = fragments.get(row["finding_key"] or "", "") if row["what"] == "finding" else ""
    reason = (
        f" Причина: {without_names(row['reason'], names)}."
        if row["reason"] and row["what"] == "decision"
        else ""
    )
    is_open = (
        row["what"] == "finding" and row["outcome"] == "sign" and row["state"] in ("open", "second_look")
    )
    waits = " Ждёт решения человека." if is_open else ""
    return [when, f"{row['sentence']}{waits}{reason}", _printable(without_names(fragment, names))]


def _printable(text: str) -> str:
    """Pictures, which the paper's fonts don't have, as a word."""
    return _PICTURES.sub("[смайлик]", text)
