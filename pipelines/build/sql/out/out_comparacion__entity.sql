-- Who can be set side by side: the country, the groups, rurality classes, regions, municipalities.
-- The ids are neutral: they stand in addresses.
select
    case
        group_id when 'all' then 'country' when 'mgtm_pilot' then 'pilot' else 'rest'
    end as entity_id,
    if(group_id = 'all', 'country', 'group') as entity_kind,
    group_order::integer as entity_order,
    name_es as entity_es,
    name_en as entity_en,
    if(group_id = 'all', 'country', 'group') as dimension,
    group_id as member
from core_catalogue__group
union all
select
    lower(pndr_class_2024) as entity_id,
    'rurality' as entity_kind,
    case pndr_class_2024 when 'Urbana' then 11 when 'Mixta' then 12 else 13 end as entity_order,
    case
        pndr_class_2024
        when 'Urbana'
        then 'Comunas urbanas'
        when 'Mixta'
        then 'Comunas mixtas'
        else 'Comunas rurales'
    end as entity_es,
    case
        pndr_class_2024
        when 'Urbana'
        then 'Urban comunas'
        when 'Mixta'
        then 'Mixed comunas'
        else 'Rural comunas'
    end as entity_en,
    'rurality' as dimension,
    pndr_class_2024 as member
from core_territory__comuna
where pndr_class_2024 is not null
group by pndr_class_2024
union all
select
    'R' || region_code as entity_id,
    'region' as entity_kind,
    (100 + region_order_north_south)::integer as entity_order,
    case
        when starts_with(region_official, 'Región ' || region)
        then 'Región ' || region
        when length(region_official) <= 26
        then region_official
        else 'Región de ' || region
    end as entity_es,
    region || ' Region' as entity_en,
    'region' as dimension,
    region_code as member
from core_territory__region
union all
select
    cut as entity_id,
    'municipality' as entity_kind,
    (1000 + row_number() over (order by region_order_north_south, cut))::integer as entity_order,
    comuna as entity_es,
    comuna as entity_en,
    'municipality' as dimension,
    cut as member
from core_territory__comuna
where has_municipality
