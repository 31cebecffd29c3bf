-- Нет календаря учреждения на год данных
-- tables: calendar
select distinct year(day) as year from messages where year(day) not in (select year(date) from calendar)
