-- Where the founding documents break their own rules, and remarks on them. Shown, never mended.
select
    c.commitment_id,
    'end_out_of_plan' as rule_id,
    c.end_text || coalesce(' ≠ ' || c.conclusion_text, '') as seen,
    null as text_es,
    null as text_en,
    c.start_date as known_from,
    c.source_ids
from out_ogp__commitment as c
where left(c.end_text, 4)::integer > c.year_to
union all
select
    commitment_id,
    'ended_yet_active',
    strftime(end_date, '%Y-%m-%d'),
    null,
    null,
    end_date + 1,
    source_ids
from out_ogp__commitment
where ogp_status = 'active'
union all
select
    written.commitment_id,
    'too_long',
    coalesce(written.printed_chars, length(written.text_es)) || ' > ' || field.max_chars,
    null,
    null,
    c.start_date,
    written.source_id
from core_ogp__text as written
inner join core_ogp__template_field as field on written.field_id = field.field_id
inner join out_ogp__commitment as c on written.commitment_id = c.commitment_id
where coalesce(written.printed_chars, length(written.text_es)) > field.max_chars
union all
select
    remark.commitment_id,
    remark.remark_id,
    null,
    remark.text_es,
    remark.text_en,
    null,
    remark.source_id
from core_ogp__remark as remark
