-- What sources have published about the access requests of municipalities: scores of a
-- fiscalización
-- with a simulated user, and days. Another instrument than active transparency.
select
    figure.figure_id,
    figure.indicator,
    figure.cut,
    comuna.comuna,
    comuna.region,
    figure.year,
    figure.period,
    figure.value,
    figure.unit,
    figure.decimals as printed_decimals,
    figure.note_es,
    figure.note_en,
    'published' as origin,
    figure.source_id as source_ids
from core_published__figure as figure
left join core_territory__comuna as comuna on figure.cut = comuna.cut
where figure.instrument = 'sai' and figure.sector = 'municipality'
