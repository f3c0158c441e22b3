-- Convenios delivered, one row a signing, with where the municipality stands.
select
    signing.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    comuna.pndr_class_2024 as rurality,
    signing.kind,
    signing.date_signed,
    signing.date_end,
    signing.date_renewed,
    signing.document_url,
    signing.origin,
    signing.source_file,
    signing.source_row
from core_convenios__signing as signing
inner join core_territory__comuna as comuna on signing.cut = comuna.cut
