-- How many working days each stage of a log took, both ends counted, and how many were left to
-- the deadline when it ended. A day off counts as the next working day. The deadline of a month
-- is the tenth working day of the next one; the internal deadline leaves the days of the stages
-- that follow. A stage without an end is open and has no days.
with
    placed as (
        select
            date,
            count(*) filter (where is_working_day) over (order by date)
            + (not is_working_day)::integer as place
        from core_calendar__day
    ),

    allowed as (
        select
            stage_id,
            stage_order,
            name_es,
            name_en,
            working_days,
            coalesce(
                sum(working_days) over (
                    order by stage_order rows between 1 following and unbounded following
                ),
                0
            )::integer as days_after
        from core_proceso__stage
        where not is_transversal
    ),

    dated as (
        select
            event.*,
            allowed.stage_order,
            allowed.name_es as stage_es,
            allowed.name_en as stage_en,
            allowed.working_days as allowed_days,
            allowed.days_after,
            due.deadline,
            ended.place - begun.place + 1 as working_days,
            until.place - ended.place as days_left,
            begun.place - lag(ended.place) over (
                partition by event.country, event.code, event.item_id, event.year, event.month
                order by allowed.stage_order
            ) as wait_days
        from core_proceso__stage_event as event
        inner join allowed on event.stage_id = allowed.stage_id
        inner join
            out_calendar__month_deadline as due
            on due.year = event.year + if(event.month = 12, 1, 0)
            and due.month = if(event.month = 12, 1, event.month + 1)
        inner join placed as until on due.deadline = until.date
        inner join placed as begun on event.started = begun.date
        left join placed as ended on event.finished = ended.date
    )

select
    country,
    code,
    item_id,
    year,
    month,
    stage_id,
    stage_order,
    stage_es,
    stage_en,
    role_id,
    started,
    finished,
    deadline,
    working_days::integer as working_days,
    allowed_days,
    wait_days::integer as wait_days,
    days_left::integer as days_left,
    days_after,
    case
        when finished is null then 'open' when days_left >= days_after then 'on_time' else 'late'
    end as stage_state,
    greatest(origin, 'computed'::origin) as origin,
    source_file as source_ids
from dated
