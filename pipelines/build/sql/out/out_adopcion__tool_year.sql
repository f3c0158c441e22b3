-- Municipalities that had reached a stage with a tool of the MGTM or MGTM 2.0 by the end of each
-- year.
with
    reached as (
        select
            cut,
            tool_id,
            tool_es,
            tool_en,
            model_version,
            stage,
            stage_order,
            year(min(date))::integer as year,
            max(origin) as origin
        from out_adopcion__stage_municipality
        where model_version in ('mgtm', 'mgtm2') and date is not null
        group by all
    ),

    years as (select unnest(range(min(year), max(year) + 1))::integer as year from reached)

select
    years.year,
    reached.tool_id,
    reached.tool_es,
    reached.tool_en,
    reached.model_version,
    reached.stage,
    reached.stage_order,
    count(*)::integer as municipalities,
    max(reached.origin) as origin
from years
inner join reached on years.year >= reached.year
group by all
