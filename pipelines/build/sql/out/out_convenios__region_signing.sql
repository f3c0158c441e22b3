-- What is publicly known of signings by region: municipalities named, and counts announced.
with
    named as (
        select
            region_code,
            count(distinct cut)::integer as known_signings,
            string_agg(distinct source_id, ', ' order by source_id) as source_ids
        from out_convenios__known_signing
        group by region_code
    ),

    announced as (
        select
            geography as region,
            sum(value)::integer as announced_signings,
            string_agg(distinct source_id, ', ' order by source_id) as source_ids
        from out_published__figure_version
        where
            geography_level = 'region'
            and is_chosen
            and indicator in ('mgtm_agreements_new', 'mgtm_mayors_signing')
        group by geography
    )

select
    territory.region_code,
    territory.region,
    territory.region_order_north_south,
    coalesce(named.known_signings, 0)::integer as known_signings,
    (sum(coalesce(named.known_signings, 0)) over ())::integer as country_known_signings,
    announced.announced_signings,
    (
        select count(*)::integer
        from core_territory__comuna as comuna
        where comuna.region_code = territory.region_code and comuna.has_municipality
    ) as municipalities,
    array_to_string(
        list_sort(
            list_distinct(
                list_filter(
                    string_split(concat_ws(', ', named.source_ids, announced.source_ids), ', '),
                    lambda s:s <> ''
                )
            )
        ),
        ', '
    ) as source_ids
from core_territory__region as territory
left join named on territory.region_code = named.region_code
left join announced on territory.region = announced.region
