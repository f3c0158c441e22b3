-- Totals as delivered: from files with one total a municipality, and from the wide shape.
with
    together as (
        select
            cut,
            round_id,
            revision,
            'total' as shape,
            score_pct,
            score_pct_state as score_state,
            review_date,
            _origin,
            _file,
            _sheet,
            _row
        from accepted_fiscalizacion_total
        union all
        select
            cut,
            round_id,
            revision,
            'wide' as shape,
            total_pct,
            total_pct_state,
            review_date,
            _origin,
            _file,
            _sheet,
            _row
        from accepted_fiscalizacion_wide
        where total_pct_state <> 'missing'
    )

select
    cut,
    round_id,
    revision,
    shape,
    score_pct,
    score_state,
    review_date,
    _origin as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from together
