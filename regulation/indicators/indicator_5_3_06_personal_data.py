"""Clause 5.3, bullet 6: no personal data in a common chat."""

from regulation.indicators.bullets import of_bullet

INDICATORS = of_bullet(
    6,
    "Личная информация в общем чате",
    "Личная информация в общем чате",
    "Удалить; проверить, не утечка ли",
)
