-- Scores as published of municipalities that used a tool before the year of the round, beside
-- those of the rest. An association, not an effect: who adopts is not drawn by lot. Municipalities
-- whose date of use is not known are in neither group; groups under the minimum have no mean.
with
    adopted as (
        select event.tool_id, event.cut, min(event.date) as date_adopted
        from core_adopcion__stage_event as event
        where
            event.country = 'CL'
            and event.tool_id is not null
            and event.stage in ('implemented', 'verified')
        group by event.tool_id, event.cut
    ),

    origins as (
        select max(origin) as origin
        from core_adopcion__stage_event
        where country = 'CL' and tool_id is not null
    ),

    placed as (
        select
            score.round_id,
            score.year,
            tool.tool_id,
            score.score_pct,
            score.origin,
            case
                when adopted.cut is null
                then false
                when adopted.date_adopted is not null
                then adopted.date_adopted < make_date(score.year, 1, 1)
            end as has_adopted
        from out_fiscalizacion__municipality_round as score
        cross join core_catalogue__tool as tool
        left join adopted on score.cut = adopted.cut and tool.tool_id = adopted.tool_id
        where score.revision = 'as_published' and score.score_pct is not null
    ),

    grouped as (
        select
            round_id,
            year,
            tool_id,
            count(*) filter (where has_adopted)::integer as n_adopters,
            avg(score_pct) filter (where has_adopted) as mean_adopters,
            count(*) filter (where not has_adopted)::integer as n_rest,
            avg(score_pct) filter (where not has_adopted) as mean_rest,
            max(origin) as origin
        from placed
        group by round_id, year, tool_id
    )

select
    grouped.round_id,
    grouped.year,
    round.label_es as round_label_es,
    round.label_en as round_label_en,
    tool.tool_id,
    tool.tool_order,
    tool.name_es as tool_es,
    tool.name_en as tool_en,
    grouped.n_adopters,
    if(grouped.n_adopters >= minimum_group(), grouped.mean_adopters, null) as mean_adopters_pct,
    grouped.n_rest,
    if(grouped.n_rest >= minimum_group(), grouped.mean_rest, null) as mean_rest_pct,
    if(
        grouped.n_adopters >= minimum_group() and grouped.n_rest >= minimum_group(),
        grouped.mean_adopters - grouped.mean_rest,
        null
    ) as difference_pts,
    greatest(grouped.origin, origins.origin, 'computed'::origin) as origin
from grouped
cross join origins
inner join core_catalogue__tool as tool on grouped.tool_id = tool.tool_id
left join core_fiscalizacion__round as round on grouped.round_id = round.round_id
where origins.origin is not null and grouped.n_adopters > 0
