-- Items of IG 11 with their generating unit and kind, beside what the publication audit shows of
-- their TA files: how many there are and how many are published month by month.
with
    filed as (
        select
            item.id_b as item_id,
            count(*)::integer as file_count,
            count(*) filter (where freshness.is_monthly)::integer as monthly_file_count
        from core_catalogue__materia_crosswalk as item
        inner join
            core_catalogue__materia_crosswalk as file
            on item.id_a = file.id_a
            and file.scheme_b = 'ta_file'
        left join out_publicacion__file_freshness as freshness on file.id_b = freshness.ta_file
        where item.scheme_a = 'materia_2018' and item.scheme_b = 'ig11'
        group by item.id_b
    )

select
    item.item_id,
    item.item_order,
    item.name_es as item_es,
    item.name_en as item_en,
    proposed.unit_es,
    proposed.unit_en,
    model.update_kind,
    proposed.item_origin,
    coalesce(filed.file_count, 0)::integer as file_count,
    coalesce(filed.monthly_file_count, 0)::integer as monthly_file_count,
    item.source_id as source_ids
from core_catalogue__ig11_item as item
left join core_proceso__item as proposed on item.item_id = proposed.item_id
left join
    (
        select serves.item_id, tool.update_kind
        from core_model__tool_item as serves
        inner join
            core_model__tool as tool
            on serves.version_id = tool.version_id
            and serves.tool_id = tool.tool_id
        where tool.dimension_id = 'ig11_items'
    ) as model
    on item.item_id = model.item_id
left join filed on item.item_id = filed.item_id
