-- The action plans: the registered ones, those delivered, and those that a delivered commitment
-- names
-- without anybody having delivered the plan itself: of these only the year is known.
with
    listed as (
        select
            country,
            cycle::integer as cycle,
            plan_number::integer as plan_number,
            plan_es,
            plan_en,
            year_from::integer as year_from,
            year_to::integer as year_to,
            source_id,
            'published' as origin,
            _file as source_file,
            _sheet as source_sheet,
            _row::integer as source_row
        from accepted_ogp_plan
        union all
        select
            country,
            cycle::integer,
            plan_number::integer,
            coalesce(plan_es, plan_en),
            coalesce(plan_en, plan_es),
            left(year_from, 4)::integer,
            left(year_to, 4)::integer,
            _file,
            _origin,
            _file,
            _sheet,
            _row::integer
        from accepted_plan_ogp
    ),

    named as (
        select
            coalesce(country, replace(left(commitment_id, 2), 'UK', 'GB')) as country,
            cycle::integer as cycle,
            min(plan_number)::integer as plan_number,
            max(_origin) as origin,
            min(_file) as source_file,
            min(_sheet) as source_sheet,
            min(_row)::integer as source_row
        from accepted_compromiso
        group by coalesce(country, replace(left(commitment_id, 2), 'UK', 'GB')), cycle
    )

select *
from listed
union all
select
    named.country,
    named.cycle,
    named.plan_number,
    concat_ws(' ', 'Plan', named.plan_number, '(' || named.cycle || ')'),
    concat_ws(' ', 'Plan', named.plan_number, '(' || named.cycle || ')'),
    named.cycle,
    null,
    named.source_file,
    named.origin,
    named.source_file,
    named.source_sheet,
    named.source_row
from named
left join listed on named.country = listed.country and named.cycle = listed.cycle
where listed.cycle is null
