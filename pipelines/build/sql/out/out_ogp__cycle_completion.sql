-- Completion by cycle: what the IRM counted where a count is known, and otherwise only how many
-- commitments there are. A level never crosses from one scheme to another. The count of the IRM
-- prints no date: it is known from the end of the plan at the earliest.
with
    cycle_total as (
        select country, cycle, count(*)::integer as commitments
        from core_ogp__commitment
        group by country, cycle
    )

select
    plan.country,
    plan.cycle,
    plan.plan_es,
    plan.plan_en,
    cycle_total.commitments as universe,
    result.phase,
    result.scheme_id,
    result.value_id,
    scheme_value.value_order,
    scheme_value.label_es as value_es,
    scheme_value.label_en as value_en,
    result.commitments,
    if(
        result.cycle is null,
        make_date(plan.year_from, 1, 1),
        make_date(coalesce(plan.year_to, plan.year_from), 12, 31)
    ) as known_from,
    plan.origin,
    coalesce(result.source_id, plan.source_id) as source_ids
from core_ogp__plan as plan
inner join cycle_total on plan.cycle = cycle_total.cycle and plan.country = cycle_total.country
left join core_ogp__cycle_result as result on plan.cycle = result.cycle and plan.country = 'CL'
left join
    core_ogp__scheme_value as scheme_value
    on result.scheme_id = scheme_value.scheme_id
    and result.value_id = scheme_value.value_id
