insert into enrolment_event (org_id, id, enrolment_id, site_id, programme_id, from_status, to_status, reason, interview_on,
                             interview_missing, aftercare, occurred_on, recorded_at, recorded_by)
select $1, rows.*
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::date[], $10::text[],
            $11::text[], $12::date[], $13::timestamptz[], $14::uuid[]) as rows
