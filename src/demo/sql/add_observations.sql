insert into outcome_observation (org_id, id, enrolment_id, person_id, site_id, programme_id, followup_id, domain, measure, stage,
                                 observed_on, source_kind, value_code, value_number, recorded_at, recorded_by)
select $1, rows.*
from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[],
            $11::date[], $12::text[], $13::text[], $14::double precision[], $15::timestamptz[], $16::uuid[]) as rows
