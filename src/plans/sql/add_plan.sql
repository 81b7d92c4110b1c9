-- The next version of an enrolment's plan.
insert into case_plan (org_id, id, enrolment_id, person_id, site_id, programme_id, version, state, created_mac, recorded_at,
                       recorded_by)
select $1, $2, $3, $4, $5, $6, coalesce(max(p.version), 0) + 1, 'draft', $7, $8, $9
from case_plan p
where p.org_id = $1 and p.enrolment_id = $3
