-- Записи журнала нарушений без решения
-- tables: violations
select row_id from violations where status = 'на рассмотрении'
