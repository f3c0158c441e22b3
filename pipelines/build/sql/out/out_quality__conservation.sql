-- Rows delivered = rows curated + rows in quarantine, file by file.
select
    source,
    file,
    core_table,
    origin,
    rows_delivered,
    rows_curated,
    rows_quarantined,
    rows_delivered = rows_curated + rows_quarantined as is_conserved
from core_quality__conservation
