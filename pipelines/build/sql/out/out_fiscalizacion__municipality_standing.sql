-- Every municipality in every round that was delivered, twice: as published, and as revised (the
-- revised score where an observation changed it, the published one elsewhere), with its group.
-- origin: member does not decide: the group has an origin of its own, group_origin
with
    delivered as (select * from out_fiscalizacion__municipality_round where origin <> 'published'),

    published as (select * from delivered where revision = 'as_published'),

    revised as (select * from delivered where revision = 'as_revised'),

    versions as (
        select
            published.cut,
            published.comuna,
            published.region_code,
            published.region,
            published.region_order_north_south,
            published.rurality,
            published.round_id,
            published.year,
            published.revision,
            published.score_pct,
            published.score_state,
            published.origin,
            published.source_file,
            published.source_row,
            false as is_revised
        from published
        union all
        select
            published.cut,
            published.comuna,
            published.region_code,
            published.region,
            published.region_order_north_south,
            published.rurality,
            published.round_id,
            published.year,
            'as_revised' as revision,
            coalesce(revised.score_pct, published.score_pct) as score_pct,
            coalesce(revised.score_state, published.score_state) as score_state,
            published.origin,
            coalesce(revised.source_file, published.source_file) as source_file,
            coalesce(revised.source_row, published.source_row) as source_row,
            revised.cut is not null as is_revised
        from published
        left join revised on published.cut = revised.cut and published.round_id = revised.round_id
    )

select
    versions.cut,
    versions.comuna,
    versions.region_code,
    versions.region,
    versions.region_order_north_south,
    versions.rurality,
    member.group_id,
    member.origin as group_origin,
    versions.round_id,
    versions.year,
    versions.revision,
    versions.is_revised,
    versions.score_pct,
    versions.score_state,
    band.band_id,
    band.name_es as band_es,
    band.name_en as band_en,
    versions.origin,
    versions.source_file,
    versions.source_row
from versions
left join
    out_convenios__group_member as member on versions.cut = member.cut and member.group_id <> 'all'
left join
    core_catalogue__band as band
    on band.band_kind = 'score'
    and versions.score_pct >= band.low_bound
    and versions.score_pct < band.high_bound
