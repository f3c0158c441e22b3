-- Tools used together: municipalities that use both of a pair, over those that use either.
with
    adopter as (
        select tool_id, cut, origin
        from out_adopcion__tool_municipality
        where stage in ('implemented', 'verified')
    ),

    size as (select tool_id, count(*)::integer as adopters from adopter group by tool_id),

    common as (
        select one.tool_id as tool_a, other.tool_id as tool_b, count(*)::integer as both_count
        from adopter as one
        inner join adopter as other on one.cut = other.cut and one.tool_id <> other.tool_id
        group by one.tool_id, other.tool_id
    )

select
    tool_a.tool_id as tool_id,
    tool_a.tool_order,
    tool_a.name_es as tool_es,
    tool_a.name_en as tool_en,
    tool_b.tool_id as other_tool_id,
    tool_b.tool_order as other_tool_order,
    tool_b.name_es as other_tool_es,
    tool_b.name_en as other_tool_en,
    coalesce(common.both_count, 0)::integer as both_count,
    (size_a.adopters + size_b.adopters - coalesce(common.both_count, 0))::integer as either_count,
    if(
        size_a.adopters + size_b.adopters - coalesce(common.both_count, 0) >= minimum_group(),
        100.0
        * coalesce(common.both_count, 0)
        / (size_a.adopters + size_b.adopters - coalesce(common.both_count, 0)),
        null
    ) as jaccard_pct,
    (select max(origin) from adopter) as origin
from size as size_a
inner join size as size_b on size_a.tool_id <> size_b.tool_id
inner join core_catalogue__tool as tool_a on size_a.tool_id = tool_a.tool_id
inner join
    core_catalogue__tool as tool_b
    on size_b.tool_id = tool_b.tool_id
    and tool_a.tool_order < tool_b.tool_order
left join common on size_a.tool_id = common.tool_a and size_b.tool_id = common.tool_b
