-- What was found in an enrolment, the latest first (at most 500).
select id, enrolment_id, followup_id, domain, measure, stage, observed_on, source_kind, value_code, value_number, missing,
       recorded_by, recorded_at, void_reason, created_mac, row_version
from outcome_observation
where org_id = $1 and enrolment_id = $2
order by observed_on desc, recorded_at desc, id desc
limit 500
