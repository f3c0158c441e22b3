-- Every printed version of a figure side by side: the most precise one is chosen, the others
-- agree with it at their own precision (rounded or truncated) or contradict it.
with
    ranked as (
        select
            *,
            coalesce(group_id, 'all') as group_of,
            row_number() over same_figure as rank_in_figure,
            first_value(value) over same_figure as chosen_value,
            first_value(figure_id) over same_figure as chosen_figure_id,
            first_value(decimals) over same_figure as chosen_decimals
        from core_published__figure
        window
            same_figure as (
                partition by
                    indicator,
                    instrument,
                    sector,
                    group_id,
                    geography_level,
                    geography,
                    year,
                    matter,
                    case when year is null or sector <> 'municipality' then period end
                order by
                    decimals desc,
                    case confidence when 'high' then 0 when 'medium' then 1 else 2 end,
                    figure_id
                rows between unbounded preceding and unbounded following
            )
    ),

    compared as (
        select
            *,
            case
                when rank_in_figure = 1
                then 'chosen'
                when abs(round(chosen_value, decimals) - value) < 1e-9
                then 'rounded'
                when
                    abs(chosen_value) - abs(value) > -1e-9
                    and abs(chosen_value) - abs(value) < pow(10, - decimals) - 1e-9
                then 'truncated'
                else 'contradictory'
            end as status
        from ranked
    )

select
    compared.figure_id,
    compared.chosen_figure_id,
    compared.status,
    compared.rank_in_figure = 1 as is_chosen,
    compared.indicator,
    indicator.name_es as indicator_es,
    indicator.name_en as indicator_en,
    compared.instrument,
    compared.sector,
    compared.group_of as group_id,
    compared.geography_level,
    compared.geography,
    compared.cut,
    compared.year,
    compared.period,
    compared.matter,
    compared.value,
    compared.unit,
    compared.decimals,
    compared.n,
    compared.source_id,
    source.title as source_title,
    source.publisher,
    source.url,
    compared.confidence,
    compared.note_es,
    compared.note_en
from compared
left join core_catalogue__indicator as indicator on compared.indicator = indicator.indicator
left join core_published__source as source on compared.source_id = source.source_id
