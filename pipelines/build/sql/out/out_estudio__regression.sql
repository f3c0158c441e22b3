-- Regression to the mean, group by group: the change observed since the previous round, beside the
-- one that the starting scores alone would lead one to expect. An association, not an effect.
with
    quartered as (
        select
            *,
            ntile(4) over (
                partition by round_id, previous_round_id order by previous_pct, cut
            ) as quarter
        from out_fiscalizacion__municipality_change
    ),

    members as (
        select
            'group' as dimension,
            own.group_id as member,
            if(own.group_id = 'mgtm_pilot', 1, 2) as member_order,
            quartered.*
        from quartered
        inner join out_convenios__group_member as own on quartered.cut = own.cut
        where own.group_id <> 'all'
        union all
        select 'start' as dimension, 'q' || quarter as member, quarter as member_order, quartered.*
        from quartered
        union all
        select
            'rurality' as dimension,
            rurality as member,
            case rurality when 'Urbana' then 1 when 'Mixta' then 2 else 3 end as member_order,
            quartered.*
        from quartered
        where rurality is not null
        union all
        select
            'region' as dimension,
            region_code as member,
            region_order_north_south as member_order,
            quartered.*
        from quartered
    ),

    grouped as (
        select
            round_id,
            year,
            previous_round_id,
            dimension,
            member,
            any_value(member_order)::integer as member_order,
            count(*)::integer as n_municipalities,
            avg(previous_pct) as previous_pct,
            avg(change_pts) as change_pts,
            avg(expected_change_pts) as expected_change_pts,
            stddev_samp(beyond_expected_pts) / sqrt(count(*)) as std_error_pts,
            count(*) - 1 as freedom,
            bool_and(comparable_with_previous) as comparable_with_previous
        from members
        group by round_id, year, previous_round_id, dimension, member
    )

select
    round_id,
    year,
    previous_round_id,
    dimension,
    member,
    member_order,
    n_municipalities,
    if(n_municipalities >= minimum_group(), previous_pct, null) as previous_pct,
    if(n_municipalities >= minimum_group(), change_pts, null) as change_pts,
    if(n_municipalities >= minimum_group(), expected_change_pts, null) as expected_change_pts,
    if(
        n_municipalities >= minimum_group(), change_pts - expected_change_pts, null
    ) as beyond_expected_pts,
    -- Student's t at 97.5 %, as Cornish and Fisher expand it: within 0.001 from five members up.
    if(
        n_municipalities >= minimum_group(),
        std_error_pts * (
            1.959964
            + 2.372271 / freedom
            + 2.822504 / freedom ^ 2
            + 2.555852 / freedom ^ 3
            + 1.589534 / freedom ^ 4
        ),
        null
    ) as margin_pts,
    comparable_with_previous
from grouped
