-- Every commitment: the registered catalogue, and those delivered under OGP's own headings or ours.
with
    area as (
        select policy_area, strip_accents(lower(name_es)) as plain_es, lower(name_en) as plain_en
        from accepted_ogp_area
    )

select
    commitment_id,
    'CL' as country,
    null::varchar as ogp_region,
    cycle::integer as cycle,
    commitment_number::integer as commitment_number,
    title_es,
    title_en,
    title_es_basis,
    title_es_source_id,
    policy_area,
    more_areas,
    ogp_values,
    starred,
    ogp_status,
    start_text,
    end_text,
    conclusion_text,
    is_municipal,
    null::varchar as given_url,
    null::varchar as short_title,
    null::varchar as specificity,
    source_id,
    'published' as origin,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_ogp_commitment
union all
select
    own.commitment_id,
    coalesce(own.country, replace(left(own.commitment_id, 2), 'UK', 'GB')),
    own.ogp_region,
    own.cycle::integer,
    own.commitment_number::integer,
    coalesce(own.title_es, own.title_en),
    coalesce(own.title_en, own.title_es),
    if(own.title_es is null, 'untranslated', 'official'),
    null,
    coalesce(area.policy_area, own.theme, '–'),
    null,
    nullif(
        concat_ws(
            '; ',
            if(own.access, 'access', null),
            if(own.civic, 'civic', null),
            if(own.accountability, 'accountability', null),
            if(own.technology, 'technology', null)
        ),
        ''
    ),
    own.starred,
    null,
    own.start,
    own."end",
    null,
    coalesce(own.is_municipal, false),
    own.given_url,
    own.short_title,
    own.specificity,
    own._file,
    own._origin,
    own._file,
    own._sheet,
    own._row::integer
from accepted_compromiso as own
left join
    area on strip_accents(lower(own.theme)) in (area.policy_area, area.plain_es, area.plain_en)
