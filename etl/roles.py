"""Roles as people and platforms write them → roles of the closed list.

The vocabulary of the platform is not published, so words are looked for, not codes. A person may have several
roles (a teacher who is a parent), in this order of importance.
"""

from __future__ import annotations

import re

from warehouse.tables import ROLES, heading

UNKNOWN = "не определена"

# The order is the priority: of several roles the first is the main one.
ROLE_MAP: tuple[tuple[str, str], ...] = (
    ("педагог", r"педагог|учител|преподават|классныйруковод"),
    ("администратор", r"админист"),
    ("сотрудник", r"сотрудник|работник|директор|завуч|методист"),
    ("родитель", r"родител|законн|опекун"),
    ("обучающийся", r"ученик|ученица|учащ|обучающ|студент|воспитанник"),
)
_PATTERNS = tuple((role, re.compile(pattern)) for role, pattern in ROLE_MAP)
_PRIORITY = {role: place for place, (role, _) in enumerate(ROLE_MAP)}


def roles_of(text: str | None) -> list[str]:
    """Every role that the words name, main one first; [«не определена»] where words say nothing known.

    Example: roles_of("Учитель, Родитель (законный представитель) ученика") == ["педагог", "родитель"]
    """
    if text is None or not text.strip():
        return []
    found = {role for part in re.split(r"[,;/+|\n«»]| и ", text) for role in _roles_of_part(heading(part))}
    return sorted(found, key=_PRIORITY.__getitem__) or [UNKNOWN]


def main_role(roles: list[str]) -> str | None:
    """The role that counts where one is asked for; None where none was told."""
    return roles[0] if roles else None


def _roles_of_part(plain: str) -> list[str]:
    if plain in ROLES:
        return [plain] if plain != UNKNOWN else []
    found = [role for role, pattern in _PATTERNS if pattern.search(plain)]
    if "родитель" in found:  # «родитель обучающегося», «законный представитель ученика»: whose, not who
        found = [role for role in found if role != "обучающийся"]
    if "педагог" in found and "сотрудник" in found:  # «педагогический работник»
        found.remove("сотрудник")
    return found
