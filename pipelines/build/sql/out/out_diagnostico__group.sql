-- Country and region beside a municipality: mean and median of the scores, with n. Only diagnoses
-- with
-- half of the questions answered count; fewer than the minimum group give no figure.
with
    counted as (
        select
            s.*, w.before_coverage_pct >= 50 as has_before, w.after_coverage_pct >= 50 as has_after
        from out_diagnostico__score as s
        inner join
            out_diagnostico__score as w
            on s.country = w.country
            and s.code = w.code
            and s.instrument_id = w.instrument_id
            and w.part = 'total'
    ),

    placed as (
        select *, 'country' as group_kind, country as member
        from counted
        union all
        select *, 'region' as group_kind, region_id as member
        from counted
    ),

    grouped as (
        select
            instrument_id,
            country,
            group_kind,
            member,
            part,
            part_id,
            part_order,
            part_es,
            part_en,
            count(before_pct) filter (where has_before)::integer as before_n,
            avg(before_pct) filter (where has_before) as before_mean,
            median(before_pct) filter (where has_before) as before_median,
            count(after_pct) filter (where has_after)::integer as after_n,
            avg(after_pct) filter (where has_after) as after_mean,
            median(after_pct) filter (where has_after) as after_median,
            count(change_pts) filter (where has_before and has_after)::integer as change_n,
            avg(change_pts) filter (where has_before and has_after) as change_mean,
            max(origin) as origin
        from placed
        group by all
    )

select
    instrument_id,
    country,
    group_kind,
    member,
    part,
    part_id,
    part_order,
    part_es,
    part_en,
    before_n,
    if(before_n >= minimum_group(), before_mean, null) as before_mean_pct,
    if(before_n >= minimum_group(), before_median, null) as before_median_pct,
    after_n,
    if(after_n >= minimum_group(), after_mean, null) as after_mean_pct,
    if(after_n >= minimum_group(), after_median, null) as after_median_pct,
    change_n,
    if(change_n >= minimum_group(), change_mean, null) as change_mean_pts,
    greatest(origin, 'computed'::origin) as origin
from grouped
