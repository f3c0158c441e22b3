-- Two versions side by side, tool by tool: the next edition of a model, and the version another
-- one extends. A tool is the one it names as predecessor; what an extension takes over is kept.
with
    pair as (
        select
            version.version_id,
            coalesce(
                version.extends,
                lag(version.version_id) over (
                    partition by version.model_id order by version.version_order
                )
            ) as from_version_id,
            version.extends is not null as is_extension
        from core_model__version as version
    ),

    placed as (
        select
            tool.version_id,
            tool.tool_id,
            tool.tool_order,
            tool.name_es,
            tool.name_en,
            tool.predecessor_id,
            dimension.dimension_id,
            dimension.dimension_order,
            dimension.name_es as dimension_es,
            dimension.name_en as dimension_en
        from core_model__tool as tool
        inner join
            core_model__dimension as dimension
            on tool.version_id = dimension.version_id
            and tool.dimension_id = dimension.dimension_id
    ),

    matched as (
        select
            pair.version_id,
            pair.from_version_id,
            later.tool_id,
            sooner.tool_id as from_tool_id,
            later.dimension_order as place,
            later.tool_order
        from pair
        inner join placed as later on pair.version_id = later.version_id
        left join
            placed as sooner
            on pair.from_version_id = sooner.version_id
            and later.predecessor_id = sooner.tool_id
        where pair.from_version_id is not null
        union all
        select
            pair.version_id,
            pair.from_version_id,
            if(pair.is_extension, sooner.tool_id, null) as tool_id,
            sooner.tool_id as from_tool_id,
            if(pair.is_extension, -1000, 1000) + sooner.dimension_order as place,
            sooner.tool_order
        from pair
        inner join placed as sooner on pair.from_version_id = sooner.version_id
        where
            not exists (
                select 1
                from placed as later
                where later.version_id = pair.version_id and later.predecessor_id = sooner.tool_id
            )
    )

select
    matched.version_id,
    matched.from_version_id,
    (
        row_number() over (
            partition by matched.version_id order by matched.place, matched.tool_order
        )
    )::integer as change_order,
    matched.from_tool_id,
    matched.tool_id,
    case
        when matched.from_tool_id is null
        then 'added'
        when matched.tool_id is null
        then 'dropped'
        when later.tool_id is null or sooner.name_es = later.name_es
        then 'kept'
        else 'renamed'
    end as change_kind,
    sooner.name_es as from_tool_es,
    sooner.name_en as from_tool_en,
    coalesce(later.name_es, if(matched.tool_id is null, null, sooner.name_es)) as tool_es,
    coalesce(later.name_en, if(matched.tool_id is null, null, sooner.name_en)) as tool_en,
    coalesce(later.dimension_es, sooner.dimension_es) as dimension_es,
    coalesce(later.dimension_en, sooner.dimension_en) as dimension_en
from matched
left join
    placed as sooner
    on matched.from_version_id = sooner.version_id
    and matched.from_tool_id = sooner.tool_id
left join
    placed as later on matched.version_id = later.version_id and matched.tool_id = later.tool_id
