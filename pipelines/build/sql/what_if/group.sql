-- Country and regions: means before and after over the municipalities that have both.
select
    dimension,
    member,
    name,
    count(after_pct)::integer as n_municipalities,
    count(*) filter (where after_pct is null)::integer as unscored_count,
    if(
        count(after_pct) >= (select minimum_group from choice),
        avg(delivered_pct) filter (where after_pct is not null),
        null
    ) as delivered_pct,
    if(
        count(after_pct) >= (select minimum_group from choice),
        avg(before_pct) filter (where after_pct is not null),
        null
    ) as before_pct,
    if(count(after_pct) >= (select minimum_group from choice), avg(after_pct), null) as after_pct,
    if(count(after_pct) >= (select minimum_group from choice), avg(change_pts), null) as change_pts,
    count(*) filter (where change_pts > 0)::integer as risen_count,
    count(*) filter (where change_pts < 0)::integer as fallen_count,
    count(*) filter (where abs(round(before_pct, 2) - round(delivered_pct, 2)) > 0.05)::integer
    as differing_count,
    max(abs(before_pct - delivered_pct)) as largest_difference_pts,
    (select levels from choice)[max(level)] as origin
from placed
group by dimension, member, name, member_order
order by member_order
