-- Where each municipality stands in a round: beside its region, the country, and its peers (same
-- rurality and population band), where whole rounds were delivered. Equal scores share places. A
-- published score stands beside the means that a source prints for that round, without peers. A
-- row with means of our own is computed; a score has its own origin in municipality_round.
with
    placed as (
        select
            score.*,
            comuna.population_census_2024,
            band.band_id as population_band_id,
            band.band_order as population_band_order,
            band.name_es as population_band_es,
            band.name_en as population_band_en
        from out_fiscalizacion__municipality_round as score
        inner join core_territory__comuna as comuna on score.cut = comuna.cut
        left join
            core_catalogue__band as band
            on band.band_kind = 'population'
            and comuna.population_census_2024 >= band.low_bound
            and comuna.population_census_2024 < band.high_bound
        where score.revision = 'as_published' and score.score_pct is not null
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
        where origin <> 'published'
        window
            in_country as (partition by round_id),
            in_region as (partition by round_id, region_code),
            in_peers as (partition by round_id, rurality, population_band_id)
    ),

    delivered as (
        select
            * exclude (country_mean, region_mean, peer_mean, first_place, tied),
            if(country_count >= minimum_group(), country_mean, null) as country_mean_pct,
            if(region_count >= minimum_group(), region_mean, null) as region_mean_pct,
            if(peer_count >= minimum_group(), peer_mean, null) as peer_mean_pct,
            if(peer_count >= minimum_group(), first_place, null) as peer_place_from,
            if(peer_count >= minimum_group(), first_place + tied - 1, null) as peer_place_to,
            null as source_ids,
            'computed'::origin as row_origin
        from measured
    ),

    published as (
        select
            placed.*,
            country.n_municipalities as country_count,
            region.n_municipalities as region_count,
            null as peer_count,
            country.mean_pct as country_mean_pct,
            region.mean_pct as region_mean_pct,
            null as peer_mean_pct,
            null as peer_place_from,
            null as peer_place_to,
            score.source_ids,
            placed.origin as row_origin
        from placed
        inner join
            out_fiscalizacion__municipal_score as score
            on placed.cut = score.cut
            and placed.round_id = score.round_id
        left join
            out_fiscalizacion__round_group as country
            on placed.round_id = country.round_id
            and country.group_id = 'all'
        left join
            out_fiscalizacion__region_round as region
            on placed.round_id = region.round_id
            and placed.region_code = region.region_code
        where placed.origin = 'published'
    ),

    together as (
        select *
        from delivered
        union all
        select *
        from published
    )

select
    together.cut,
    together.comuna,
    together.region_code,
    together.region,
    together.rurality,
    together.population_band_id,
    together.population_band_es,
    together.population_band_en,
    together.round_id,
    together.year,
    together.score_pct,
    score_band.band_id,
    score_band.name_es as band_es,
    score_band.name_en as band_en,
    together.country_count::integer as country_count,
    together.country_mean_pct,
    together.region_count::integer as region_count,
    together.region_mean_pct,
    together.peer_count::integer as peer_count,
    together.peer_mean_pct,
    together.peer_place_from::integer as peer_place_from,
    together.peer_place_to::integer as peer_place_to,
    together.row_origin as origin,
    together.source_ids
from together
left join
    core_catalogue__band as score_band
    on score_band.band_kind = 'score'
    and together.score_pct >= score_band.low_bound
    and together.score_pct < score_band.high_bound
