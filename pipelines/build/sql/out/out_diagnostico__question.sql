-- What each municipality answered to each question, before and after. The latest diagnosis of each
-- moment counts; a question of a diagnosis without an answer is not answered, never zero.
with
    diagnosis as (
        select country, code, instrument_id, moment, max(date) as date
        from core_diagnostico__answer
        group by all
    ),

    asked as (
        select
            d.country,
            d.code,
            d.moment,
            d.date,
            q.*,
            a.level,
            coalesce(a.answer_state, 'not_answered') as answer_state,
            a.evidence_url,
            l.label_es,
            l.label_en,
            100.0 * a.level / q.max_level as score_pct
        from diagnosis as d
        inner join core_diagnostico__question as q on d.instrument_id = q.instrument_id
        left join
            core_diagnostico__answer as a
            on d.country = a.country
            and d.code = a.code
            and d.instrument_id = a.instrument_id
            and d.moment = a.moment
            and d.date = a.date
            and q.question_id = a.question_id
        left join core_diagnostico__level as l on q.scale = l.scale and a.level = l.level
    )

select
    a.country,
    a.code,
    a.instrument_id,
    a.question_id,
    a.question_order,
    a.tool_id,
    a.tool_es,
    a.tool_en,
    a.dimension_id,
    a.dimension_es,
    a.dimension_en,
    a.process,
    a.rung,
    a.question_es,
    a.question_en,
    a.scale,
    a.max_level,
    a.weight,
    a.tool_weight,
    max(a.date) filter (where a.moment = 'before') as before_date,
    max(a.answer_state) filter (where a.moment = 'before') as before_state,
    max(a.level) filter (where a.moment = 'before') as before_level,
    max(a.label_es) filter (where a.moment = 'before') as before_level_es,
    max(a.label_en) filter (where a.moment = 'before') as before_level_en,
    max(a.score_pct) filter (where a.moment = 'before') as before_pct,
    max(a.evidence_url) filter (where a.moment = 'before') as before_evidence_url,
    max(a.date) filter (where a.moment = 'after') as after_date,
    max(a.answer_state) filter (where a.moment = 'after') as after_state,
    max(a.level) filter (where a.moment = 'after') as after_level,
    max(a.label_es) filter (where a.moment = 'after') as after_level_es,
    max(a.label_en) filter (where a.moment = 'after') as after_level_en,
    max(a.score_pct) filter (where a.moment = 'after') as after_pct,
    max(a.evidence_url) filter (where a.moment = 'after') as after_evidence_url
from asked as a
group by all
