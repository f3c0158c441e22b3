-- How far the edition can be trusted, in three counts: printed figures that agree of those that can
-- be worked out, delivered rows in use, sources with a link.
select
    'reconciled' as trust_id,
    count(*) filter (where agrees)::integer as held_count,
    count(agrees)::integer as whole_count,
    'computed' as origin
from out_quality__reconciliation
union all
select
    'rows_used' as trust_id,
    coalesce(sum(rows_curated), 0)::integer as held_count,
    coalesce(sum(rows_delivered), 0)::integer as whole_count,
    greatest(max(origin), 'computed'::origin) as origin
from out_quality__conservation
union all
select
    'sources_linked' as trust_id,
    count(url)::integer as held_count,
    count(*)::integer as whole_count,
    'computed' as origin
from out_quality__source_ledger
