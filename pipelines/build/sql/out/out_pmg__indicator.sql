-- What each PMG indicator reached against its target, capped at 100. Not measured is not zero:
-- least() alone would make a hundred of a null.
select
    own.country,
    own.code,
    place.municipality,
    own.year,
    own.objective_kind,
    own.municipal_unit,
    own.pmg_stage_id,
    stage.pmg_stage_order,
    stage.name_es as pmg_stage_es,
    stage.name_en as pmg_stage_en,
    own.objective,
    own.indicator_text,
    own.numerator,
    own.denominator,
    100.0 * own.numerator / own.denominator as reached_pct,
    own.target_pct,
    own.weight_pct,
    case
        when own.numerator is not null and own.denominator is not null
        then least(100.0, 100.0 * (100.0 * own.numerator / own.denominator) / own.target_pct)
    end as compliance_pct,
    if(own.numerator is null or own.denominator is null, 'missing', 'value') as measure_state,
    own.means,
    greatest(own.origin, 'computed'::origin) as origin,
    own.source_file as source_ids
from core_pmg__indicator as own
left join core_pmg__stage as stage on own.pmg_stage_id = stage.pmg_stage_id
left join
    core_territory__municipality as place on own.country = place.country and own.code = place.code
