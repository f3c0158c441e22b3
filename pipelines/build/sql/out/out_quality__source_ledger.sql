-- Every source cited, with how many facts rest on it.
select
    source.source_id,
    source.title,
    source.publisher,
    source.date as date_text,
    source.url,
    source.language,
    (
        select count(*)::integer
        from core_published__figure as f
        where f.source_id = source.source_id
    ) as figures,
    (
        select count(*)::integer
        from core_published__municipal_score as s
        where s.source_id = source.source_id
    ) as municipal_scores,
    (
        select count(*)::integer
        from core_published__convenio_signing as c
        where c.source_id = source.source_id
    ) as signings,
    (
        select count(*)::integer
        from core_publicacion__year_region_file as p
        where p.source_id = source.source_id
    ) as publication_rows
from core_published__source as source
