-- Our own aggregates against what was printed, at the printed precision; every difference shows.
-- `tolerance` is what the rounding of the inputs themselves allows.
with
    universe as (
        select count(*)::integer as municipalities
        from core_territory__comuna
        where has_municipality
    ),

    other_versions as (
        select
            version.figure_id,
            version.indicator,
            'other_version' as basis,
            version.value as published_value,
            version.decimals as printed_decimals,
            chosen.value as computed_value,
            0.0 as tolerance,
            version.source_id
        from out_published__figure_version as version
        inner join
            out_published__figure_version as chosen on version.chosen_figure_id = chosen.figure_id
        where not version.is_chosen
    ),

    coverage as (
        select
            version.figure_id,
            version.indicator,
            'coverage' as basis,
            version.value as published_value,
            version.decimals as printed_decimals,
            coverage.coverage_pct as computed_value,
            0.0 as tolerance,
            version.source_id
        from out_published__figure_version as version
        inner join out_convenios__year_coverage as coverage on version.year = coverage.year
        where version.indicator = 'mgtm_coverage'
    ),

    corporations_share as (
        select
            share.figure_id,
            share.indicator,
            'share_of_corporations' as basis,
            share.value as published_value,
            share.decimals as printed_decimals,
            100.0 * adopted.value / adopted.n as computed_value,
            0.0 as tolerance,
            share.source_id
        from out_published__figure_version as share
        inner join
            out_published__figure_version as adopted
            on share.sector = adopted.sector
            and share.source_id = adopted.source_id
        where share.indicator = 'mgtm_adopted_share' and adopted.indicator = 'mgtm_adopted_count'
    ),

    comuna_regions as (
        select
            comuna.cut,
            comuna.region_code,
            coalesce(change.changed_in, 0) as changed_in,
            coalesce(left(change.previous_cut, 2), comuna.region_code) as previous_region_code
        from core_territory__comuna as comuna
        left join core_territory__cut_change as change on comuna.cut = change.cut
        where comuna.has_municipality
    ),

    universes as (
        select
            version.figure_id,
            'n_municipalities' as indicator,
            'municipalities_of_territory' as basis,
            version.n::double as published_value,
            0 as printed_decimals,
            count(comuna.cut)::double as computed_value,
            0.0 as tolerance,
            version.source_id
        from out_published__figure_version as version
        left join core_territory__region as region on version.geography = region.region
        left join
            comuna_regions as comuna
            on version.geography_level = 'country'
            or region.region_code
            = if(comuna.changed_in > version.year, comuna.previous_region_code, comuna.region_code)
        where
            version.sector = 'municipality'
            and version.indicator = 'ta_compliance_average'
            and version.geography_level in ('country', 'region')
            and version.group_id = 'all'
            and version.n is not null
        group by all
    ),

    ceremony as (
        select
            version.figure_id,
            version.indicator,
            'names_listed' as basis,
            version.value as published_value,
            version.decimals as printed_decimals,
            count(signing.cut)::double as computed_value,
            0.0 as tolerance,
            version.source_id
        from out_published__figure_version as version
        left join
            out_convenios__known_signing as signing
            on version.source_id = signing.source_id
            and version.period = signing.date_text
        where version.indicator = 'mgtm_agreements_new' and version.geography_level = 'region'
        group by all
    ),

    tools as (
        select
            version.figure_id,
            version.indicator,
            'catalogue_of_tools' as basis,
            version.value as published_value,
            version.decimals as printed_decimals,
            count(tool.tool_id)::double as computed_value,
            0.0 as tolerance,
            version.source_id
        from out_published__figure_version as version
        left join
            core_catalogue__tool as tool
            on tool.first_version_id
            = if(version.indicator = 'mgtm_tools', 'mgtm_2012', 'mgtm2_2016')
        where version.indicator in ('mgtm_tools', 'mgtm2_new_tools')
        group by all
    ),

    changes as (
        select
            version.figure_id,
            version.indicator,
            'change_on_previous_year' as basis,
            version.value as published_value,
            version.decimals as printed_decimals,
            level.value - before.value as computed_value,
            0.5 * (pow(10, - level.decimals) + pow(10, - before.decimals)) as tolerance,
            version.source_id
        from out_published__figure_version as version
        left join
            out_published__figure_version as level
            on version.geography = level.geography
            and version.year = level.year
            and level.indicator = 'ta_compliance_average'
            and level.sector = version.sector
            and level.group_id = version.group_id
            and level.is_chosen
        left join
            out_published__figure_version as before
            on version.geography = before.geography
            and version.year - 1 = before.year
            and before.indicator = 'ta_compliance_average'
            and before.sector = version.sector
            and before.group_id = version.group_id
            and before.is_chosen
        where version.indicator = 'ta_compliance_change'
    ),

    regions_of_publication as (
        select
            'S060:' || country.year || ':' || country.ta_file as figure_id,
            'mean_months_published' as indicator,
            'weighted_mean_of_regions' as basis,
            country.mean_months_published as published_value,
            2 as printed_decimals,
            sum(region.municipalities * region.mean_months_published)
            / sum(region.municipalities) as computed_value,
            0.005 as tolerance,
            country.source_id
        from core_publicacion__year_region_file as country
        inner join
            core_publicacion__year_region_file as region
            on country.year = region.year
            and country.ta_file = region.ta_file
            and region.geography_level = 'region'
        where country.geography_level = 'country'
        group by all
    ),

    audit_months as (
        select
            publication.year,
            publication.ta_file,
            comuna.region,
            publication.cut,
            sum(publication.is_published::integer) as months
        from out_publicacion__month_municipality as publication
        inner join core_territory__comuna as comuna on publication.cut = comuna.cut
        where publication.origin = 'delivered'
        group by all
    ),

    audit as (
        select
            'S060:'
            || published.year
            || ':'
            || published.geography
            || ':'
            || published.ta_file as figure_id,
            'mean_months_published' as indicator,
            'publication_audit' as basis,
            published.mean_months_published as published_value,
            2 as printed_decimals,
            avg(audit_months.months) as computed_value,
            1e-9 as tolerance,
            published.source_id
        from core_publicacion__year_region_file as published
        inner join
            audit_months
            on published.year = audit_months.year
            and published.ta_file = audit_months.ta_file
            and (published.geography_level = 'country' or published.geography = audit_months.region)
        group by all
    ),

    delivered_means as (
        select
            version.figure_id,
            version.indicator,
            'mean_of_delivered_totals' as basis,
            version.value as published_value,
            version.decimals as printed_decimals,
            avg(score.score_pct) as computed_value,
            0.0 as tolerance,
            version.source_id
        from out_published__figure_version as version
        inner join core_fiscalizacion__round as round on version.year = round.year
        inner join
            out_fiscalizacion__municipality_round as score
            on round.round_id = score.round_id
            and score.origin = 'delivered'
            and score.revision = 'as_published'
            and score.score_pct is not null
            and (version.geography_level = 'country' or version.geography = score.region)
        where
            version.indicator = 'ta_compliance_average'
            and version.sector = 'municipality'
            and version.group_id = 'all'
            and version.geography_level in ('country', 'region')
            and version.is_chosen
        group by all
        having count(*) >= minimum_group()
    ),

    comunas as (
        select
            'comunas:' || region.region_code as figure_id,
            'n_comunas' as indicator,
            'comunas_of_territory' as basis,
            region.comunas_count::double as published_value,
            0 as printed_decimals,
            count(comuna.cut)::double as computed_value,
            0.0 as tolerance,
            null as source_id
        from core_territory__region as region
        left join core_territory__comuna as comuna on region.region_code = comuna.region_code
        group by all
    ),

    together as (
        select *
        from other_versions
        union all
        select *
        from coverage
        union all
        select *
        from corporations_share
        union all
        select *
        from universes
        union all
        select *
        from ceremony
        union all
        select *
        from tools
        union all
        select *
        from changes
        union all
        select *
        from regions_of_publication
        union all
        select *
        from comunas
        union all
        select *
        from audit
        union all
        select *
        from delivered_means
    ),

    judged as (
        select
            *,
            abs(round(computed_value, printed_decimals) - published_value) < 1e-9
            or (
                tolerance > 0
                and abs(computed_value - published_value)
                <= 0.5 * pow(10, - printed_decimals) + tolerance + 1e-9
            ) as agrees
        from together
    ),

    named as (
        select
            *,
            case
                when agrees is null
                then 'not_computable'
                when agrees
                then 'agrees'
                when
                    abs(computed_value) - abs(published_value) > 0
                    and abs(computed_value) - abs(published_value) < pow(10, - printed_decimals)
                    and basis in ('other_version', 'coverage')
                then 'truncated'
                else 'differs'
            end as difference_kind
        from judged
    )

select
    named.figure_id,
    named.indicator,
    coalesce(indicator.name_es, basis_text.indicator_es) as indicator_es,
    coalesce(indicator.name_en, basis_text.indicator_en) as indicator_en,
    named.basis,
    basis_text.es as basis_es,
    basis_text.en as basis_en,
    named.published_value,
    named.printed_decimals::integer as printed_decimals,
    named.computed_value,
    named.computed_value - named.published_value as difference,
    named.agrees,
    named.difference_kind,
    case
        named.difference_kind
        when 'agrees'
        then 'Coinciden con los decimales impresos.'
        when 'truncated'
        then 'La fuente cortó los decimales en vez de redondear.'
        when 'differs'
        then 'No coinciden: se muestran ambas cifras.'
        else 'No se puede calcular: falta un dato que ninguna fuente publica.'
    end as explanation_es,
    case
        named.difference_kind
        when 'agrees'
        then 'They agree at the printed decimals.'
        when 'truncated'
        then 'The source cut the decimals instead of rounding.'
        when 'differs'
        then 'They differ: both figures are shown.'
        else 'Cannot be computed: it needs a figure that no source publishes.'
    end as explanation_en,
    named.source_id
from named
inner join
    (
        values
            (
                'other_version',
                'la versión más precisa de la misma cifra',
                'the most precise version of the same figure',
                null,
                null
            ),
            (
                'coverage',
                'convenios acumulados sobre municipios del país',
                'cumulative convenios over municipalities of the country',
                null,
                null
            ),
            (
                'share_of_corporations',
                'corporaciones con el modelo sobre las fiscalizadas',
                'corporations with the model over those scored',
                null,
                null
            ),
            (
                'municipalities_of_territory',
                'municipios según la tabla territorial',
                'municipalities in the territory table',
                'Municipios del universo',
                'Municipalities in the universe'
            ),
            (
                'names_listed',
                'municipios nombrados en la misma noticia',
                'municipalities named in the same article',
                null,
                null
            ),
            (
                'catalogue_of_tools',
                'herramientas del catálogo',
                'tools in the catalogue',
                null,
                null
            ),
            (
                'change_on_previous_year',
                'nivel del año menos el del año anterior',
                'level of the year minus the year before',
                null,
                null
            ),
            (
                'weighted_mean_of_regions',
                'media de las regiones ponderada por municipios',
                'mean of the regions weighted by municipalities',
                'Meses publicados por archivo',
                'Months published per file'
            ),
            (
                'publication_audit',
                'media calculada de la auditoría de publicación entregada',
                'mean computed from the publication audit delivered',
                'Meses publicados por archivo',
                'Months published per file'
            ),
            (
                'mean_of_delivered_totals',
                'media de los totales entregados',
                'mean of the totals delivered',
                null,
                null
            ),
            (
                'comunas_of_territory',
                'comunas según la tabla territorial',
                'comunas in the territory table',
                'Comunas de la región',
                'Communes of the region'
            )
    ) as basis_text(basis, es, en, indicator_es, indicator_en)
    on named.basis = basis_text.basis
left join core_catalogue__indicator as indicator on named.indicator = indicator.indicator
