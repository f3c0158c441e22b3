-- Requests by year for the country, each region and each municipality. A share is of the requests
-- closed
-- in months that say how many were in time, refused or derived; what no month says stays empty.
with
    scoped as (
        select *, 'country' as scope_kind, country as scope_id
        from out_solicitudes__municipality_month
        union all
        select *, 'region', country || '-' || region_id
        from out_solicitudes__municipality_month
        union all
        select *, 'municipality', country || '-' || code
        from out_solicitudes__municipality_month
    ),

    requests as (
        select
            scope_kind,
            scope_id,
            year,
            any_value(country) as country,
            count(distinct code)::integer as municipality_count,
            count(distinct month)::integer as month_count,
            sum(received_count)::integer as received_count,
            sum(closed_count)::integer as closed_count,
            sum(in_time_count)::integer as in_time_count,
            sum(refused_count)::integer as refused_count,
            sum(derived_count)::integer as derived_count,
            sum(closed_count) filter (where in_time_count is not null)::integer as timed_count,
            sum(closed_count) filter (where refused_count is not null)::integer as judged_count,
            sum(closed_count) filter (where derived_count is not null)::integer as routed_count,
            string_agg(distinct source_ids, ', ' order by source_ids) as source_ids
        from scoped
        group by scope_kind, scope_id, year
    ),

    dated as (
        select
            request.working_days,
            year(request.closed_on)::integer as year,
            unnest(
                [
                    request.country,
                    request.country || '-' || place.region_id,
                    request.country || '-' || request.code
                ]
            ) as scope_id
        from out_solicitudes__request as request
        inner join
            core_territory__municipality as place
            on request.country = place.country
            and request.code = place.code
        where request.closed_on is not null
    ),

    days as (
        select
            scope_id,
            year,
            count(*)::integer as dated_count,
            if(count(*) >= minimum_group(), quantile_cont(working_days, 0.5), null) as median_days
        from dated
        group by scope_id, year
    ),

    filed as (
        select
            amparo.result,
            year(amparo.filed)::integer as year,
            unnest(
                [
                    amparo.country,
                    amparo.country || '-' || place.region_id,
                    amparo.country || '-' || amparo.code
                ]
            ) as scope_id
        from core_solicitudes__amparo as amparo
        inner join
            core_territory__municipality as place
            on amparo.country = place.country
            and amparo.code = place.code
        where
            exists (
                select 1
                from out_solicitudes__municipality_month as known
                where
                    known.country = amparo.country
                    and known.code = amparo.code
                    and known.year = year(amparo.filed)
            )
    ),

    appeals as (
        select
            scope_id,
            year,
            count(*)::integer as amparo_count,
            count(result)::integer as decided_count,
            count(*) filter (where result in ('upheld', 'partly_upheld'))::integer as upheld_count,
            count(*) filter (where result = 'sarc')::integer as sarc_count
        from filed
        group by scope_id, year
    ),

    rated as (
        select
            survey.surveys,
            survey.satisfied,
            survey.year,
            unnest(
                [
                    survey.country,
                    survey.country || '-' || place.region_id,
                    survey.country || '-' || survey.code
                ]
            ) as scope_id
        from core_solicitudes__satisfaction as survey
        inner join
            core_territory__municipality as place
            on survey.country = place.country
            and survey.code = place.code
    ),

    views as (
        select
            scope_id,
            year,
            sum(surveys)::integer as survey_count,
            sum(satisfied)::integer as satisfied_count
        from rated
        group by scope_id, year
    )

select
    requests.scope_kind,
    requests.scope_id,
    requests.year,
    requests.country,
    requests.municipality_count,
    requests.month_count,
    requests.received_count,
    requests.closed_count,
    requests.in_time_count,
    requests.timed_count,
    100.0 * requests.in_time_count / nullif(requests.timed_count, 0) as in_time_pct,
    requests.refused_count,
    100.0 * requests.refused_count / nullif(requests.judged_count, 0) as refused_pct,
    requests.derived_count,
    100.0 * requests.derived_count / nullif(requests.routed_count, 0) as derived_pct,
    days.dated_count,
    days.median_days,
    appeals.amparo_count,
    appeals.decided_count,
    appeals.upheld_count,
    appeals.sarc_count,
    100.0 * appeals.amparo_count / nullif(requests.received_count, 0) as amparos_per_100,
    views.survey_count,
    100.0 * views.satisfied_count / nullif(views.survey_count, 0) as satisfied_pct,
    'computed' as origin,
    requests.source_ids
from requests
left join days on requests.scope_id = days.scope_id and requests.year = days.year
left join appeals on requests.scope_id = appeals.scope_id and requests.year = appeals.year
left join views on requests.scope_id = views.scope_id and requests.year = views.year
