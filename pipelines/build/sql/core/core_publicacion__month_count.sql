-- How many municipalities published each TA file in each month; one column a month.
select
    year::integer as year,
    geography,
    geography_level,
    ta_file,
    municipalities::integer as municipalities,
    month_01::integer as month_01_count,
    month_02::integer as month_02_count,
    month_03::integer as month_03_count,
    month_04::integer as month_04_count,
    month_05::integer as month_05_count,
    month_06::integer as month_06_count,
    month_07::integer as month_07_count,
    month_08::integer as month_08_count,
    month_09::integer as month_09_count,
    month_10::integer as month_10_count,
    month_11::integer as month_11_count,
    month_12::integer as month_12_count,
    source_id,
    _file as source_file,
    _sheet as source_sheet,
    _row::integer as source_row
from accepted_publication_by_month
