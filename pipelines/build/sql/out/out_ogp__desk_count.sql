-- What the OGP desk counts, each count from the day on which it changes until its next row:
-- milestones past their end and not on record as done, and what the IRM is known to have said.
-- The catalogue stands whole from the first plan on; so does a first row of every count.
with
    opened as (
        select make_date(min(year_from), 1, 1) as since from out_ogp__commitment having count(*) > 0
    ),

    listed as (
        select unnest(if(starred = 'yes', ['commitments', 'starred'], ['commitments'])) as count_id
        from out_ogp__commitment
        union all
        select 'plans' as count_id
        from (select distinct country, cycle from out_ogp__commitment)
        union all
        select 'dated' as count_id
        from out_ogp__milestone
        where end_date is not null
    ),

    late as (
        select
            end_date + 1 as late_from,
            done_date as late_until,
            greatest(done_origin, 'computed'::origin) as origin
        from out_ogp__milestone
        where end_date is not null and (done_date is null or done_date > end_date + 1)
    ),

    step as (
        select listed.count_id, opened.since, 1 as step_count, 'published' as origin
        from listed
        cross join opened
        union all
        select
            unnest(
                [
                    'commitments',
                    'plans',
                    'starred',
                    'dated',
                    'overdue',
                    'early_results',
                    'judged',
                    'complete'
                ]
            ),
            since,
            0,
            'computed'
        from opened
        union all
        select 'overdue', late_from, 1, origin
        from late
        union all
        select 'overdue', late_until, -1, origin
        from late
        where late_until is not null
        union all
        select 'early_results', known_from, 1, origin
        from out_ogp__assessment
        where topic = 'early_results' and assessment_state = 'given'
        union all
        select
            unnest(if(value_id = 'complete', ['judged', 'complete'], ['judged'])),
            known_from,
            commitments,
            origin
        from out_ogp__cycle_completion
        where phase = 'end_of_term'
    ),

    daily as (
        select count_id, since, sum(step_count) as step_count, max(origin) as origin
        from step
        group by count_id, since
    )

select
    count_id,
    since,
    (sum(step_count) over to_date)::integer as desk_count,
    max(origin) over to_date as origin
from daily
window to_date as (partition by count_id order by since)
