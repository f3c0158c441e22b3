-- Municipalities that use a tool of the MGTM or MGTM 2.0 (implemented or verified), and that use
-- any
-- of them, in every universe a reader can choose: region, rurality, both or the whole country.
-- Every tool has a row once adoption is delivered: none is a zero.
with
    delivered as (
        select max(origin) as origin from out_adopcion__tool_municipality having count(*) > 0
    ),

    used as (
        select cut, tool_id
        from out_adopcion__tool_municipality
        where model_version in ('mgtm', 'mgtm2') and stage in ('implemented', 'verified')
    ),

    tool as (
        select tool_id, tool_order
        from core_catalogue__tool
        union all
        select 'all' as tool_id, 0 as tool_order
    ),

    held as (
        select
            comuna.cut,
            comuna.region_code,
            comuna.pndr_class_2024 as rurality,
            tool.tool_id,
            exists (
                select 1
                from used
                where used.cut = comuna.cut and tool.tool_id in ('all', used.tool_id)
            ) as is_used
        from core_territory__comuna as comuna
        cross join tool
        where comuna.has_municipality
    ),

    place as (
        select region_code
        from core_territory__region
        union all
        select 'all' as region_code
    ),

    counted as (
        select
            place.region_code,
            kind.rurality,
            tool.tool_id,
            tool.tool_order,
            count(held.cut)::integer as municipalities,
            (count(held.cut) filter (where held.is_used))::integer as user_count
        from place
        cross join (values ('all'), ('Urbana'), ('Mixta'), ('Rural')) as kind(rurality)
        cross join tool
        left join
            held
            on tool.tool_id = held.tool_id
            and place.region_code in ('all', held.region_code)
            and kind.rurality in ('all', held.rurality)
        group by place.region_code, kind.rurality, tool.tool_id, tool.tool_order
    )

select
    counted.region_code,
    counted.rurality,
    counted.tool_id,
    counted.tool_order,
    counted.municipalities,
    counted.user_count,
    delivered.origin
from counted
cross join delivered
