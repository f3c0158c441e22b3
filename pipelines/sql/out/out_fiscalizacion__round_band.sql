-- How many municipalities of a round stand in each band of score; the cuts are data.
with scored as (
    select
        round_id,
        year,
        revision,
        origin,
        score_pct
    from out_fiscalizacion__municipality_round
    where score_pct is not null and origin <> 'published'
),

rounds as (
    select
        round_id,
        year,
        revision,
        origin,
        count(*) as universe
    from scored
    group by all
)

select
    rounds.round_id,
    rounds.year,
    rounds.revision,
    band.band_id,
    band.band_order,
    band.name_es as band_es,
    band.name_en as band_en,
    count(scored.score_pct)::integer as n_municipalities,
    100.0 * count(scored.score_pct) / any_value(rounds.universe) as share_pct,
    rounds.origin
from rounds
cross join core_catalogue__band as band
left join scored
    on
        rounds.round_id = scored.round_id and rounds.revision = scored.revision
        and rounds.origin = scored.origin
        and scored.score_pct >= band.low_bound and scored.score_pct < band.high_bound
where band.band_kind = 'score'
group by
    rounds.round_id,
    rounds.year,
    rounds.revision,
    rounds.origin,
    band.band_id,
    band.band_order,
    band.name_es,
    band.name_en
