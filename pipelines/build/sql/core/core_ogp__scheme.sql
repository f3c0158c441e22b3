-- The vocabularies commitments are assessed with: the registered ones and those delivered.
select
    scheme_id,
    topic,
    name_es,
    name_en,
    assessed_by,
    valid_from::integer as scheme_from,
    valid_to::integer as scheme_to,
    replaces,
    note_es,
    note_en,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_scheme
union all
select
    scheme_id,
    min(topic),
    coalesce(min(name_es), min(name_en), scheme_id),
    coalesce(min(name_en), min(name_es), scheme_id),
    min(assessed_by),
    min(valid_from)::integer,
    max(valid_to)::integer,
    null,
    null,
    null,
    min(_file),
    min(_file),
    min(_sheet),
    min(_row)::integer
from accepted_vocabulario
group by scheme_id
