"""Clause 2.2: the administration supplies the channels with material."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATORS = (
    Indicator(
        id="2.2-03",
        clause="2.2",
        kind=Kind.VALUE,
        title="Публикации по материалам администрации",
        definition="Публикации системных каналов за период, материал для которых дала администрация, — от всех публикаций.",
        mart="mart_post_period",
        unit=Unit.SHARE,
        requires=("channel_posts",),
        page="Каналы и мероприятия",
        action="Составить план публикаций",
        numerator="count(*) filter (is_from_administration)",
        denominator="count(*)",
        counts_people=False,
    ),
    Indicator(
        id="2.2-03.materials",
        clause="2.2",
        kind=Kind.VALUE,
        title="Материалы администрации для каналов",
        definition="Публикации за период, материал для которых дала администрация.",
        mart="mart_post_period",
        unit=Unit.COUNT,
        requires=("channel_posts",),
        page="Каналы и мероприятия",
        action="Составить план публикаций",
        numerator="count(*) filter (is_from_administration)",
        counts_people=False,
        summer_info=True,
    ),
)
