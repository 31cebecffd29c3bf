"""Clause 5.3, bullet 2: no empty chatter."""

from regulation.indicators.bullets import of_bullet

INDICATORS = of_bullet(
    2,
    "«Засорение»",
    "Пустое общение — смайлики, междометия, открытки, поздравления",
    "Режим объявлений; отдельный «неформальный» чат — решение родителей",
    state_is_share=True,
)
