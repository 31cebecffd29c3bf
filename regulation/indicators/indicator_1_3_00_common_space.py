"""Clause 1.3, the aim: one space where everyone is."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATORS = (
    Indicator(
        id="1.3-00",
        clause="1.3",
        kind=Kind.VALUE,
        title="Индекс единой среды",
        definition=(
            "Активные за 30 дней педагоги, дети и семьи — из всех педагогов, детей и семей на дату; семья — "
            "ребёнок, чей родитель известен, она активна, если активен один из родителей. Состояние — по "
            "педагогам: участие остальных добровольно."
        ),
        mart="mart_person_period",
        unit=Unit.SHARE,
        requires=("staff", "students", "members"),
        page="Сводка",
        action="Посмотреть, какая категория тянет вниз, и открыть «Внедрение»",
        numerator="count(*) filter (is_active)",
        denominator="count(*)",
        by={"association": "list:associations", "direction": "list:directions"},
        requires_any=("messages", "members"),
        summer_info=True,
        state_value=(
            "count(*) filter (part = 'teacher' and is_active)::double / nullif(count(*) filter (part = "
            "'teacher'), 0)"
        ),
    ),
    Indicator(
        id="1.3-00.families",
        clause="1.3",
        kind=Kind.VALUE,
        title="Активные семьи",
        definition=(
            "Семьи, где за 30 дней активен хотя бы один из родителей, — из семей, чей родитель известен."
        ),
        mart="mart_person_period",
        unit=Unit.SHARE,
        requires=("staff", "students", "members", "guardians"),
        page="Внедрение",
        action="Рассказать семьям о платформе; участие добровольно",
        numerator="count(*) filter (part = 'family' and is_active)",
        denominator="count(*) filter (part = 'family')",
        by={"association": "list:associations", "direction": "list:directions"},
        requires_any=("messages", "members"),
        summer_info=True,
        voluntary=True,
    ),
)
