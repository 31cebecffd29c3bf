"""Clause 1.1: everyone whom the regulation names is on the platform."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATOR = Indicator(
    id="1.1-01",
    clause="1.1",
    kind=Kind.INFO,
    title="Охват всех категорий участников",
    definition=(
        "Категории — педагоги, обучающиеся, родители, администрация, — у которых на дату есть хотя бы один "
        "участник, — из четырёх."
    ),
    mart="mart_member_period",
    unit=Unit.SHARE,
    requires=("members", "staff"),
    page="Карта Положения",
    action="Поручить администратору открыть недостающую категорию",
    numerator=(
        "coalesce(bool_or(is_present and (has_teacher_role or is_pedagogue)), false)::int + "
        "coalesce(bool_or(is_present and (has_student_role or person_kind = 'student')), false)::int + "
        "coalesce(bool_or(is_present and (has_parent_role or person_kind = 'guardian')), false)::int + "
        "coalesce(bool_or(is_present and is_administration), false)::int"
    ),
    denominator="4",
    by={"platform": "platform"},
    counts_people=False,
)
