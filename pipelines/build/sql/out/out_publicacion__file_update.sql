-- On which day municipalities last updated each TA file, against the tenth working day of that
-- month and against the last deadline that had passed when the file was looked at. A delivered
-- audit goes before the published count.
-- origin: due does not decide: a deadline sorts the counts, it makes none
with
    delivered as (
        select ta_file, cut, max(last_update) as last_update
        from core_publicacion__audit_row
        where cut is not null and last_update is not null
        group by ta_file, cut
    ),

    counted as (
        select
            ta_file,
            last_update,
            count(*)::integer as municipalities,
            'computed' as origin,
            null::varchar as source_ids
        from delivered
        group by ta_file, last_update
        union all
        select ta_file, last_update, municipalities, 'published' as origin, source_id as source_ids
        from core_publicacion__update_day
        where not exists (select 1 from delivered)
    ),

    seen as (select ta_file, max(last_update) as seen_until from counted group by ta_file),

    due as (
        select seen.ta_file, seen.seen_until, max(month_of.deadline) as last_deadline
        from seen
        left join out_calendar__month_deadline as month_of on seen.seen_until >= month_of.deadline
        group by seen.ta_file, seen.seen_until
    )

select
    counted.ta_file,
    counted.last_update,
    counted.municipalities,
    calendar.working_day_of_month,
    due.seen_until,
    due.last_deadline,
    case
        when calendar.date is null
        then 'unknown'
        when counted.last_update < date_trunc('month', due.last_deadline)
        then 'overdue'
        when calendar.working_day_of_month <= 10
        then 'on_time'
        else 'late'
    end as update_state,
    counted.origin,
    counted.source_ids
from counted
inner join due on counted.ta_file = due.ta_file
left join core_calendar__day as calendar on counted.last_update = calendar.date
