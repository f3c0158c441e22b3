-- Each tool of each plan against the adoption delivered: what was promised, what happened, and how
-- late it is at the last news of its country. Without news of the municipality nothing is said. Of
-- several plans of a municipality the latest holds.
with
    earlier as (
        select
            country,
            code,
            version_id,
            (count(distinct coalesce(plan_date, date '1900-01-01')) - 1)::integer
            as earlier_plan_count
        from core_plan__step
        group by country, code, version_id
    ),

    news as (select country, max(date) as as_of from core_adopcion__stage_event group by country),

    heard as (select distinct country, code from core_adopcion__stage_event),

    reached as (
        select
            country,
            code,
            tool_id,
            min(date) filter (where stage = 'started') as date_started,
            min(date) filter (where stage in ('implemented', 'verified')) as date_implemented,
            max(origin) as origin
        from core_adopcion__stage_event
        where tool_id is not null
        group by country, code, tool_id
    ),

    beside as (
        select
            step.*,
            reached.date_started,
            reached.date_implemented,
            if(heard.code is null, null, news.as_of) as as_of,
            reached.origin as event_origin,
            earlier.earlier_plan_count
        from core_plan__step as step
        inner join
            earlier
            on step.country = earlier.country
            and step.code = earlier.code
            and step.version_id = earlier.version_id
        left join news on step.country = news.country
        left join heard on step.country = heard.country and step.code = heard.code
        left join
            reached
            on step.country = reached.country
            and step.code = reached.code
            and step.tool_id = reached.tool_id
        where step.is_current
    ),

    judged as (
        select
            *,
            case
                when as_of is null
                then 'no_news'
                when date_implemented is not null
                then 'done'
                when as_of > planned_end or (date_started is null and as_of > planned_start)
                then 'late'
                when date_started is not null
                then 'on_time'
                else 'not_started'
            end as plan_status
        from beside
    )

select
    judged.country,
    judged.code,
    place.cut,
    place.municipality,
    place.region,
    judged.version_id,
    version.name_es as version_es,
    version.name_en as version_en,
    judged.tool_id,
    tool.tool_order,
    tool.name_es as tool_es,
    tool.name_en as tool_en,
    judged.planned_start,
    judged.planned_end,
    judged.capacity,
    judged.plan_date,
    judged.earlier_plan_count,
    judged.date_started,
    judged.date_implemented,
    judged.as_of,
    judged.plan_status,
    case
        judged.plan_status
        when 'done'
        then greatest(date_diff('day', judged.planned_end, judged.date_implemented), 0)
        when 'late'
        then
            date_diff(
                'day',
                if(judged.as_of > judged.planned_end, judged.planned_end, judged.planned_start),
                judged.as_of
            )
        when 'on_time'
        then 0
    end::integer as days_late,
    if(judged.as_of is null, null, judged.planned_end <= judged.as_of) as is_due,
    if(
        judged.as_of is null or judged.planned_end > judged.as_of,
        null,
        coalesce(judged.date_implemented <= judged.planned_end, false)
    ) as is_on_time,
    judged.note_text,
    greatest(judged.origin, judged.event_origin) as origin,
    judged.source_file,
    judged.source_row
from judged
inner join
    core_territory__municipality as place
    on judged.country = place.country
    and judged.code = place.code
inner join core_model__version as version on judged.version_id = version.version_id
inner join
    core_model__tool as tool
    on judged.version_id = tool.version_id
    and judged.tool_id = tool.tool_id
