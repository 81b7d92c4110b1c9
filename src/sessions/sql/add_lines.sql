insert into roll_line (org_id, id, session_id, enrolment_id, person_id, site_id, programme_id, created_mac, recorded_at,
                       recorded_by)
select $1, n.id, $2, n.enrolment_id, n.person_id, $3, $4, $5, $6, $7
from unnest($8::uuid[], $9::uuid[], $10::uuid[]) n (id, enrolment_id, person_id)
