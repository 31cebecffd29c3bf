"""Clause 5.3, bullet 5: no hatred or enmity."""

from regulation.indicators.bullets import of_bullet

INDICATORS = of_bullet(
    5,
    "Ненависть и вражда",
    "Разжигание ненависти или вражды, унижение по признакам",
    "Лично директор; сохранить доказательство вне системы",
)
