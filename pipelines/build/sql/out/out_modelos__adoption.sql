-- Who uses each tool of each version, by country, from deliveries: its own events, and what the
-- crosswalk lets one read. A tool is in use where it is implemented or verified, or where one of
-- another model that is the same is. Having a part of it is told apart and does not count. A tool
-- that no delivery names and no link reads has no row: nothing known is not zero.
with
    event as (
        select
            country,
            code,
            tool_id,
            stage in ('implemented', 'verified') as is_in_use,
            stage = 'started' as is_started,
            origin
        from core_adopcion__stage_event
        where tool_id is not null
        union all
        select
            signing.country,
            signing.code,
            tool.tool_id,
            true as is_in_use,
            false as is_started,
            signing.origin
        from core_convenios__signing as signing
        cross join
            (select distinct tool_id from core_model__tool where counted_by = 'convenio') as tool
        where signing.kind in ('pilot', 'mgtm')
        union all
        select
            step.country,
            step.code,
            case
                step.step
                when 'plan'
                then 'gam_local_plan'
                when 'midterm'
                then 'gam_mid_term'
                else 'gam_' || step.step
            end as tool_id,
            true as is_in_use,
            false as is_started,
            step.origin
        from out_gam__event as step
        where step.step in ('adhesion', 'diagnosis', 'plan', 'midterm', 'final', 'budget_platform')
    ),

    used as (
        select
            country,
            code,
            tool_id,
            bool_or(is_in_use) as is_in_use,
            bool_or(is_started) as is_started,
            max(origin) as origin
        from event
        group by country, code, tool_id
    ),

    reading as (
        select to_id as tool_id, from_id as other_id, relation = 'same' as is_whole
        from core_model__link
        where relation in ('same', 'part_of')
        union all
        select from_id as tool_id, to_id as other_id, true as is_whole
        from core_model__link
        where relation = 'same'
    ),

    placed as (
        select
            country,
            code,
            tool_id,
            is_in_use as is_own,
            is_started,
            false as is_read,
            false as is_part,
            origin
        from used
        union all
        select
            used.country,
            used.code,
            reading.tool_id,
            false as is_own,
            false as is_started,
            reading.is_whole as is_read,
            not reading.is_whole as is_part,
            used.origin
        from used
        inner join reading on used.tool_id = reading.other_id
        where used.is_in_use
    ),

    one as (
        select
            country,
            code,
            tool_id,
            bool_or(is_own) as is_own,
            bool_or(is_started) as is_started,
            bool_or(is_read) as is_read,
            bool_or(is_part) as is_part,
            max(origin) as origin
        from placed
        group by country, code, tool_id
    ),

    counted as (
        select
            country,
            tool_id,
            count(*) filter (where is_own)::integer as adopters,
            count(*) filter (where is_started and not is_own)::integer as starters,
            count(*) filter (where is_read and not is_own)::integer as read_count,
            count(*) filter (where is_part and not is_own and not is_read)::integer as part_count,
            max(origin) as origin
        from one
        group by country, tool_id
    ),

    universe as (
        select country, count(*)::integer as municipalities
        from core_territory__municipality
        group by country
    ),

    known as (
        select
            counted.country,
            counted.tool_id,
            max(counted.origin) as origin,
            bool_or(used.tool_id is not null) as is_delivered,
            bool_or(other.tool_id is not null) as is_readable
        from counted
        left join used on counted.country = used.country and counted.tool_id = used.tool_id
        left join reading on counted.tool_id = reading.tool_id and reading.is_whole
        left join
            used as other on counted.country = other.country and reading.other_id = other.tool_id
        group by counted.country, counted.tool_id
    )

select
    known.country,
    tool.version_id,
    tool.tool_id,
    tool.model_id,
    tool.tool_order,
    tool.name_es as tool_es,
    tool.name_en as tool_en,
    universe.municipalities,
    if(known.is_delivered, counted.adopters, null) as adopters,
    if(known.is_delivered, counted.starters, null) as starters,
    if(known.is_readable, counted.read_count, null) as read_count,
    counted.part_count,
    if(
        known.is_delivered or known.is_readable, counted.adopters + counted.read_count, null
    ) as in_use_count,
    if(
        universe.municipalities >= minimum_group() and (known.is_delivered or known.is_readable),
        100.0 * (counted.adopters + counted.read_count) / universe.municipalities,
        null
    ) as share_pct,
    if(
        known.is_delivered and counted.read_count = 0,
        known.origin,
        greatest(known.origin, 'computed'::origin)
    ) as origin
from core_model__tool as tool
inner join known on tool.tool_id = known.tool_id
inner join counted on known.country = counted.country and known.tool_id = counted.tool_id
inner join universe on known.country = universe.country
