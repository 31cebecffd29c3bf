"""Clause 2.3: chats of groups are alive, in both directions."""

from dataclasses import replace

from regulation.indicators.model import Better, Indicator, Kind, Unit

ACTIVE = Indicator(
    id="2.3-08",
    clause="2.3",
    kind=Kind.VALUE,
    title="Доля активных чатов",
    definition=(
        "Чаты, где за 30 дней писал модератор и писал или отвечал реакцией ещё кто-то, — из действующих "
        "родительских чатов и чатов обучающихся старше 14 дней, на дату."
    ),
    mart="mart_chat_period",
    unit=Unit.SHARE,
    requires=("chats", "messages"),
    page="Чаты",
    action="Помочь силами методиста; не требовать сообщений ради отчёта",
    numerator="count(*) filter (is_mature and kind in ('родители', 'обучающиеся') and is_active)",
    denominator="count(*) filter (is_mature and kind in ('родители', 'обучающиеся'))",
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("родители", "обучающиеся"),
    counts_people=False,
    summer_info=True,
)
ONE_SIDED = replace(
    ACTIVE,
    id="2.3-08.one_sided",
    title="Односторонние чаты",
    definition="Действующие чаты старше 14 дней, где за 30 дней писали только модераторы, на дату.",
    unit=Unit.COUNT,
    numerator="count(*) filter (is_mature and kind in ('родители', 'обучающиеся') and is_one_sided)",
    denominator="",
    better=Better.LOWER,
)
SILENT = replace(
    ONE_SIDED,
    id="2.3-08.silent",
    title="Молчащие чаты",
    definition="Действующие чаты старше 14 дней, где за 30 дней не писал никто, на дату.",
    numerator="count(*) filter (is_mature and kind in ('родители', 'обучающиеся') and is_silent)",
)

INDICATORS = (ACTIVE, ONE_SIDED, SILENT)
