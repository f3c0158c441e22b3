-- The tenth working day of every month: until then active transparency is on time. No source on
-- record
-- prints that day (S004 prints only «publicación mensual»), so none is cited.
select
    year,
    month,
    min(date) filter (where is_working_day) as first_working_day,
    min(date) filter (where is_working_day and working_day_of_month = 10) as deadline,
    count(*) filter (where is_working_day)::integer as working_day_count,
    count(*) filter (where holiday_es is not null and isodow(date) < 6)::integer
    as weekday_holiday_count,
    string_agg(day(date) || ' ' || holiday_es, '; ' order by date) filter (
        where holiday_es is not null and isodow(date) < 6
    ) as holidays_es,
    string_agg(day(date) || ' ' || holiday_en, '; ' order by date) filter (
        where holiday_en is not null and isodow(date) < 6
    ) as holidays_en,
    'computed' as origin,
    null::varchar as source_ids
from core_calendar__day
group by year, month
