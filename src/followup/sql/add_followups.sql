insert into followup_due (org_id, id, exit_event_id, enrolment_id, person_id, site_id, programme_id, left_on, months, due_on,
                          opens_on, closes_on, recorded_at, recorded_by)
select $1, w.id, $2, $3, $4, $5, $6, $7, w.months, w.due_on, w.opens_on, w.closes_on, $8, $9
from unnest($10::uuid[], $11::integer[], $12::date[], $13::date[], $14::date[]) w (id, months, due_on, opens_on, closes_on)
