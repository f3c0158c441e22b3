-- The editions that the compiled series was read from, whether its arrivals rest on them, and those
-- in which whoever compiled it met marks of months that had not begun.
select
    edition_date,
    sha256,
    rows::integer as rows_read,
    cols::integer as columns_read,
    has_audit_year,
    mu_rows::integer as municipal_rows,
    total_records::bigint as total_records,
    max_update as last_update,
    used_for_arrivals as is_used,
    coalesce(marks_future_months, false) as has_future_months,
    'S070' as source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_publication_editions
