insert into session_note (org_id, id, session_id, enrolment_id, person_id, site_id, programme_id, kind, body_enc,
                          recorded_at, recorded_by)
select $1, rows.*
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::bytea[],
            $10::timestamptz[], $11::uuid[]) as rows
