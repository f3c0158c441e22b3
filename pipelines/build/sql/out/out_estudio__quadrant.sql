-- How many municipalities started low or high, and then moved up more or less than the one in the
-- middle, since their previous round. Both medians are those of the country, for a group too.
-- An association, not an effect.
with
    placed as (
        select
            cut,
            round_id,
            year,
            previous_pct,
            change_pts,
            comparable_with_previous,
            quantile_cont(previous_pct, 0.5) over (partition by round_id) as start_median_pct,
            quantile_cont(change_pts, 0.5) over (partition by round_id) as change_median_pts
        from out_fiscalizacion__municipality_change
        qualify count(*) over (partition by round_id) >= minimum_group()
    ),

    sided as (
        select
            *,
            if(previous_pct < start_median_pct, 'low', 'high') as own_start,
            if(change_pts > change_median_pts, 'up', 'down') as own_change
        from placed
    )

select
    sided.round_id,
    sided.year,
    member.group_id,
    start.start_side,
    moved.change_side,
    sided.start_median_pct,
    sided.change_median_pts,
    count(*) filter (
        where
            start.start_side in ('all', sided.own_start)
            and moved.change_side in ('all', sided.own_change)
    )::integer as municipality_count,
    bool_and(sided.comparable_with_previous) as comparable_with_previous
from sided
inner join out_convenios__group_member as member on sided.cut = member.cut
cross join (values ('all'), ('low'), ('high')) as start(start_side)
cross join (values ('all'), ('up'), ('down')) as moved(change_side)
group by all
