"""Clause 2.1, item 9: the staff channel is read."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="2.1.9-03",
    clause="2.1",
    kind=Kind.VALUE,
    title="Охват канала «Сотрудники»",
    definition="Медиана просмотров публикаций канала за период к числу педагогических работников на дату.",
    mart="mart_post_period",
    unit=Unit.SHARE,
    requires=("channel_posts", "staff"),
    page="Каналы и мероприятия",
    action="Дублировать важное на планёрке",
    value="median(views) filter (channel = 'Сотрудники') / nullif(any_value(n_teachers), 0)",
    denominator="count(views) filter (channel = 'Сотрудники')",
    counts_people=False,
)
