-- The level the rule suggests, at every date on which an input changes (the last row not after a
-- date holds on it). Only published, computed and delivered inputs count; none at all is no level.
with
    answer as (
        select commitment_id, observed_on as on_date, value > 0 as is_evidence
        from out_ogp__indicator_value
        where value is not null and origin <> 'simulated'
        union all
        select commitment_id, done_date, true
        from out_ogp__milestone
        where done_date is not null and done_origin <> 'simulated'
        union all
        select commitment_id, date, true
        from core_ogp__progress
        where entry_kind = 'note' and origin <> 'simulated'
    ),

    counted as (
        select answer.*
        from answer
        inner join out_ogp__commitment as c on answer.commitment_id = c.commitment_id
        where answer.on_date >= coalesce(c.start_date, make_date(c.year_from, 1, 1))
    ),

    moment as (
        select commitment_id, coalesce(start_date, make_date(year_from, 1, 1)) as valid_from
        from out_ogp__commitment as c
        where
            is_municipal
            or exists (
                select 1 from core_ogp__milestone as m where m.commitment_id = c.commitment_id
            )
        union
        select commitment_id, on_date
        from counted
    ),

    target_met as (
        select
            moment.commitment_id,
            moment.valid_from,
            indicator.indicator_id,
            arg_max(found.value, found.observed_on) as value,
            any_value(indicator.target_value) as target_value
        from moment
        inner join
            out_ogp__indicator as indicator
            on moment.commitment_id = indicator.commitment_id
            and indicator.is_required
        left join
            out_ogp__indicator_value as found
            on indicator.indicator_id = found.indicator_id
            and found.observed_on <= moment.valid_from
            and found.value is not null
            and found.origin <> 'simulated'
        group by moment.commitment_id, moment.valid_from, indicator.indicator_id
    ),

    requirement as (
        select
            commitment_id, valid_from, value >= target_value as is_met, value is null as is_unknown
        from target_met
        union all
        select
            moment.commitment_id,
            moment.valid_from,
            coalesce(
                milestone.done_date <= moment.valid_from and milestone.done_origin <> 'simulated',
                false
            ),
            false
        from moment
        inner join out_ogp__milestone as milestone on moment.commitment_id = milestone.commitment_id
    ),

    totals as (
        select
            moment.commitment_id,
            moment.valid_from,
            (
                select count(*)
                from requirement as r
                where r.commitment_id = moment.commitment_id and r.valid_from = moment.valid_from
            )::integer as requirements,
            (
                select count(*)
                from requirement as r
                where
                    r.commitment_id = moment.commitment_id
                    and r.valid_from = moment.valid_from
                    and r.is_met
            )::integer as requirements_met,
            (
                select count(*)
                from requirement as r
                where
                    r.commitment_id = moment.commitment_id
                    and r.valid_from = moment.valid_from
                    and r.is_unknown
            )::integer as requirements_unknown,
            (
                select count(*)
                from counted as a
                where a.commitment_id = moment.commitment_id and a.on_date <= moment.valid_from
            )::integer as answer_count,
            (
                select count(*)
                from counted as a
                where
                    a.commitment_id = moment.commitment_id
                    and a.on_date <= moment.valid_from
                    and a.is_evidence
            )::integer as evidence_count
        from moment
    ),

    scored as (
        select *, if(requirements > 0, 100.0 * requirements_met / requirements, null) as met_pct
        from totals
    ),

    levelled as (
        select
            scored.commitment_id,
            scored.valid_from,
            max_by(rule.value_id, rule.level_order) as value_id
        from scored
        inner join
            core_ogp__completion_rule as rule
            on scored.requirements > 0
            and scored.answer_count > 0
            and (scored.evidence_count > 0) = rule.needs_evidence
            and scored.met_pct >= rule.min_met_pct
            and (not rule.needs_all or scored.requirements_met = scored.requirements)
        group by scored.commitment_id, scored.valid_from
    )

select
    scored.commitment_id,
    scored.valid_from,
    levelled.value_id,
    rule.reason_es,
    rule.reason_en,
    scored.requirements,
    scored.requirements_met,
    scored.requirements_unknown,
    scored.met_pct,
    scored.answer_count,
    scored.evidence_count
from scored
left join
    levelled
    on scored.commitment_id = levelled.commitment_id
    and scored.valid_from = levelled.valid_from
left join core_ogp__completion_rule as rule on levelled.value_id = rule.value_id
