insert into followup_contact (org_id, id, followup_id, enrolment_id, person_id, site_id, programme_id, contacted_on, source_kind,
                              result, recorded_at, recorded_by)
select $1, rows.*
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::date[], $9::text[], $10::text[],
            $11::timestamptz[], $12::uuid[]) as rows
