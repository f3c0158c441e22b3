-- Whether each month was published by the tenth working day of the next one: on time, late, not
-- seen until the end of the series, or not to be known, with the reason. Working days are counted
-- from the end of the month, and a day that does not count is taken as the next one that does.
-- Only years of which the series saw months come. A month marked before it began says nothing of
-- when it was published: from its first day on, nobody knows.
-- origin: watch does not decide: it bounds what was looked at, and makes no day
-- origin: due does not decide: a deadline sorts the days, it makes none
-- origin: from_place does not decide: a calendar counts days, it makes none
-- origin: until_place does not decide: a calendar counts days, it makes none
-- origin: start_place does not decide: a calendar counts days, it makes none
-- origin: file_edition does not decide: it bounds what was looked at, and makes no day
-- origin: freshness does not decide: it says which files are monthly
with
    watch as (
        select min(edition_date) as first_on, max(edition_date) as last_on
        from out_publicacion__edition
        where edition_state = 'used'
    ),

    place as (
        select
            date,
            (
                count(*) filter (where is_working_day) over (
                    order by date rows between unbounded preceding and current row
                )
                - is_working_day::integer
                + 1
            )::integer as working_day
        from core_calendar__day
    ),

    marked as (
        select
            month_of.*,
            make_date(month_of.year, month_of.month, 1) as first_day,
            arrival.day_basis as basis,
            arrival.earliest_on as from_day,
            coalesce(arrival.latest_on, month_of.first_seen_on) as by_day,
            coalesce(file_edition.known_until + 1, month_of.seen_until) as unseen_from,
            coalesce(file_edition.known_until, month_of.seen_until) as known_until
        from out_publicacion__month_seen as month_of
        left join
            out_publicacion__arrival as arrival
            on month_of.cut = arrival.cut
            and month_of.ta_file = arrival.ta_file
            and month_of.year = arrival.year
            and month_of.month = arrival.month
        left join
            out_publicacion__file_edition as file_edition
            on month_of.ta_file = file_edition.ta_file
            and month_of.seen_until = file_edition.edition_date
    ),

    seen as (
        select
            marked.*,
            marked.is_published and marked.by_day < marked.first_day as is_premature,
            case
                when not marked.is_published or is_premature
                then 'none'
                else coalesce(marked.basis, 'interval')
            end as day_basis,
            case
                when is_premature
                then marked.first_day
                when marked.is_published
                then marked.from_day
                else marked.unseen_from
            end as earliest_on,
            if(marked.is_published and not is_premature, marked.by_day, null) as latest_on,
            (marked.first_day + interval 1 month)::date as next_month
        from marked
        cross join watch
        where marked.year >= extract(year from watch.first_on)
    )

select
    seen.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.pndr_class_2024 as rurality,
    band.band_id as population_band_id,
    seen.ta_file,
    coalesce(freshness.is_monthly, false) as is_monthly,
    seen.year,
    seen.month,
    due.deadline,
    seen.first_day > watch.first_on and due.deadline < seen.seen_until as is_watched,
    seen.day_basis,
    seen.earliest_on,
    seen.latest_on,
    (from_place.working_day - start_place.working_day + 1)::integer as earliest_working_day,
    (until_place.working_day - start_place.working_day + 1)::integer as latest_working_day,
    (date_diff('day', seen.next_month, seen.earliest_on) + 1)::integer as earliest_days,
    (date_diff('day', seen.next_month, seen.latest_on) + 1)::integer as latest_days,
    case
        when seen.latest_on <= due.deadline
        then 'on_time'
        when seen.is_published and not seen.is_premature and seen.earliest_on > due.deadline
        then 'late'
        when seen.is_published or due.deadline > seen.known_until
        then 'unknown'
        else 'not_seen'
    end as punctuality_state,
    case
        when seen.latest_on <= due.deadline
        then null
        when seen.is_premature
        then 'premature'
        when seen.is_published and seen.earliest_on is null
        then 'before_watch'
        when seen.is_published and seen.earliest_on <= due.deadline
        then 'straddles'
        when seen.is_published
        then null
        when due.deadline >= seen.seen_until
        then 'not_due'
        when due.deadline > seen.known_until
        then 'file_stale'
    end as unknown_reason,
    seen.gone_count,
    seen.last_gone_on,
    seen.origin,
    seen.source_ids
from seen
cross join watch
inner join core_territory__comuna as comuna on seen.cut = comuna.cut
left join
    core_catalogue__band as band
    on band.band_kind = 'population'
    and comuna.population_census_2024 >= band.low_bound
    and comuna.population_census_2024 < band.high_bound
left join out_publicacion__file_freshness as freshness on seen.ta_file = freshness.ta_file
left join
    out_calendar__month_deadline as due
    on due.year = extract(year from seen.next_month)
    and due.month = extract(month from seen.next_month)
left join place as from_place on seen.earliest_on = from_place.date
left join place as until_place on seen.latest_on = until_place.date
left join place as start_place on seen.next_month = start_place.date
