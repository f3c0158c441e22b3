-- Scores of each diagnosis: tools from their questions, dimensions and the whole from their tools.
-- A score is the weighted mean of what was answered; what was not answered or does not apply enters
-- neither as zero nor otherwise, and the coverage says how much was answered. The change is taken
-- on the
-- questions answered both times, with the same instrument, or there is none.
with
    tool as (
        select
            country,
            code,
            instrument_id,
            dimension_id,
            dimension_es,
            dimension_en,
            tool_id,
            tool_es,
            tool_en,
            tool_weight,
            min(question_order) as question_order,
            max(before_date) as before_date,
            max(after_date) as after_date,
            count(before_state) as before_asked,
            count(*) filter (where before_state = 'answered') as before_answered,
            count(*) filter (where before_state = 'not_applicable') as before_na,
            sum(weight * before_pct)
            / sum(weight) filter (where before_pct is not null) as before_pct,
            count(after_state) as after_asked,
            count(*) filter (where after_state = 'answered') as after_answered,
            count(*) filter (where after_state = 'not_applicable') as after_na,
            sum(weight * after_pct) / sum(weight) filter (where after_pct is not null) as after_pct,
            count(before_pct + after_pct) as matched,
            sum(weight * (after_pct - before_pct))
            / sum(weight) filter (where before_pct + after_pct is not null) as change
        from out_diagnostico__question
        where tool_id is not null
        group by all
    ),

    placed as (
        select *, 'tool' as part, tool_id as part_id, tool_es as part_es, tool_en as part_en
        from tool
        union all
        select
            *,
            'dimension' as part,
            dimension_id as part_id,
            dimension_es as part_es,
            dimension_en as part_en
        from tool
        union all
        select
            *,
            'total' as part,
            'total' as part_id,
            'Todo el instrumento' as part_es,
            'The whole instrument' as part_en
        from tool
    ),

    scored as (
        select
            country,
            code,
            instrument_id,
            part,
            part_id,
            part_es,
            part_en,
            case when part = 'tool' then max(dimension_id) end as dimension_id,
            case when part = 'tool' then max(dimension_es) end as dimension_es,
            case when part = 'tool' then max(dimension_en) end as dimension_en,
            case part when 'total' then 0 else min(question_order) end::integer as part_order,
            sum(tool_weight) as weight,
            max(before_date) as before_date,
            max(after_date) as after_date,
            sum(before_asked - before_na)::integer as before_asked,
            sum(before_answered)::integer as before_answered,
            sum(before_na)::integer as before_not_applicable,
            sum(tool_weight * before_pct)
            / sum(tool_weight) filter (where before_pct is not null) as before_pct,
            sum(after_asked - after_na)::integer as after_asked,
            sum(after_answered)::integer as after_answered,
            sum(after_na)::integer as after_not_applicable,
            sum(tool_weight * after_pct)
            / sum(tool_weight) filter (where after_pct is not null) as after_pct,
            sum(matched)::integer as matched_count,
            sum(tool_weight * change)
            / sum(tool_weight) filter (where change is not null) as change_pts
        from placed
        group by country, code, instrument_id, part, part_id, part_es, part_en
    ),

    elsewhere as (
        select
            s.country,
            s.code,
            s.instrument_id,
            bool_or(o.moment = 'before') as has_before,
            bool_or(o.moment = 'after') as has_after
        from (select distinct country, code, instrument_id from scored) as s
        inner join
            core_diagnostico__answer as o
            on s.country = o.country
            and s.code = o.code
            and s.instrument_id != o.instrument_id
        group by all
    )

select
    s.country,
    s.code,
    t.municipality,
    t.region_id,
    t.region,
    s.instrument_id,
    s.part,
    s.part_id,
    s.part_order,
    s.part_es,
    s.part_en,
    s.dimension_id,
    s.dimension_es,
    s.dimension_en,
    s.weight,
    coalesce(d.is_stated, true) as is_stated,
    s.before_date,
    s.before_pct,
    s.before_asked,
    s.before_answered,
    s.before_not_applicable,
    100.0 * s.before_answered / nullif(s.before_asked, 0) as before_coverage_pct,
    s.after_date,
    s.after_pct,
    s.after_asked,
    s.after_answered,
    s.after_not_applicable,
    100.0 * s.after_answered / nullif(s.after_asked, 0) as after_coverage_pct,
    s.matched_count,
    s.change_pts,
    case
        when s.before_date is null and coalesce(e.has_before, false)
        then 'other_instrument'
        when s.after_date is null and coalesce(e.has_after, false)
        then 'other_instrument'
        when s.before_date is null
        then 'only_after'
        when s.after_date is null
        then 'only_before'
        when s.change_pts is null
        then 'nothing_in_common'
        else 'comparable'
    end as change_state
from scored as s
inner join core_territory__municipality as t on s.country = t.country and s.code = t.code
left join
    (
        select dimension_id, bool_and(is_stated) as is_stated
        from core_model__dimension
        group by all
    ) as d
    on coalesce(s.dimension_id, s.part_id) = d.dimension_id
left join
    elsewhere as e
    on s.country = e.country
    and s.code = e.code
    and s.instrument_id = e.instrument_id
