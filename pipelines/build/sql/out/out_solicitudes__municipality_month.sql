-- Requests of each municipality and month: as it counted them itself or, for months it did not
-- count,
-- from its log. The two are never added.
with
    logged as (
        select
            country,
            code,
            received_on as day,
            1 as received,
            0 as closed,
            0 as in_time,
            0 as extended,
            0 as refused,
            0 as derived,
            source_ids
        from out_solicitudes__request
        union all
        select
            country,
            code,
            closed_on,
            0,
            1,
            (request_state = 'in_time')::integer,
            is_extended::integer,
            (outcome in ('refused', 'partly_granted'))::integer,
            (outcome = 'derived')::integer,
            source_ids
        from out_solicitudes__request
        where closed_on is not null
    ),

    counted as (
        select
            country,
            code,
            year,
            month,
            'month' as basis,
            received as received_count,
            answered as closed_count,
            in_time as in_time_count,
            extended as extended_count,
            refused as refused_count,
            derived as derived_count,
            origin,
            source_file as source_ids
        from core_solicitudes__month
        union all
        select
            country,
            code,
            year(day)::integer,
            month(day)::integer,
            'log',
            sum(received)::integer,
            sum(closed)::integer,
            sum(in_time)::integer,
            sum(extended)::integer,
            sum(refused)::integer,
            sum(derived)::integer,
            'computed',
            string_agg(distinct source_ids, ', ' order by source_ids)
        from logged
        group by country, code, year(day), month(day)
    ),

    chosen as (
        select *
        from counted
        qualify row_number() over (partition by country, code, year, month order by basis desc) = 1
    )

select
    chosen.country,
    chosen.code,
    place.municipality,
    place.region_id,
    chosen.year,
    chosen.month,
    chosen.basis,
    chosen.received_count,
    chosen.closed_count,
    chosen.in_time_count,
    chosen.extended_count,
    chosen.refused_count,
    chosen.derived_count,
    chosen.origin,
    chosen.source_ids
from chosen
inner join
    core_territory__municipality as place
    on chosen.country = place.country
    and chosen.code = place.code
