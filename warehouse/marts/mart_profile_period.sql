-- Rows: a field that the organisation's card must have. Key: period, field. Clauses: 2.1 (1) and (2).
-- Columns: is_mandatory (one of the five fields to keep true); is_filled; age_days since the check (null: never checked,
-- or checked after the date); is_registered (for «Дата регистрации» and «Статус»); is_other_director (the card names another
-- person than the act in force about who acts as director).
with
wanted(field, is_mandatory) as (
    values ('Наименование', true), ('Адрес', true), ('Директор', true), ('Контакты', true), ('Администратор', true),
        ('Дата регистрации', false), ('Статус', false)
),
acting as (
    select p.period, arg_max(a.person_id, coalesce(a.valid_from, a.date)) as person_id
    from period p
    join v_acts a
        on a.kind = 'исполнение обязанностей' and a.person_id is not null
        and coalesce(a.valid_from, a.date) <= p.now_day and coalesce(a.valid_to, p.now_day) >= p.now_day
    group by p.period
),
card as (
    select
        field, any_value(row_id) as row_id, bool_or(coalesce(is_filled, false)) as is_filled,
        max(checked_on) as checked_on, any_value(value_status) as value_status, any_value(value_date) as value_date,
        any_value(person_id) as person_id
    from org_profile
    group by field
)
select
    p.period, w.field, w.is_mandatory, c.row_id,
    coalesce(c.is_filled, false) as is_filled,
    case when c.checked_on <= p.now_day then date_diff('day', c.checked_on, p.now_day) end as age_days,
    case w.field
        when 'Дата регистрации' then coalesce(c.value_date <= p.now_day, false)
        when 'Статус' then coalesce(starts_with(replace(lower(trim(c.value_status)), 'ё', 'е'), 'подтвержд'), false)
    end as is_registered,
    w.field = 'Директор' and a.person_id is not null and c.person_id is distinct from a.person_id as is_other_director
from period p
cross join wanted w
left join card c using (field)
left join acting a on a.period = p.period
