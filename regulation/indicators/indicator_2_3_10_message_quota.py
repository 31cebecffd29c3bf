"""Clause 2.3: the quota of messages and calls, only where the founder demands it."""

from regulation.indicators.model import Better, Indicator, Kind, Unit
from regulation.indicators.weekly import mean_base, mean_count, mean_share

INDICATORS = (
    Indicator(
        id="2.3-10",
        clause="2.3",
        kind=Kind.INFO,
        title="Норма «сообщений и звонков в неделю»",
        definition=(
            "Педагогические работники, у которых за неделю не меньше 10 содержательных сообщений и 1 "
            "звонка: среднее по полным неделям месяца; включается, только если этого требует учредитель."
        ),
        mart="mart_teacher_week",
        unit=Unit.SHARE,
        requires=("staff", "members", "messages"),
        page="Внедрение",
        action="Сообщить учредителю; самим не требовать",
        numerator=mean_count(
            "n_meaningful >= setting('quota_messages') and n_calls >= setting('quota_calls')"
        ),
        denominator=mean_base(),
        value=mean_share("n_meaningful >= setting('quota_messages') and n_calls >= setting('quota_calls')"),
        better=Better.NEITHER,
        by={"association": "list:associations", "direction": "list:directions"},
        enabled_by="message_quota",
    ),
    Indicator(
        id="2.3-10.emoji",
        clause="2.3",
        kind=Kind.INFO,
        title="Доля сообщений из одних смайликов",
        definition="Сообщения педагогов из одних смайликов — из всех их сообщений за 30 дней.",
        mart="mart_staff_period",
        unit=Unit.SHARE,
        requires=("staff", "members", "messages"),
        page="Внедрение",
        action="Не требовать сообщений ради отчёта",
        numerator="sum(n_emoji_only) filter (is_teacher)",
        denominator="sum(n_messages) filter (is_teacher)",
        better=Better.NEITHER,
        by={"association": "list:associations", "direction": "list:directions"},
        enabled_by="message_quota",
        counts_people=False,
    ),
)
