-- Municipalities that signed, with the first sign of a tool set up; a reader filters by date.
-- Without a delivery about tools nobody is known to be stuck, so the table stays empty.
with
    convenio as (
        select cut, min(date_signed) as date_signed
        from core_convenios__signing
        where country = 'CL' and kind in ('pilot', 'mgtm', 'mgtm2_letter')
        group by cut
    ),

    stage_signed as (
        select cut, min(date) as date_signed
        from core_adopcion__stage_event
        where country = 'CL' and stage = 'signed'
        group by cut
    ),

    -- A full join: whoever stands on one side alone rests on the other too, where it might have
    -- stood.
    first_signed as (
        select
            coalesce(convenio.cut, stage_signed.cut) as cut,
            least(convenio.date_signed, stage_signed.date_signed) as date_signed
        from convenio
        full join stage_signed on convenio.cut = stage_signed.cut
    ),

    tool_event as (
        select event.cut, event.tool_id, event.date
        from core_adopcion__stage_event as event
        inner join core_catalogue__stage as stage on event.stage = stage.stage_id
        inner join core_catalogue__tool as tool on event.tool_id = tool.tool_id
        where
            event.country = 'CL'
            and stage.stage_order
            >= (select stage_order from core_catalogue__stage where stage_id = 'started')
    ),

    started as (
        select cut, min(date) as date_started, count(distinct tool_id)::integer as tools_started
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
    coalesce(started.tools_started, 0)::integer as tools_started
from first_signed
inner join core_territory__comuna as comuna on first_signed.cut = comuna.cut
left join started on first_signed.cut = started.cut
where exists (select 1 from tool_event)
