-- How firm the places of a round are, taken together.
select
    round_id,
    year,
    count(*)::integer as n_municipalities,
    max(items_count) as items_count,
    any_value(draws_count) as draws_count,
    quantile_cont(rank_high - rank_low + 1, 0.5) as median_places,
    quantile_cont(tied_count, 0.5) as median_tied,
    min(weight_status) as weight_status,
    max(origin) as origin
from out_fiscalizacion__rank_range
group by round_id, year
having count(*) >= minimum_group()
