-- The texts of the forms: Faro's summaries of what sources print, what delivered commitments say,
-- and the
-- narratives that teams deliver, each with its date and the role of its author. None replaces
-- another.
select
    commitment_id,
    field_id,
    text_es,
    text_en,
    from_text,
    'summary' as wording,
    null::varchar as author_role,
    null::varchar as only_in,
    printed_chars::integer as printed_chars,
    source_id,
    'published' as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_text
union all
select
    commitment_id,
    field_id,
    coalesce(text_es, text_en),
    coalesce(text_en, text_es),
    strftime(date, '%Y-%m-%d'),
    wording,
    author_role,
    case when text_en is null then 'es' when text_es is null then 'en' end,
    null,
    _file,
    _origin,
    _file,
    _sheet,
    _row::integer
from accepted_relato
union all
select
    own.commitment_id,
    said.field_id,
    said.said_text,
    said.said_text,
    null,
    'official',
    null,
    null,
    null,
    own._file,
    own._origin,
    own._file,
    own._sheet,
    own._row::integer
from accepted_compromiso as own
cross join
    lateral(
        select 'lead' as field_id, own.lead as said_text
        union all
        select 'actors_government', own.support
        union all
        select 'objective', own.full_text
    ) as said
where said.said_text is not null
