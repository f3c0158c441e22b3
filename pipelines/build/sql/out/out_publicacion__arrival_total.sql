-- How long the months that were watched whole, in each municipality and file, took to be seen,
-- counted from their end to the first edition that has them; all files.
-- origin: watched does not decide: it bounds what was looked at, and makes no day
with
    watched as (select cut, ta_file, year, month from out_publicacion__punctuality where is_watched)

select
    arrival.year,
    min(arrival.month) as first_month,
    max(arrival.month) as last_month,
    count(*)::integer as arrival_count,
    count(distinct arrival.cut)::integer as municipalities,
    if(
        count(distinct arrival.cut) >= minimum_group(), quantile_cont(arrival.seen_days, 0.25), null
    ) as quartile_1_days,
    if(
        count(distinct arrival.cut) >= minimum_group(), quantile_cont(arrival.seen_days, 0.5), null
    ) as median_days,
    if(
        count(distinct arrival.cut) >= minimum_group(), quantile_cont(arrival.seen_days, 0.75), null
    ) as quartile_3_days,
    count(*) filter (where arrival.day_basis = 'exact')::integer as exact_count,
    count(*) filter (where arrival.gone_count > 0)::integer as came_back_count,
    max(arrival.first_seen_on) as seen_until,
    max(arrival.origin) as origin,
    max(arrival.source_ids) as source_ids
from out_publicacion__arrival as arrival
inner join
    watched
    on arrival.cut = watched.cut
    and arrival.ta_file = watched.ta_file
    and arrival.year = watched.year
    and arrival.month = watched.month
group by arrival.year
