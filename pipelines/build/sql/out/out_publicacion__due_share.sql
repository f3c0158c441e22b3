-- Which share of the months already due municipalities published, by year, territory and TA file.
-- A file looked at in August owes fewer months than one looked at in January: counting only the
-- months due lets both be read side by side.
select
    share.year,
    share.geography_level,
    share.region_code,
    share.geography,
    share.region_order_north_south,
    share.ta_file,
    share.ta_file_order,
    share.ta_file_es,
    share.ta_file_en,
    coalesce(freshness.is_monthly, false) as is_monthly,
    max(share.municipalities)::integer as municipalities,
    share.seen_until,
    count(*) filter (where share.is_due)::integer as due_months,
    count(*) filter (where share.is_due) < 12 as is_partial_year,
    coalesce(sum(share.published_count) filter (where share.is_due), 0)::integer
    as published_due_count,
    case
        when max(share.municipalities) >= minimum_group()
        then
            100.0
            * sum(share.published_count) filter (where share.is_due)
            / sum(share.municipalities) filter (where share.is_due)
    end as published_due_pct,
    case
        when count(*) filter (where share.is_due) = 0
        then 'missing'
        when max(share.municipalities) < minimum_group()
        then 'few'
        else 'value'
    end as due_state,
    'computed' as origin,
    share.source_ids
from out_publicacion__month_share as share
left join out_publicacion__file_freshness as freshness on share.ta_file = freshness.ta_file
group by all
