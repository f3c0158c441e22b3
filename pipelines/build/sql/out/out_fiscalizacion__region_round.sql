-- Regional means as published; regional governments are another sector and never enter.
select
    round.round_id,
    round.year,
    region.region_code,
    region.region,
    region.region_order_north_south,
    version.value as mean_pct,
    version.decimals,
    version.n as n_municipalities,
    'published' as origin,
    version.source_id as source_ids,
    version.note_es,
    version.note_en
from out_published__figure_version as version
inner join core_fiscalizacion__round as round on version.year = round.year
inner join core_territory__region as region on version.geography = region.region
where
    version.indicator = 'ta_compliance_average'
    and version.instrument = 'ta'
    and version.sector = 'municipality'
    and version.geography_level = 'region'
    and version.is_chosen
