"""Clause 5.3: breaches of its six prohibitions, all together."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

BY = {"association": "association", "direction": "direction", "platform": "platform"}
PAGE = "Правила и нарушения"
ACTION = "Посмотреть, в каких чатах и какие запреты нарушают; напомнить правила"
PER_1000 = "sum(n_episodes) filter (is_bound)::double / nullif(sum(n_messages) filter (is_bound), 0) * 1000"

INDICATORS = (
    Indicator(
        id="5.3-00",
        clause="5.3",
        kind=Kind.VALUE,
        title="Нарушения запретов, всего",
        definition=(
            "Эпизоды нарушений п. 5.3, начавшиеся за период: сообщения вне времени в родительских чатах (кроме отклонённых), "
            "подтверждённые признаки и записи журнала. Сообщения одного автора в одном чате с перерывами до 30 минут — "
            "один эпизод. Состояние — по числу на 1 000 сообщений; рядом — чаты с данными."
        ),
        mart="mart_episode_period",
        unit=Unit.COUNT,
        requires=("chats",),
        requires_any=("violations", "messages"),
        page=PAGE,
        action=ACTION,
        numerator="coalesce(sum(n_episodes) filter (is_bound), 0)",
        denominator="count(*) filter (is_bound)",
        value="coalesce(sum(n_episodes) filter (is_bound), 0)",
        state_value=PER_1000,
        better=Better.LOWER,
        by=BY,
        chat_kinds=("родители", "обучающиеся"),
        counts_people=False,
        empty_is_nodata=True,
    ),
    Indicator(
        id="5.3-00.per_1000",
        clause="5.3",
        kind=Kind.VALUE,
        title="Нарушения запретов на 1 000 сообщений",
        definition="Эпизоды нарушений п. 5.3 за период на 1 000 сообщений чатов родителей и обучающихся.",
        mart="mart_episode_period",
        unit=Unit.PER_1000,
        requires=("messages", "chats"),
        page=PAGE,
        action=ACTION,
        numerator="sum(n_episodes) filter (is_bound)",
        denominator="sum(n_messages) filter (is_bound)",
        better=Better.LOWER,
        by=BY,
        chat_kinds=("родители", "обучающиеся"),
        counts_people=False,
        threshold_of="5.3-00",
    ),
    Indicator(
        id="5.3-00.chats",
        clause="5.3",
        kind=Kind.VALUE,
        title="Чаты с нарушениями",
        definition="Чаты родителей и обучающихся с эпизодами нарушений п. 5.3 за период — от чатов, о которых есть данные.",
        mart="mart_episode_period",
        unit=Unit.SHARE,
        requires=("chats",),
        requires_any=("violations", "messages"),
        page=PAGE,
        action=ACTION,
        numerator="count(*) filter (is_bound and n_episodes > 0)",
        denominator="count(*) filter (is_bound)",
        better=Better.LOWER,
        by=BY,
        chat_kinds=("родители", "обучающиеся"),
        counts_people=False,
    ),
)
