-- The catalogue: every commitment with its plan, its area in both languages, and usable dates.
-- An end date that no plan allows is left aside for the conclusion date; out_ogp__warning says so.
with
    dated as (
        select
            c.*,
            p.plan_number,
            p.plan_es,
            p.plan_en,
            p.year_from,
            p.year_to,
            case
                when p.year_to is null or left(c.end_text, 4)::integer <= p.year_to
                then c.end_text
                else c.conclusion_text
            end as usable_end
        from core_ogp__commitment as c
        inner join core_ogp__plan as p on c.cycle = p.cycle and c.country = p.country
    ),

    listed as (
        select
            dated.commitment_id,
            string_agg(
                area.name_es, ', ' order by area.policy_area <> dated.policy_area, area.name_es
            ) as areas_es,
            string_agg(
                area.name_en, ', ' order by area.policy_area <> dated.policy_area, area.name_en
            ) as areas_en
        from dated
        inner join
            core_ogp__area as area
            on area.policy_area = dated.policy_area
            or list_contains(
                string_split(replace(dated.more_areas, ' ', ''), ';'), area.policy_area
            )
        group by dated.commitment_id
    )

select
    dated.commitment_id,
    dated.country,
    if(dated.country = 'CL', '', dated.country || '-') || dated.cycle as plan_key,
    dated.ogp_region,
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
    listed.areas_es,
    listed.areas_en,
    dated.ogp_values,
    dated.starred,
    dated.ogp_status,
    dated.is_municipal,
    dated.start_text,
    dated.end_text,
    dated.conclusion_text,
    cast(dated.start_text || right('-01-01', 10 - length(dated.start_text)) as date) as start_date,
    period_end(dated.usable_end) as end_date,
    coalesce(
        dated.given_url,
        if(
            dated.country = 'CL',
            'https://www.opengovpartnership.org/members/chile/commitments/'
            || dated.commitment_id
            || '/',
            null
        )
    ) as url,
    dated.short_title,
    dated.specificity,
    dated.origin,
    concat_ws(', ', dated.source_id, dated.title_es_source_id) as source_ids
from dated
inner join core_ogp__area as area on dated.policy_area = area.policy_area
inner join listed on dated.commitment_id = listed.commitment_id
