"""Clause 5.3, bullet 3: no rudeness, accusations or threats."""

from regulation.indicators.bullets import of_bullet

INDICATORS = of_bullet(
    3,
    "Грубость, пренебрежение, обвинения, угрозы",
    "Грубость, пренебрежение, необоснованные обвинения, угрозы",
    "Разобрать каждую; угроза — по подсудности",
)
