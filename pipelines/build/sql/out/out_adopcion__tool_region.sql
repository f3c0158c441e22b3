-- Municipalities of each region that use a tool (implemented or verified). Every tool and region
-- has a row once adoption is delivered: none is a zero. Small regions give no share, only counts.
with
    adopter as (
        select
            tool_id,
            region_code,
            count(*) filter (where stage in ('implemented', 'verified'))::integer as adopters,
            count(*) filter (where stage = 'started')::integer as starters
        from out_adopcion__tool_municipality
        group by tool_id, region_code
    ),

    region as (
        select region_code, region, region_order_north_south, count(*)::integer as municipalities
        from core_territory__comuna
        where has_municipality
        group by region_code, region, region_order_north_south
    ),

    delivered as (select max(origin) as origin from out_adopcion__tool_municipality)

select
    tool.tool_id,
    tool.tool_order,
    tool.name_es as tool_es,
    tool.name_en as tool_en,
    tool.model_version,
    region.region_code,
    region.region,
    region.region_order_north_south,
    region.municipalities,
    coalesce(adopter.adopters, 0)::integer as adopters,
    coalesce(adopter.starters, 0)::integer as starters,
    if(
        region.municipalities >= minimum_group(),
        100.0 * coalesce(adopter.adopters, 0) / region.municipalities,
        null
    ) as share_pct,
    delivered.origin
from core_catalogue__tool as tool
cross join region
cross join delivered
left join adopter on tool.tool_id = adopter.tool_id and region.region_code = adopter.region_code
where delivered.origin is not null
