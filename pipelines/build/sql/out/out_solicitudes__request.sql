-- Each request of the logs with the working days it took and whether it was closed within its term.
-- A day off counts as the next working day; the day a request comes in is day 0. One still open has
-- no days. The term comes from core_solicitudes__term, with the extension where it was used.
with
    placed as (
        select
            date,
            count(*) filter (where is_working_day) over (order by date)
            + (not is_working_day)::integer as place
        from core_calendar__day
    ),

    term as (
        select
            max(working_days) filter (where term_id = 'answer') as answer_days,
            max(working_days) filter (where term_id = 'extension') as extension_days
        from core_solicitudes__term
    ),

    closed as (
        select
            country,
            code,
            request_id,
            channel_id,
            received,
            admitted,
            derived,
            gathered,
            notified,
            answered,
            delivered,
            rated,
            coalesce(answered, derived) as closed_on,
            coalesce(is_extended, false) as is_extended,
            outcome,
            cost_clp,
            origin,
            source_file
        from core_solicitudes__request
    )

select
    closed.country,
    closed.code,
    closed.request_id,
    closed.channel_id,
    closed.received as received_on,
    closed.admitted as admitted_on,
    closed.derived as derived_on,
    closed.gathered as gathered_on,
    closed.notified as notified_on,
    closed.answered as answered_on,
    closed.delivered as delivered_on,
    closed.rated as rated_on,
    closed.closed_on,
    closed.is_extended,
    closed.outcome,
    closed.cost_clp,
    (term.answer_days + if(closed.is_extended, term.extension_days, 0))::integer as term_days,
    (ended.place - begun.place)::integer as working_days,
    case
        when closed.closed_on is null
        then 'open'
        when
            ended.place - begun.place
            <= term.answer_days + if(closed.is_extended, term.extension_days, 0)
        then 'in_time'
        else 'late'
    end as request_state,
    closed.origin,
    closed.source_file as source_ids
from closed
cross join term
inner join placed as begun on closed.received = begun.date
left join placed as ended on closed.closed_on = ended.date
