-- Where each municipality stands in a round: beside its region, the country, and its peers (same
-- rurality and population band), where whole rounds were delivered. Equal scores share places.
with placed as (
    select
        score.*,
        comuna.population_census_2024,
        band.band_id as population_band_id,
        band.band_order as population_band_order,
        band.name_es as population_band_es,
        band.name_en as population_band_en
    from out_fiscalizacion__municipality_round as score
    inner join core_territory__comuna as comuna on score.cut = comuna.cut
    left join core_catalogue__band as band
        on
            band.band_kind = 'population' and comuna.population_census_2024 >= band.low_bound
            and comuna.population_census_2024 < band.high_bound
    where score.revision = 'as_published' and score.score_pct is not null and score.origin <> 'published'
),

measured as (
    select
        *,
        count(*) over in_country as country_count,
        avg(score_pct) over in_country as country_mean,
        count(*) over in_region as region_count,
        avg(score_pct) over in_region as region_mean,
        count(*) over in_peers as peer_count,
        avg(score_pct) over in_peers as peer_mean,
        rank() over (
            partition by round_id, rurality, population_band_id order by score_pct desc
        ) as first_place,
        count(*) over (partition by round_id, rurality, population_band_id, score_pct) as tied
    from placed
    window
        in_country as (partition by round_id),
        in_region as (partition by round_id, region_code),
        in_peers as (partition by round_id, rurality, population_band_id)
)

select
    measured.cut,
    measured.comuna,
    measured.region_code,
    measured.region,
    measured.rurality,
    measured.population_band_id,
    measured.population_band_es,
    measured.population_band_en,
    measured.round_id,
    measured.year,
    measured.score_pct,
    score_band.band_id,
    score_band.name_es as band_es,
    score_band.name_en as band_en,
    measured.country_count::integer as country_count,
    if(measured.country_count >= 5, measured.country_mean, null) as country_mean_pct,
    measured.region_count::integer as region_count,
    if(measured.region_count >= 5, measured.region_mean, null) as region_mean_pct,
    measured.peer_count::integer as peer_count,
    if(measured.peer_count >= 5, measured.peer_mean, null) as peer_mean_pct,
    if(measured.peer_count >= 5, measured.first_place, null)::integer as peer_place_from,
    if(measured.peer_count >= 5, measured.first_place + measured.tied - 1, null)::integer as peer_place_to,
    measured.origin
from measured
left join core_catalogue__band as score_band
    on
        score_band.band_kind = 'score' and measured.score_pct >= score_band.low_bound
        and measured.score_pct < score_band.high_bound
