-- Countries that have a list of municipalities, or that take part in the regional model without
-- one yet. A country that a delivery brings is described by the delivery alone.
with
    listed as (
        select
            country,
            count(*) as municipalities,
            count(population) as municipalities_with_population,
            max(origin) as origin,
            min(source_file) as source_file,
            min(source_sheet) as source_sheet,
            min(source_row) as source_row
        from core_territory__municipality
        group by country
    )

select
    coalesce(known.country, listed.country) as country,
    coalesce(known.country_order, 100)::integer as country_order,
    coalesce(known.role, 'delivered') as role,
    if(listed.country is null, 'no_data', 'listed') as state,
    coalesce(listed.municipalities, 0)::integer as municipalities,
    coalesce(listed.municipalities_with_population, 0)::integer as municipalities_with_population,
    known.universe_es,
    known.universe_en,
    known.division_es,
    known.division_en,
    known.source_es,
    known.source_en,
    coalesce(listed.origin, 'published') as origin,
    coalesce(known._file, listed.source_file) as source_file,
    if(known.country is null, listed.source_sheet, known._sheet) as source_sheet,
    coalesce(known._row, listed.source_row)::integer as source_row
from accepted_territory_country as known
full join listed on known.country = listed.country
