-- MGTM 2.0 by stage, for the stages that a source counts; the target is a share of the country.
with
    universe as (
        select count(*)::integer as municipalities
        from core_territory__comuna
        where has_municipality
    ),

    target as (
        select value as target_pct
        from out_published__figure_version
        where indicator = 'mgtm2_target_coverage' and is_chosen
    )

select
    stage.stage_id as stage,
    stage.stage_order,
    stage.name_es as stage_es,
    stage.name_en as stage_en,
    stage.definition_es,
    stage.definition_en,
    figure.value::integer as municipalities,
    100.0 * figure.value / universe.municipalities as share_pct,
    100.0
    * figure.value
    / lag(figure.value) over (order by stage.stage_order) as share_of_previous_pct,
    target.target_pct,
    ceil(target.target_pct * universe.municipalities / 100)::integer as target_municipalities,
    universe.municipalities as universe,
    figure.year,
    figure.period,
    'published' as origin,
    figure.source_id as source_ids
from core_catalogue__stage as stage
inner join core_published__figure as figure on stage.figure_id = figure.figure_id
cross join universe
left join target on true
