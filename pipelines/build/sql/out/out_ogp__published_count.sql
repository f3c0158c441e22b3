-- Published figures that are the value of an indicator and stand in no other table of this kind.
select
    indicator.commitment_id,
    bound.indicator_id,
    figure.value,
    figure.n,
    bound.date_text,
    bound.figure_id,
    'published' as origin,
    figure.source_id as source_ids
from core_ogp__published_count as bound
inner join core_ogp__indicator as indicator on bound.indicator_id = indicator.indicator_id
inner join core_published__figure as figure on bound.figure_id = figure.figure_id
where indicator.metric_id = 'ogp_published_count'
