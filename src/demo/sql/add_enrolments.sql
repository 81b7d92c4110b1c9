insert into enrolment (org_id, recorded_via, id, person_id, programme_id, site_id, strand, previous_enrolment_id,
                       enrolled_on, first_service_on, exited_on, recorded_at, recorded_by)
select $1, 'web', rows.*
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::uuid[], $8::date[], $9::date[], $10::date[],
            $11::timestamptz[], $12::uuid[]) as rows
