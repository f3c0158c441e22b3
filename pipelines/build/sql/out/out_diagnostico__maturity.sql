-- How far up the ladder each process stands: rungs reached without skipping one. Where the count
-- stops
-- at a rung that was not answered, the level is at least that.
with
    rung as (
        select
            q.country,
            q.code,
            q.instrument_id,
            r.process,
            r.process_order,
            r.process_es,
            r.process_en,
            r.rung,
            r.rung_order,
            r.rung_es,
            r.rung_en,
            m.moment,
            m.date,
            case
                when m.answer_state != 'answered'
                then 'not_answered'
                when m.level >= r.min_level
                then 'reached'
                else 'not_reached'
            end as rung_state,
            m.level,
            l.label_es as level_es,
            l.label_en as level_en,
            q.origin
        from out_diagnostico__question as q
        inner join core_diagnostico__rung as r on q.process = r.process and q.rung = r.rung
        cross join
            lateral(
                select
                    'before' as moment,
                    q.before_date as date,
                    q.before_state as answer_state,
                    q.before_level as level
                union all
                select 'after', q.after_date, q.after_state, q.after_level
            ) as m
        left join core_diagnostico__level as l on q.scale = l.scale and m.level = l.level
        where m.date is not null
    ),

    stopped as (
        select
            country,
            code,
            instrument_id,
            process,
            moment,
            min(rung_order) filter (where rung_state != 'reached') as first_missed,
            arg_min(rung_state, rung_order) filter (where rung_state != 'reached') as missed_state,
            max(rung_order) as rungs
        from rung
        group by all
    )

select
    r.*,
    coalesce(s.first_missed - 1, s.rungs)::integer as maturity_level,
    coalesce(s.missed_state = 'not_answered', false) as is_at_least
from rung as r
inner join
    stopped as s
    on r.country = s.country
    and r.code = s.code
    and r.instrument_id = s.instrument_id
    and r.process = s.process
    and r.moment = s.moment
