-- Events; and to every exit its record, of which nothing was asked (domain.md §5.1).
with event as (
    insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, reason, interview_on,
                                 interview_missing, aftercare, occurred_on, recorded_at, recorded_by)
    select $1, rows.*
    from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::date[], $10::text[],
                $11::text[], $12::date[], $13::timestamptz[], $14::uuid[]) as rows
    returning id, enrolment_id, site_id, programme_id, to_status, recorded_at, recorded_by
)
insert into exit_record (org_id, event_id, enrolment_id, person_id, site_id, programme_id, initiator_missing, planned_missing,
                         living_situation_missing, school_status_missing, employment_status_missing, satisfaction_missing,
                         safe_to_follow_up_missing, recorded_at, recorded_by)
select $1, event.id, event.enrolment_id, e.person_id, event.site_id, event.programme_id, 'not_asked', 'not_asked', 'not_asked',
       'not_asked', 'not_asked', 'not_asked', 'not_asked', event.recorded_at, event.recorded_by
from event join enrolment e on e.org_id = $1 and e.id = event.enrolment_id
where event.to_status = 'exited'
