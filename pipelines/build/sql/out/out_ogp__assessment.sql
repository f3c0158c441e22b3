-- Every assessment, published and delivered, in the words of its own scheme. An undated one is
-- known from the end of the plan at the earliest: the review comes after it.
-- origin: scheme_value does not decide: a pending or unreadable assessment has no words to look up
with
    together as (
        select
            commitment_id,
            scheme_id,
            value_id,
            assessed_by,
            assessment_state,
            date_text,
            note_es,
            note_en,
            null as only_in,
            null as evidence_file,
            origin,
            source_id as source_ids
        from core_ogp__published_assessment
        union all
        select
            commitment_id,
            scheme_id,
            value_id,
            assessed_by,
            'given',
            strftime(date, '%Y-%m-%d'),
            coalesce(reason, reason_en),
            coalesce(reason_en, reason),
            case when reason is null then 'en' when reason_en is null then 'es' end,
            evidence_file,
            origin,
            source_file
        from core_ogp__delivered_assessment
    ),

    dated as (
        select
            together.*,
            coalesce(
                period_end(together.date_text),
                make_date(coalesce(plan.year_to, plan.year_from), 12, 31)
            ) as known_from
        from together
        inner join
            core_ogp__commitment as commitment on together.commitment_id = commitment.commitment_id
        inner join
            core_ogp__plan as plan
            on commitment.cycle = plan.cycle
            and commitment.country = plan.country
    )

select
    dated.commitment_id,
    scheme.topic,
    dated.scheme_id,
    scheme.name_es as scheme_es,
    scheme.name_en as scheme_en,
    dated.value_id,
    scheme_value.value_order,
    scheme_value.label_es as value_es,
    scheme_value.label_en as value_en,
    dated.assessed_by,
    dated.assessment_state,
    dated.date_text,
    dated.known_from,
    dated.note_es,
    dated.note_en,
    dated.only_in,
    dated.evidence_file,
    dated.origin,
    dated.source_ids
from dated
inner join core_ogp__scheme as scheme on dated.scheme_id = scheme.scheme_id
left join
    core_ogp__scheme_value as scheme_value
    on dated.scheme_id = scheme_value.scheme_id
    and dated.value_id = scheme_value.value_id
