-- Damaged lines by TA file and reason. Where each one stands is kept in `bulk_damaged`.
select
    ta_file,
    reason,
    cast(count(*) as bigint) as damaged_lines,
    min(byte_offset) as first_byte_offset
from bulk_damaged
group by ta_file, reason
