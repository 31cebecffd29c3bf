"""Clause 1.3, fourth task: the platform's possibilities are used."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATORS = (
    Indicator(
        id="1.3-05",
        clause="1.3",
        kind=Kind.INFO,
        title="Использование разных возможностей",
        definition=(
            "Возможности — чат, звонок, трансляция, канал, опрос, файл, — которыми воспользовались за "
            "период, — из шести."
        ),
        mart="mart_feature_period",
        unit=Unit.SHARE,
        requires=("messages", "broadcasts"),
        page="Внедрение",
        action="Учесть в плане обучения",
        numerator="count(distinct feature)",
        denominator="6",
        counts_people=False,
    ),
    Indicator(
        id="1.3-05.teachers",
        clause="1.3",
        kind=Kind.INFO,
        title="Педагоги, применившие не меньше двух возможностей",
        definition=(
            "Педагогические работники, применившие за период хотя бы две возможности из шести, — из всех "
            "педагогических работников."
        ),
        mart="mart_feature_period",
        unit=Unit.SHARE,
        requires=("messages", "broadcasts", "staff"),
        page="Внедрение",
        action="Учесть в плане обучения",
        numerator=(
            "coalesce(len(list_filter(map_values(histogram(person_id) filter (is_teacher and feature is not "
            "null)), lambda n: n >= 2)), 0)"
        ),
        denominator="count(distinct person_id) filter (is_teacher)",
    ),
)
