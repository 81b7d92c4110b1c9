insert into supervision_case (org_id, session_id, enrolment_id, site_id, programme_id)
select $1, $2, c.enrolment_id, c.site_id, c.programme_id
from unnest($3::uuid[], $4::uuid[], $5::uuid[]) as c (enrolment_id, site_id, programme_id)
