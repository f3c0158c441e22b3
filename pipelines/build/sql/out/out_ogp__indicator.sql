-- What speaks for each commitment, with the target that a published figure sets. A share of the
-- country becomes a number of municipalities, rounded up. A target is judged only by the metric
-- that
-- measures what was promised; any other stands beside it with the reason.
with
    universe as (
        select count(*)::integer as municipalities
        from core_territory__comuna
        where has_municipality
    )

select
    indicator.commitment_id,
    indicator.indicator_id,
    indicator.indicator_order,
    indicator.name_es,
    indicator.name_en,
    indicator.note_es,
    indicator.note_en,
    indicator.metric_id,
    indicator.metric_dimension,
    indicator.metric_member,
    indicator.reading,
    indicator.unit,
    indicator.decimals,
    indicator.is_required,
    indicator.target_basis,
    case
        when indicator.target_basis = 'n'
        then figure.n
        when indicator.target_basis = 'share' and indicator.unit <> 'percent'
        then ceil(figure.value * universe.municipalities / 100)
        else coalesce(figure.value, indicator.delivered_target)
    end::double as target_value,
    if(indicator.target_basis = 'share', figure.value, null) as target_pct,
    coalesce(figure.value, indicator.delivered_target) is not null
    and coalesce(indicator.measures_target, false) as is_target_judged,
    indicator.target_reason_es,
    indicator.target_reason_en,
    universe.municipalities as universe,
    indicator.origin,
    coalesce(figure.source_id, indicator.delivered_source) as source_ids
from core_ogp__indicator as indicator
cross join universe
left join core_published__figure as figure on indicator.target_figure_id = figure.figure_id
