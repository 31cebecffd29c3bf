"""Clause 2.1, item 4: those who have not joined hold a living link of the right role."""

from regulation.indicators.model import Indicator, Kind, Unit

INDICATORS = (
    Indicator(
        id="2.1.4-01",
        clause="2.1",
        kind=Kind.VALUE,
        title="Обеспеченность ссылками-приглашениями",
        definition=(
            "Педагоги и группы без присоединения, кому направлена действующая ссылка нужной роли, — от всех "
            "неприсоединившихся педагогов и групп, на дату."
        ),
        mart="mart_invitation_period",
        unit=Unit.SHARE,
        requires=("invite_links", "staff", "members", "chat_members"),
        page="Ссылки и заявки",
        action="Поручить направить ссылки",
        numerator="count(*) filter (is_invited)",
        denominator="count(*)",
        by={"association": "list:associations"},
    ),
    Indicator(
        id="2.1.4-01.teachers",
        clause="2.1",
        kind=Kind.VALUE,
        title="Обеспеченность ссылками педагогов",
        definition="Неприсоединившиеся педагоги, кому направлена действующая ссылка для педагога, — от всех таких педагогов.",
        mart="mart_invitation_period",
        unit=Unit.SHARE,
        requires=("invite_links", "staff", "members"),
        page="Ссылки и заявки",
        action="Поручить направить ссылки",
        numerator="count(*) filter (is_teacher and is_invited)",
        denominator="count(*) filter (is_teacher)",
        by={"association": "list:associations"},
    ),
    Indicator(
        id="2.1.4-01.groups",
        clause="2.1",
        kind=Kind.VALUE,
        title="Обеспеченность ссылками групп",
        definition="Группы, где никто не присоединился, с действующей ссылкой для обучающегося или родителя — от всех таких групп.",
        mart="mart_invitation_period",
        unit=Unit.SHARE,
        requires=("invite_links", "groups", "members", "chat_members"),
        page="Ссылки и заявки",
        action="Поручить направить ссылки",
        numerator="count(*) filter (not is_teacher and is_invited)",
        denominator="count(*) filter (not is_teacher)",
        by={"association": "list:associations"},
        counts_people=False,
    ),
)
