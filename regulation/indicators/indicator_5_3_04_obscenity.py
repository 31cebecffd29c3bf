"""Clause 5.3, bullet 4: no abusive words or nicknames."""

from regulation.indicators.bullets import of_bullet

INDICATORS = of_bullet(
    4,
    "Бранные и нецензурные слова, прозвища",
    "Бранные слова и прозвища",
    "Замечание, удалить сообщение",
)
