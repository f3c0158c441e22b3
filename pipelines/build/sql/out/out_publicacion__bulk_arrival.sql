-- When the records of a month first came out, by the publication date they carry: days after the
-- end of the month, and whether by the tenth working day of the next month.
-- origin: month_of does not decide: a deadline sorts the months, it makes none
select
    bulk.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    bulk.ta_file,
    bulk.year,
    bulk.month,
    bulk.records,
    bulk.first_published,
    bulk.last_published,
    date_diff(
        'day', (make_date(bulk.year, bulk.month, 1) + interval 1 month)::date, bulk.first_published
    )
    + 1 as days_after_month,
    month_of.deadline,
    case
        when month_of.deadline is null
        then 'unknown'
        when bulk.first_published <= month_of.deadline
        then 'on_time'
        else 'late'
    end as arrival_state,
    bulk.origin
from core_publicacion__bulk_month as bulk
inner join core_territory__comuna as comuna on bulk.cut = comuna.cut
left join
    out_calendar__month_deadline as month_of
    on month_of.year = case bulk.month when 12 then bulk.year + 1 else bulk.year end
    and month_of.month = case bulk.month when 12 then 1 else bulk.month + 1 end
where bulk.year is not null and bulk.month is not null and bulk.first_published is not null
