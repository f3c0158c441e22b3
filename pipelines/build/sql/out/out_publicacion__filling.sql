-- How each month fills up, day by day from ten days before its end to sixty after it: how many
-- municipalities had surely published a monthly file by the day, and how many may have. The months
-- watched whole alone.
-- origin: day_of does not decide: it numbers days
with
    cell as (
        select year, month, ta_file, earliest_days, latest_days, origin, source_ids
        from out_publicacion__punctuality
        where is_watched and is_monthly
    ),

    day_of as (select unnest(range(-10, 61))::integer as day_after),

    whole as (
        select
            year,
            month,
            ta_file,
            count(*)::integer as municipalities,
            max(origin) as origin,
            max(source_ids) as source_ids
        from cell
        group by year, month, ta_file
    ),

    changed as (
        select year, month, ta_file, latest_days as days, 1 as surely, 0 as maybe
        from cell
        where latest_days is not null
        union all
        select year, month, ta_file, coalesce(earliest_days, -10) as days, 0 as surely, 1 as maybe
        from cell
    ),

    summed as (
        select year, month, ta_file, days, sum(surely) as surely, sum(maybe) as maybe
        from changed
        group by year, month, ta_file, days
    ),

    counted as (
        select
            whole.year,
            whole.month,
            whole.ta_file,
            whole.municipalities,
            day_of.day_after,
            coalesce(sum(summed.surely), 0)::integer as published_count,
            coalesce(sum(summed.maybe), 0)::integer as possible_count,
            max(whole.origin) as origin,
            max(whole.source_ids) as source_ids
        from whole
        cross join day_of
        left join
            summed
            on whole.year = summed.year
            and whole.month = summed.month
            and whole.ta_file = summed.ta_file
            and day_of.day_after >= summed.days
        group by whole.year, whole.month, whole.ta_file, whole.municipalities, day_of.day_after
    )

select
    counted.year,
    counted.month,
    counted.ta_file,
    file.ta_file_order,
    file.name_es as ta_file_es,
    file.name_en as ta_file_en,
    counted.day_after,
    (last_day(make_date(counted.year, counted.month, 1)) + counted.day_after)::date as date,
    counted.municipalities,
    counted.published_count,
    counted.possible_count,
    if(
        counted.municipalities >= minimum_group(),
        100.0 * counted.published_count / counted.municipalities,
        null
    ) as published_pct,
    if(
        counted.municipalities >= minimum_group(),
        100.0 * counted.possible_count / counted.municipalities,
        null
    ) as possible_pct,
    due.deadline,
    counted.origin,
    counted.source_ids
from counted
inner join core_catalogue__ta_file as file on counted.ta_file = file.ta_file
left join
    out_calendar__month_deadline as due
    on counted.year * 12 + counted.month = due.year * 12 + due.month - 1
