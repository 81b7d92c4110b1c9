insert into assignment (org_id, role, id, enrolment_id, person_id, site_id, programme_id, staff_id, weight, started_at,
                        ended_at, recorded_at, recorded_by)
select $1, 'lead', id, enrolment_id, person_id, site_id, programme_id, staff_id, weight, started_at, ended_at, started_at,
       recorded_by
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::int[], $9::timestamptz[],
            $10::timestamptz[], $11::uuid[])
     as rows (id, enrolment_id, person_id, site_id, programme_id, staff_id, weight, started_at, ended_at, recorded_by)
