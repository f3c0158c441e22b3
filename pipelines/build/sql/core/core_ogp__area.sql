-- The policy areas of OGP, and the themes that delivered commitments name in words of their own.
with
    listed as (
        select
            policy_area,
            name_es,
            name_en,
            _file as source_file,
            _sheet as source_sheet,
            _row::integer as source_row
        from accepted_ogp_area
    ),

    own as (
        select
            coalesce(theme, '–') as theme,
            min(_file) as source_file,
            min(_sheet) as source_sheet,
            min(_row)::integer as source_row
        from accepted_compromiso
        group by coalesce(theme, '–')
    )

select *
from listed
union all
select own.theme, own.theme, own.theme, own.source_file, own.source_sheet, own.source_row
from own
where
    not exists (
        select 1
        from listed
        where
            strip_accents(lower(own.theme))
            in (listed.policy_area, strip_accents(lower(listed.name_es)), lower(listed.name_en))
    )
