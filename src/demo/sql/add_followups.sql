insert into followup_due (org_id, id, exit_event_id, enrolment_id, person_id, site_id, programme_id, left_on, months, due_on,
                          opens_on, closes_on, told, closed, recorded_at, recorded_by)
select $1, rows.*
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::date[], $9::integer[], $10::date[],
            $11::date[], $12::date[], $13::text[], $14::text[], $15::timestamptz[], $16::uuid[]) as rows
