-- Which municipality published which TA file in which month, from the publication audit.
select
    audit.cut,
    audit.ta_file,
    audit.year,
    month_of.month::integer as month,
    case month_of.month
        when 1 then audit.month_01
        when 2 then audit.month_02
        when 3 then audit.month_03
        when 4 then audit.month_04
        when 5 then audit.month_05
        when 6 then audit.month_06
        when 7 then audit.month_07
        when 8 then audit.month_08
        when 9 then audit.month_09
        when 10 then audit.month_10
        when 11 then audit.month_11
        when 12 then audit.month_12
    end as is_published,
    audit.last_update,
    audit.origin
from core_publicacion__audit_row as audit
cross join (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) as month_of (month)
where audit.sector = 'municipality'
