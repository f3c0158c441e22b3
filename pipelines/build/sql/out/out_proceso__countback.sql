-- Working days counted back from the deadline of each month: 0 is the tenth working day itself.
with
    working as (
        select date, row_number() over (order by date) as place
        from core_calendar__day
        where is_working_day
    )

select
    deadline.year,
    deadline.month,
    (due.place - day.place)::integer as days_left,
    day.date,
    deadline.deadline,
    deadline.first_working_day,
    deadline.origin,
    deadline.source_ids
from out_calendar__month_deadline as deadline
inner join working as due on deadline.deadline = due.date
inner join working as day on day.place between due.place - 45 and due.place
