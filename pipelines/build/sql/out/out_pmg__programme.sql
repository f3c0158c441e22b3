-- Compliance of each PMG programme: the indicators weighted, each capped at 100. It is known only
-- when every indicator is measured and the weights add up to 100; else what is secured so far is.
select
    country,
    code,
    municipality,
    year,
    objective_kind,
    municipal_unit,
    count(*)::integer as indicator_count,
    count(compliance_pct)::integer as measured_count,
    sum(weight_pct) as weight_sum_pct,
    coalesce(sum(weight_pct) filter (where compliance_pct is not null), 0) as measured_weight_pct,
    case
        when round(sum(weight_pct), 2) = 100
        then coalesce(sum(weight_pct * compliance_pct) / 100, 0)
    end as secured_pct,
    case
        when round(sum(weight_pct), 2) = 100 and count(*) = count(compliance_pct)
        then least(100.0, sum(weight_pct * compliance_pct) / 100)
    end as compliance_pct,
    case
        when round(sum(weight_pct), 2) <> 100
        then 'weights'
        when count(*) > count(compliance_pct)
        then 'missing'
        else 'value'
    end as programme_state,
    max(origin) as origin,
    string_agg(distinct source_ids, ', ' order by source_ids) as source_ids
from out_pmg__indicator
group by country, code, municipality, year, objective_kind, municipal_unit
