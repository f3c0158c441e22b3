-- From which band of the score to which, between a round and the one before it.
with moved as (
    select
        cut,
        round_id,
        year,
        band_id,
        score_pct,
        origin,
        lag(round_id) over per_municipality as previous_round_id,
        lag(band_id) over per_municipality as previous_band_id,
        lag(year) over per_municipality as previous_year
    from out_fiscalizacion__municipality_standing
    where revision = 'as_published' and score_pct is not null
    window per_municipality as (partition by cut order by year)
),

counted as (
    select
        round_id,
        previous_round_id,
        year,
        previous_year,
        previous_band_id,
        band_id,
        count(*)::integer as n_municipalities,
        max(origin) as origin
    from moved
    where previous_band_id is not null
    group by all
)

select
    counted.round_id,
    counted.year,
    counted.previous_round_id,
    counted.previous_band_id,
    early.band_order as previous_band_order,
    counted.band_id,
    late.band_order,
    counted.n_municipalities,
    100.0 * counted.n_municipalities / sum(counted.n_municipalities) over (
        partition by counted.round_id, counted.previous_round_id, counted.previous_band_id
    ) as share_pct,
    not exists (
        select 1
        from core_fiscalizacion__method_break as method_break
        where method_break.year_position > counted.previous_year and method_break.year_position <= counted.year
    ) as comparable_with_previous,
    counted.origin
from counted
inner join core_catalogue__band as early on early.band_kind = 'score' and counted.previous_band_id = early.band_id
inner join core_catalogue__band as late on late.band_kind = 'score' and counted.band_id = late.band_id
