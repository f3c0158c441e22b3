-- The signings that a public source names, one a municipality and event.
select
    signing.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    signing.event,
    signing.date as date_text,
    signing.date_basis,
    signing.source_id,
    signing.source_file,
    signing.source_row
from core_published__convenio_signing as signing
inner join core_territory__comuna as comuna on signing.cut = comuna.cut
