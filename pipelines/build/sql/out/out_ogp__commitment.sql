-- The catalogue: every commitment with its plan, its area in both languages, and usable dates.
-- An end date that no plan allows is left aside for the conclusion date; out_ogp__warning says so.
with dated as (
    select
        c.*,
        p.plan_number,
        p.plan_es,
        p.plan_en,
        p.year_from,
        p.year_to,
        case
            when left(c.end_text, 4)::integer <= p.year_to then c.end_text
            else c.conclusion_text
        end as usable_end
    from core_ogp__commitment as c
    inner join core_ogp__plan as p on c.cycle = p.cycle
)

select
    dated.commitment_id,
    dated.cycle,
    dated.plan_number,
    dated.plan_es,
    dated.plan_en,
    dated.year_from,
    dated.year_to,
    dated.commitment_number,
    dated.title_es,
    dated.title_en,
    dated.title_es_basis,
    dated.policy_area,
    area.name_es as area_es,
    area.name_en as area_en,
    dated.more_areas,
    dated.ogp_values,
    dated.starred,
    dated.ogp_status,
    dated.is_municipal,
    dated.start_text,
    dated.end_text,
    dated.conclusion_text,
    cast(dated.start_text || right('-01-01', 10 - length(dated.start_text)) as date) as start_date,
    case length(dated.usable_end)
        when 4 then make_date(dated.usable_end::integer, 12, 31)
        when 7 then last_day(cast(dated.usable_end || '-01' as date))
        else cast(dated.usable_end as date)
    end as end_date,
    'https://www.opengovpartnership.org/members/chile/commitments/' || dated.commitment_id || '/' as url,
    'published' as origin,
    concat_ws(', ', dated.source_id, dated.title_es_source_id) as source_ids
from dated
inner join core_ogp__area as area on dated.policy_area = area.policy_area
