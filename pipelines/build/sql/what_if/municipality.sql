-- One row a municipality.
select * from moved order by abs(change_pts) desc nulls last, cut
