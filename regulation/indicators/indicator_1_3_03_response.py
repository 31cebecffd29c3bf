"""Clause 1.3, second task: parents are answered."""

from regulation.indicators.model import Better, Indicator, Kind, Unit

INDICATOR = Indicator(
    id="1.3-03",
    clause="1.3",
    kind=Kind.VALUE,
    title="Время ответа на вопрос, медиана",
    definition=(
        "Медиана часов от вопроса участника родительского чата до ответа модератора по времени с 07:00 до "
        "21:00, за период; вопросы без ответа не входят."
    ),
    mart="mart_answer_period",
    unit=Unit.HOURS,
    requires=("messages", "chats"),
    page="Чаты",
    action="Помочь методически; ответ вне рабочего времени — не обязанность",
    denominator="count(hours)",
    value="median(hours)",
    better=Better.LOWER,
    by={"association": "association", "direction": "direction", "platform": "platform"},
    chat_kinds=("родители",),
    counts_people=False,
    min_n=10,
)
