-- Milestones with the dates their sources give, and since when each is on record as done.
with
    delivered as (
        select
            milestone_id,
            min(date) as done_date,
            arg_min(note_text, (date, source_file, source_row)) as note_text,
            max(origin) as origin
        from core_ogp__progress
        where entry_kind = 'milestone_done'
        group by milestone_id
    ),

    -- A session in every region is what the milestone promises: the register fulfils it, a made-up
    -- one never.
    counted as (
        select
            'CL0048-1' as milestone_id,
            min(visited.observed_on) as done_date,
            max(visited.origin) as origin
        from out_actividades__visited as visited
        inner join
            out_ogp__indicator as indicator
            on indicator.indicator_id = 'cl0048_regions'
            and visited.region_count >= indicator.target_value
        where visited.origin <> 'simulated'
        having count(*) > 0
    ),

    dated as (
        select
            *,
            cast(start_text || right('-01-01', 10 - length(start_text)) as date) as start_date,
            period_end(end_text) as end_date,
            period_end(done_text) as published_done
        from core_ogp__milestone
    )

select
    dated.commitment_id,
    dated.milestone_id,
    dated.milestone_order,
    dated.name_es,
    dated.name_en,
    dated.start_text,
    dated.end_text,
    dated.start_date,
    dated.end_date,
    coalesce(
        dated.done_text, strftime(coalesce(delivered.done_date, counted.done_date), '%Y-%m-%d')
    ) as done_text,
    coalesce(dated.published_done, delivered.done_date, counted.done_date) as done_date,
    case
        when dated.published_done is not null
        then 'published'::origin
        when delivered.done_date is not null
        then delivered.origin
        else counted.origin
    end as done_origin,
    coalesce(dated.done_note_es, delivered.note_text) as done_note_es,
    coalesce(dated.done_note_en, delivered.note_text) as done_note_en,
    dated.origin,
    concat_ws(', ', dated.source_id, nullif(dated.done_source_id, dated.source_id)) as source_ids
from dated
left join delivered on dated.milestone_id = delivered.milestone_id
left join counted on dated.milestone_id = counted.milestone_id
