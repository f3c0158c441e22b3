-- What speaks for each commitment, with the target that a published figure sets. A share of the
-- country becomes a number of municipalities, rounded up.
with universe as (
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
        when indicator.target_basis = 'n' then figure.n
        when indicator.target_basis = 'share' and indicator.unit <> 'percent'
            then ceil(figure.value * universe.municipalities / 100)
        else figure.value
    end::double as target_value,
    if(indicator.target_basis = 'share', figure.value, null) as target_pct,
    universe.municipalities as universe,
    figure.source_id as source_ids
from core_ogp__indicator as indicator
cross join universe
left join core_published__figure as figure on indicator.target_figure_id = figure.figure_id
