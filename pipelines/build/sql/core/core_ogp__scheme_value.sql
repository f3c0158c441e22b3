select
    scheme_id,
    value_id,
    value_order::integer as value_order,
    label_es,
    label_en,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_scheme_value
union all
select
    scheme_id,
    value_id,
    value_order::integer,
    coalesce(label_es, label_en),
    coalesce(label_en, label_es),
    _file,
    _sheet,
    _row::integer
from accepted_vocabulario
