-- First date each municipality reached each stage, tool by tool.
with
    named as (
        select
            tool.tool_id,
            arg_min(tool.name_es, version.version_order) as tool_es,
            arg_min(tool.name_en, version.version_order) as tool_en,
            min(tool.model_id) as model_version
        from core_model__tool as tool
        inner join core_model__version as version on tool.version_id = version.version_id
        group by tool.tool_id
    )

select
    event.cut,
    comuna.comuna,
    comuna.region_code,
    comuna.region,
    comuna.region_order_north_south,
    event.tool_id,
    named.tool_es,
    named.tool_en,
    named.model_version,
    event.stage,
    stage.stage_order,
    event.date,
    event.evidence_url,
    event.origin,
    event.source_file,
    event.source_row
from core_adopcion__stage_event as event
inner join core_territory__comuna as comuna on event.cut = comuna.cut
inner join core_catalogue__stage as stage on event.stage = stage.stage_id
left join named on event.tool_id = named.tool_id
