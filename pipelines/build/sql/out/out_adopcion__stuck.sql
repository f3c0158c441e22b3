-- Municipalities that signed, with the first sign of a tool set up; a reader filters by date.
-- Without a delivery about tools nobody is known to be stuck, so the table stays empty.
with signed as (
    select
        cut,
        date_signed as date,
        origin
    from core_convenios__signing
    where country = 'CL' and kind in ('pilot', 'mgtm', 'mgtm2_letter')
    union all
    select
        cut,
        date,
        origin
    from core_adopcion__stage_event
    where country = 'CL' and stage = 'signed'
),

first_signed as (
    select
        cut,
        min(date) as date_signed,
        min(origin) as origin
    from signed
    group by cut
),

tool_event as (
    select
        event.cut,
        event.tool_id,
        event.date
    from core_adopcion__stage_event as event
    inner join core_catalogue__stage as stage on event.stage = stage.stage_id
    inner join core_catalogue__tool as tool on event.tool_id = tool.tool_id
    where
        event.country = 'CL'
        and stage.stage_order >= (select stage_order from core_catalogue__stage where stage_id = 'started')
),

started as (
    select
        cut,
        min(date) as date_started,
        count(distinct tool_id)::integer as tools_started
    from tool_event
    group by cut
)

select
    comuna.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    comuna.pndr_class_2024 as rurality,
    first_signed.date_signed,
    started.date_started,
    coalesce(started.tools_started, 0)::integer as tools_started,
    first_signed.origin
from first_signed
inner join core_territory__comuna as comuna on first_signed.cut = comuna.cut
left join started on first_signed.cut = started.cut
where exists (select 1 from tool_event)
