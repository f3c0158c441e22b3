-- Every municipality of every country with a list, keyed (country, code): Chile's from its own
-- communes, the others from their lists. The size class is the delivered one, else the band of the
-- population.
with
    together as (
        select
            'CL' as country,
            cut as code,
            cut,
            comuna as municipality,
            region_code as region_id,
            region,
            region_order_north_south as region_order,
            null::varchar as own_size,
            population_census_2024 as population,
            pndr_class_2024 as rurality,
            null::varchar as culture,
            null::varchar as society,
            null::varchar as economy,
            null::double as latitude,
            null::double as longitude,
            'published' as origin,
            source_file,
            source_sheet,
            source_row
        from core_territory__comuna
        where has_municipality
        union all
        select
            country,
            code,
            null,
            municipality,
            region,
            region,
            null,
            null,
            population::integer,
            null,
            null,
            null,
            null,
            null,
            null,
            _origin,
            _file,
            _sheet,
            _row::integer
        from accepted_territory_mexico
        union all
        select
            country,
            code,
            null,
            municipality,
            region,
            region,
            null,
            size,
            population::integer,
            rurality,
            culture,
            society,
            economy,
            latitude,
            longitude,
            _origin,
            _file,
            _sheet,
            _row::integer
        from accepted_territorio
    )

select
    together.country,
    together.code,
    together.cut,
    together.municipality,
    together.region_id,
    together.region,
    together.region_order,
    coalesce(together.own_size, band.band_id) as size_id,
    coalesce(together.own_size, band.name_es) as size_es,
    coalesce(together.own_size, band.name_en) as size_en,
    if(together.own_size is null, band.band_order, null) as size_order,
    together.population,
    together.rurality,
    together.culture,
    together.society,
    together.economy,
    together.latitude,
    together.longitude,
    together.origin,
    together.source_file,
    together.source_sheet,
    together.source_row
from together
left join
    core_catalogue__band as band
    on band.band_kind = 'population'
    and together.population >= band.low_bound
    and together.population < band.high_bound
