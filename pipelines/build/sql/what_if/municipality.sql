-- One row a municipality.
select moved.* exclude (level), choice.levels[moved.level] as origin
from moved
cross join choice
order by abs(moved.change_pts) desc nulls last, moved.cut
