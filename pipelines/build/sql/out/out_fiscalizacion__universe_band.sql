-- How many municipalities of a universe stand in each band of score; the cuts are data. A band in
-- which nobody stands is counted too: its zero rests on those who stand in the others.
with
    counted as (
        select
            round_id,
            revision,
            band.band_id,
            member.group_id,
            if(grouping(region_code) = 1, 'all', region_code) as region_code,
            if(grouping(rurality) = 1, 'all', rurality) as rurality,
            count(*) filter (where standing.band_id = band.band_id)::integer as n_municipalities
        from out_fiscalizacion__municipality_standing as standing
        inner join out_convenios__group_member as member on standing.cut = member.cut
        cross join core_catalogue__band as band
        where standing.band_id is not null and band.band_kind = 'score'
        group by round_id, revision, band.band_id, member.group_id, cube (region_code, rurality)
    )

select
    universe.round_id,
    universe.year,
    universe.revision,
    universe.region_code,
    universe.rurality,
    universe.group_id,
    band.band_id,
    band.band_order,
    band.name_es as band_es,
    band.name_en as band_en,
    coalesce(counted.n_municipalities, 0)::integer as n_municipalities,
    if(
        universe.n_municipalities >= minimum_group(),
        100.0 * coalesce(counted.n_municipalities, 0) / universe.n_municipalities,
        null
    ) as share_pct
from out_fiscalizacion__universe_round as universe
cross join core_catalogue__band as band
left join
    counted
    on universe.round_id = counted.round_id
    and universe.revision = counted.revision
    and universe.region_code = counted.region_code
    and universe.rurality = counted.rurality
    and universe.group_id = counted.group_id
    and band.band_id = counted.band_id
where band.band_kind = 'score'
