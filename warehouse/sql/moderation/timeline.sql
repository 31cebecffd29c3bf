-- Rows: one per event of one participant in one chat. Parameters: chat_id, member_id. Columns: see `moderation.timeline`.
with
asked as (select ?::varchar as chat_id, ?::varchar as member_id),
mine as (select f.* from v_findings f join asked a on a.chat_id = f.chat_id and a.member_id = f.author_id),
journal as (select v.* from v_violations v join asked a using (chat_id, member_id)),
applied as (select m.* from v_measures m join asked a using (chat_id, member_id)),
stays as (select s.* from v_chat_members s join asked a using (chat_id, member_id)),
events as (
    select
        local_of(joined_at) as moment, coalesce(joined_at_has_time, true) as has_time, 'joined' as what,
        'Вступил в чат' || coalesce(' (' || join_method || ')', '') || '.' as sentence
    from stays where joined_at is not null
    union all by name
    select
        local_of(left_at) as moment, coalesce(left_at_has_time, true) as has_time, 'left' as what,
        case when leave_kind = 'удалён' then 'Удалён из чата.' else 'Вышел из чата.' end as sentence
    from stays where left_at is not null
    union all by name
    select
        sent_local as moment, true as has_time, 'finding' as what,
        case outcome
            when 'sign' then 'Признак нарушения п. ' || bullet || '.'
            when 'break' then 'Сообщение вне времени 07:00–21:00.'
            when 'excepted' then 'Сообщение вне времени, исключение.'
            when 'border' then 'Сообщение в пограничную минуту 21:00.'
            else 'Сообщение вне времени: в чате обучающихся это рекомендация.'
        end as sentence,
        bullet, rule, outcome, state, message_id, finding_key
    from mine
    union all by name
    select
        local_of(f.decided_at) as moment, true as has_time, 'decision' as what,
        case f.state
            when 'confirmed' then 'Признак подтверждён человеком.'
            when 'dismissed' then 'Признак отклонён человеком.'
            when 'second_look' then 'Попросили посмотреть ещё раз.'
            else 'Решение отменено, признак ждёт проверки.'
        end as sentence,
        f.bullet, f.rule, f.state, f.message_id, f.finding_key, f.decided_by as who, f.decision_reason as reason
    from mine f where f.decided_at is not null
    union all by name
    select
        coalesce(occurred_local, local_of(occurred_at)) as moment, coalesce(occurred_at_has_time, true) as has_time, 'violation' as what,
        'Запись журнала нарушений: п. ' || coalesce(clause, 'не указан') || ', ' || coalesce(status, 'на рассмотрении') || '.' as sentence,
        clause as bullet, status as state, message_id, violation_id, recorded_by as who
    from journal
    union all by name
    select
        local_of(removed_at) as moment, coalesce(removed_at_has_time, true) as has_time, 'message_deleted' as what,
        'Сообщение удалено.' as sentence, clause as bullet, message_id, violation_id
    from journal where removed_at is not null
    union all by name
    select
        coalesce(started_local, local_of(started_at)) as moment, coalesce(started_at_has_time, true) as has_time, 'measure' as what,
        upper(kind[1]) || kind[2:] || case when planned_end is not null then ' до ' || strftime(local_of(planned_end), '%d.%m.%Y') else '' end
            || '.' as sentence,
        measure_id, decided_by as who, reason_code as reason, kind as state
    from applied
    union all by name
    select
        local_of(ended_at) as moment, coalesce(ended_at_has_time, true) as has_time, 'measure_ended' as what,
        'Мера снята.' as sentence, measure_id
    from applied where ended_at is not null and kind = 'блокировка'
    union all by name
    select
        local_of(apology_at) as moment, coalesce(apology_at_has_time, true) as has_time, 'apology' as what,
        'Принесены извинения.' as sentence, measure_id
    from applied where apology_at is not null
    union all by name
    select
        local_of(consulted_at) as moment, coalesce(consulted_at_has_time, true) as has_time, 'consulted' as what,
        'Участники чата опрошены' || coalesce(', возражений: ' || objections, '') || '.' as sentence, measure_id
    from applied where consulted_at is not null
)
select
    moment, has_time, what, sentence, bullet, rule, outcome, state, message_id, finding_key, violation_id, measure_id, who, reason
from events
order by moment nulls first, case what when 'joined' then 0 when 'finding' then 1 when 'violation' then 2 when 'decision' then 3 else 4 end,
    finding_key, violation_id, measure_id
