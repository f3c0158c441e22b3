-- From which band of the score to which, between a round and the one before it, for the country and
-- for each group.
with
    moved as (
        select
            cut,
            round_id,
            year,
            band_id,
            score_pct,
            lag(round_id) over per_municipality as previous_round_id,
            lag(band_id) over per_municipality as previous_band_id,
            lag(year) over per_municipality as previous_year
        from out_fiscalizacion__municipality_standing
        where revision = 'as_published' and score_pct is not null
        window per_municipality as (partition by cut order by year)
    ),

    counted as (
        select
            member.group_id,
            moved.round_id,
            moved.previous_round_id,
            moved.year,
            moved.previous_year,
            moved.previous_band_id,
            moved.band_id,
            count(*)::integer as n_municipalities
        from moved
        inner join out_convenios__group_member as member on moved.cut = member.cut
        where previous_band_id is not null
        group by all
    )

select
    counted.group_id,
    counted.round_id,
    counted.year,
    counted.previous_round_id,
    counted.previous_band_id,
    early.band_order as previous_band_order,
    counted.band_id,
    late.band_order,
    counted.n_municipalities,
    if(
        sum(counted.n_municipalities) over from_band >= minimum_group(),
        100.0 * counted.n_municipalities / sum(counted.n_municipalities) over from_band,
        null
    ) as share_pct,
    case
        when late.band_order > early.band_order
        then 'up'
        when late.band_order < early.band_order
        then 'down'
        else 'same'
    end as direction,
    sum(counted.n_municipalities) over (
        partition by counted.group_id, counted.round_id, sign(late.band_order - early.band_order)
    )::integer as direction_count,
    sum(counted.n_municipalities) over (partition by counted.group_id, counted.round_id)::integer
    as compared_count,
    not exists (
        select 1
        from core_fiscalizacion__method_break as method_break
        where
            method_break.year_position > counted.previous_year
            and method_break.year_position <= counted.year
    ) as comparable_with_previous
from counted
inner join
    core_catalogue__band as early
    on early.band_kind = 'score'
    and counted.previous_band_id = early.band_id
inner join
    core_catalogue__band as late on late.band_kind = 'score' and counted.band_id = late.band_id
window
    from_band as (
        partition by
            counted.group_id, counted.round_id, counted.previous_round_id, counted.previous_band_id
    )
